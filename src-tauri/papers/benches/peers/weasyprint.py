"""The page, printed so many times by WeasyPrint."""
import sys
import weasyprint

page = open(sys.argv[2], encoding="utf-8").read()
for n in range(int(sys.argv[1])):
    weasyprint.HTML(string=page).write_pdf(f"{n}.pdf")
