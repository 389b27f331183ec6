"""The README of a new project: what is where, and what to do next, on one page."""

from __future__ import annotations

from reportgen.new.wanted import NewCompany

_TEXT = """# {company}: figures and reports

```sh
reportgen form {period}      the form for a new document, to be filled in with Excel or LibreOffice
reportgen import FILE    a form, a filing, a table: what it would add; --write adds it
reportgen build          workbook and decks into output/, for the newest period
reportgen build results --period {period}
reportgen new investors --from deck     a further report, to be changed in templates/reports
reportgen check          what ties, and what does not
reportgen verify output
```

| file | what it is |
| --- | --- |
| `data/company.yaml` | the company, its currency and its fiscal calendar |
| `data/concepts.csv` | what figures are called, in the order in which reports show them |
| `data/rules.csv` | what has to add up |
| `data/documents.csv` | the documents that figures come from: key, title, kind, days, accounting standard |
| `data/facts/<document>.csv` | the figures of one document, one a row |
| `templates/house/` | number formats, the workbook and the deck: restyle them in Office, they are yours |
| `schemas/` | what may stand in the YAML files, for completion in your editor |
| `templates/reports/` | what reports there are, and what stands on their pages |

What an import writes can be typed as well. A document is a row of `data/documents.csv`:

    2025-05-10_results,Results of {period},results,2025-05-10,2025-05-10,,nearest,,,

and its figures a file of the same name, `data/facts/2025-05-10_results.csv`:

    concept,service_line,scope,period,scenario,bound,unit,value,scale,decimals,printed,heading,line,also_at,medium,status,note
    revenue,,,{period},actual,point,{currency},{value},{power},{decimals},"{printed}",Income statement,12,,table,ok,

`scale` is the power of ten that the figure is printed in, `decimals` that of its last digit with the sign turned round;
`printed` is the figure as the document prints it, `line` where. Balances stand at a day, such as 2024-03-31.

The workbook begins with the oldest period, or with the `start` of `templates/reports/model.yaml`. Templates and
reports follow the tables: rows, periods and decimals are those that are told, and `reportgen build` draws them anew
when that changes. A file that you have changed is yours and stays; the build then says where its new drawing is.
{sample}"""
_SAMPLE = """
The figures here are samples: remove `data/facts/*` and the rows of `data/documents.csv` before you enter your own.
"""


# What stands for any period, as the company tells of it.
_PERIODS = {"quarter": "4Q24", "half": "1H24", "year": "FY24"}


def readme(wanted: NewCompany, *, example: bool) -> str:
    """`README.md` of the project."""
    value = f"1234{'.' + '5' * wanted.digits if wanted.digits else ''}"
    return _TEXT.format(
        company=wanted.company,
        period=_PERIODS[wanted.reports],
        currency=wanted.currency,
        value=value,
        power=wanted.power,
        decimals=wanted.digits - wanted.power,
        printed=f"1,{value[1:]}",
        sample=_SAMPLE if example else "",
    )
