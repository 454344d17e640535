"""Seeds for the fuzzer: the fixtures, their parts, and the words of the cells' tests.

Run from anywhere; writes corpus/ beside this file, which is not committed.
"""

import pathlib
import re
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
INTAKE = HERE.parent
PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "docProps/custom.xml",
    "content.xml",
    "_rels/.rels",
    "xl/workbook.bin",
    "xl/_rels/workbook.bin.rels",
    "xl/worksheets/sheet1.bin",
    "xl/sharedStrings.bin",
    "xl/styles.bin",
]
BIFF_STARTS = [b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00"]
BYTES_MAX = 60_000


def put(target, name, content):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    if 0 < len(content) <= BYTES_MAX:
        (folder / name).write_bytes(content)


def reader():
    fixtures = (INTAKE / "../../fixtures").resolve()
    files = [path for ending in ("*.xls*", "*.ods", "*.et") for path in sorted(fixtures.rglob(ending))]
    files += sorted((INTAKE / "tests/samples").iterdir())
    for number, path in enumerate(files):
        content = path.read_bytes()
        put("reader", f"{number}-file", content)
        for start in BIFF_STARTS:
            at = content.find(start)
            if at >= 0:
                put("reader", f"{number}-biff", content[at : at + BYTES_MAX])
        if not zipfile.is_zipfile(path):
            continue
        with zipfile.ZipFile(path) as parts:
            for place, part in enumerate(PARTS):
                if part in parts.namelist():
                    head = bytes([0xF0 + place])
                    put("reader", f"{number}-part-{place}", head + parts.read(part))


def cells():
    number = 0
    for path in sorted((INTAKE / "tests/cells").glob("*.toml")):
        for text in re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8")):
            for choice in (0, 8, 16):
                put("cells", f"text-{number}", bytes([choice]) + text.encode())
                number += 1
    codes = ["#,##0.00", '0.00"万元"', 'yyyy"年"m"月"d"日"', "[h]:mm", "0%", "aaaa", "#,##0;(#,##0)"]
    for code in codes:
        for choice in (2, 3, 7, 10):
            bits = b"\x00\x00\x00\x00\x80\xd8\xe5\x40"
            put("cells", f"number-{number}", bytes([choice]) + bits + code.encode())
            number += 1


reader()
cells()
print(sum(1 for _ in (HERE / "corpus").rglob("*")), "seeds")
