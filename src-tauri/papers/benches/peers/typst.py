"""A table and prose on six pages, so many times by Typst."""
import sys
import typst

rows = "".join(f"[{row}], [设备联网改造第{row}项], [0.5]," for row in range(1, 41))
prose = "部署MES一套，联网设备86台，实现生产过程数据采集和质量追溯。" * 12
page = f"#table(columns: 3, {rows})\n{prose}\n#pagebreak()\n"


def write(n):
    """Every document has words of its own: what is alike is not set twice."""
    with open("page.typ", "w", encoding="utf-8") as out:
        out.write(page.replace("设备联网", f"企业{n}设备联网").replace("部署", f"第{n}部署") * 6)


write(0)
compiler = typst.Compiler("page.typ", font_paths=[sys.argv[3]])
for n in range(int(sys.argv[1])):
    write(n)
    compiler.compile(output=f"{n}.pdf")
