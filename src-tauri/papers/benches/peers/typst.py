"""A table and prose on six pages, so many times by Typst."""
import sys
import typst

rows = "".join(f"[{row}], [设备联网改造第{row}项], [0.5]," for row in range(1, 41))
prose = "部署MES一套，联网设备86台，实现生产过程数据采集和质量追溯。" * 12
page = f"#table(columns: 3, {rows})\n{prose}\n#pagebreak()\n"
with open("page.typ", "w", encoding="utf-8") as out:
    out.write(page * 6)
compiler = typst.Compiler("page.typ", font_paths=[sys.argv[3]])
for n in range(int(sys.argv[1])):
    compiler.compile(output=f"{n}.pdf")
