"""A table and prose on six pages, so many times by ReportLab."""
import os
import sys
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

pdfmetrics.registerFont(TTFont("Kai", os.path.join(sys.argv[3], "ruku-kai.ttf")))
style = ParagraphStyle("p", fontName="Kai", wordWrap="CJK")
prose = "部署MES一套，联网设备86台，实现生产过程数据采集和质量追溯。" * 12
for n in range(int(sys.argv[1])):
    story = []
    for page in range(6):
        rows = [[str(row), f"设备联网改造第{row}项", f"{n}.5"] for row in range(1, 41)]
        story += [Table(rows, style=[("FONTNAME", (0, 0), (-1, -1), "Kai")]),
                  Paragraph(prose, style), PageBreak()]
    SimpleDocTemplate(f"{n}.pdf").build(story)
