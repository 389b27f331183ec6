#!/usr/bin/env bash
# polars 2.1.0 with fastexcel 0.21.0: read_excel makes a text in a column of numbers empty, without a word, where it
# stands below the hundredth row.
#
# Found: the type of a column is guessed from its first 100 rows (`infer_schema_length=100`), as read_csv does. Where
# read_csv stops at the first cell that does not fit, read_excel puts null there: no error, no warning, and a sum passes over
# it. A figure that a colleague typed as a text ("12,345" in row 150 of 200) is gone from the total. The same text in row 50
# makes the whole column texts, and so does infer_schema_length=None, so the outcome depends on where the text stands.
# pandas reads the very same sheet with the text in its place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  polars==2.1.0 fastexcel==0.21.0 xlsxwriter==3.2.9 pandas==2.3.3 openpyxl==3.1.5
"$folder/venv/bin/python" -W error - "$folder" <<'PYTHON'
import sys

import fastexcel
import pandas
import polars
import xlsxwriter

folder = sys.argv[1]


def sales(row: int) -> str:
    """A workbook of 200 sales of 10 each, of which the one in the given row (of the data) is the text 12,345."""
    file = f"{folder}/sales-{row}.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sales")
        sheet.write_row(0, 0, ["id", "amount"])
        for number in range(1, 201):
            sheet.write_number(number, 0, number)
            if number == row:
                sheet.write_string(number, 1, "12,345")
            else:
                sheet.write_number(number, 1, 10)
    return file


def told(frame: polars.DataFrame, row: int) -> tuple[str, object]:
    """The type of the amounts, and what stands in the given row."""
    return str(frame.schema["amount"]), frame["amount"][row - 1]


early = told(polars.read_excel(sales(50)), 50)
late = told(polars.read_excel(sales(150)), 150)
total = polars.read_excel(sales(150))["amount"].sum()
whole = told(polars.read_excel(sales(150), infer_schema_length=None), 150)
peer = pandas.read_excel(sales(150))["amount"][149]

rows = "".join(f"{number},{10 if number != 150 else 'n/a'}\n" for number in range(1, 201))
try:
    polars.read_csv(f"id,amount\n{rows}".encode())
    refused = ""
except polars.exceptions.ComputeError as error:
    refused = str(error).splitlines()[0]

print(f"polars {polars.__version__}, fastexcel {fastexcel.__version__}, pandas {pandas.__version__}")
print(f"text in row 50: {early}")
print(f"text in row 150: {late}, sum {total}")
print(f"text in row 150, all rows looked at: {whole}")
print(f"text in row 150, pandas: {peer!r}")
print(f"read_csv, text in row 150: {refused}")
as_told = (
    early == ("String", "12,345")
    and late == ("Int64", None)
    and total == 1990
    and whole == ("String", "12,345")
    and peer == "12,345"
    and refused.startswith("could not parse")
)
if not as_told:
    sys.exit("the behaviour described above has changed")
PYTHON
