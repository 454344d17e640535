"""Reads workbooks named on standard input; one line of JSON for each."""

import json
import re
import sys
import warnings
import zipfile

import openpyxl
import xlrd
from openpyxl.cell.text import Text
from openpyxl.reader import excel
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

warnings.simplefilter("ignore")


def shared_texts(part):
    """As they are written: openpyxl takes one kind of escape out of them, which hides others."""
    texts = []
    for _, node in iterparse(part):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            texts.append(Text.from_tree(node).content)
            node.clear()
    return texts


excel.read_string_table = shared_texts
# It would put the address of a link into an empty cell.
WorksheetReader.bind_hyperlinks = lambda self: None

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def meant(text):
    """openpyxl leaves the escapes of control characters as they are written."""
    text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def programs(path):
    """The names of sheets that hold macros or dialogues, which openpyxl takes for tables."""
    with zipfile.ZipFile(path) as parts:
        relations = parts.read("xl/_rels/workbook.xml.rels").decode()
        book = parts.read("xl/workbook.xml").decode()
    ids = [
        re.search(r'Id="([^"]+)"', relation)[1]
        for relation in re.findall(r"<Relationship [^>]*>", relations)
        if re.search(r'Target="[^"]*(macro|dialog)sheets/', relation)
    ]
    sheets = re.findall(r"<sheet [^>]*>", book)
    return {re.search(r'name="([^"]*)"', sheet)[1] for sheet in sheets for id in ids if f'"{id}"' in sheet}


def with_openpyxl(path):
    book = openpyxl.load_workbook(open(path, "rb"), data_only=True, keep_links=False)
    try:
        others = programs(path)
    except KeyError:
        others = set()
    for sheet in book.worksheets:
        if sheet.title in others:
            continue
        texts, numbers = {}, {}
        for (row, column), cell in sheet._cells.items():
            name = f"{get_column_letter(column)}{row}"
            value = cell.value
            if isinstance(value, str):
                texts[name] = meant(value)
            elif type(value) in (int, float):
                numbers[name] = value
        yield {"name": sheet.title, "texts": texts, "numbers": numbers}


def with_xlrd(path):
    book = xlrd.open_workbook(path, logfile=open("/dev/null", "w"))
    # Where an old file does not say its code page, every byte is a letter of
    # Western Europe to xlrd: of other texts it is no witness.
    unsaid = book.biff_version < 80 and book.codepage is None
    for sheet in book.sheets():
        texts, numbers = {}, {}
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
                name = f"{get_column_letter(column + 1)}{row + 1}"
                if kind == xlrd.XL_CELL_TEXT and not (unsaid and not value.isascii()):
                    texts[name] = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    numbers[name] = value
        yield {"name": sheet.name, "texts": texts, "numbers": numbers}


# What the libraries say goes elsewhere: each file has one line.
out, sys.stdout = sys.stdout, sys.stderr
print("ready", file=out, flush=True)
for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            zipped = file.read(2) == b"PK"
        sheets = list(with_openpyxl(path) if zipped else with_xlrd(path))
        answer = {"sheets": sheets}
    except BaseException as error:
        answer = {"error": repr(error)[:200]}
    print(json.dumps(answer), file=out, flush=True)
