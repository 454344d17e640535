"""Reads workbooks named on standard input; one line of JSON for each."""

import json
import re
import sys
import warnings

import openpyxl
import xlrd
from openpyxl.utils import get_column_letter

warnings.simplefilter("ignore")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def meant(text):
    """openpyxl leaves the escapes of control characters as they are written."""
    text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def with_openpyxl(path):
    book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        texts, numbers = {}, {}
        for (row, column), cell in sheet._cells.items():
            name = f"{get_column_letter(column)}{row}"
            value = cell.value
            if isinstance(value, str):
                texts[name] = meant(value)
            elif type(value) in (int, float):
                numbers[name] = value
        yield {"texts": texts, "numbers": numbers}


def with_xlrd(path):
    book = xlrd.open_workbook(path, logfile=open("/dev/null", "w"))
    for sheet in book.sheets():
        texts, numbers = {}, {}
        for row in range(sheet.nrows):
            for column in range(sheet.row_len(row)):
                kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
                name = f"{get_column_letter(column + 1)}{row + 1}"
                if kind == xlrd.XL_CELL_TEXT:
                    texts[name] = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                    numbers[name] = value
        yield {"texts": texts, "numbers": numbers}


print("ready", flush=True)
for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            zipped = file.read(2) == b"PK"
        sheets = list(with_openpyxl(open(path, "rb")) if zipped else with_xlrd(path))
        answer = {"sheets": sheets}
    except BaseException as error:
        answer = {"error": repr(error)[:200]}
    print(json.dumps(answer), flush=True)
