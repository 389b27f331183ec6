"""A new project as files, by their names in its folder."""

from __future__ import annotations

from importlib.resources import files

from reportgen.new.book import draw_workbook
from reportgen.new.definitions import japanese_style_file, model_definition, style_file
from reportgen.new.example import documents_file, example_files
from reportgen.new.house import House
from reportgen.new.wanted import NewCompany, checked

_EMPTY = {
    "members.csv": "axis,member,parent,label_en,label_ja,valid_from,valid_to,successor\n",
    "waivers.csv": "check,subject,reason,decided_by,decided_on,expires\n",
}


def new_project(wanted: NewCompany, *, example: bool = False) -> dict[str, bytes]:
    """Everything that a project needs; with `example` on sample figures.

    `FindingsError` where it cannot be as it is wanted.
    """
    data = {
        "company.yaml": wanted.company_file().encode(),
        **{name: text.encode() for name, text in _EMPTY.items()},
        **{name: (files("reportgen.new") / name).read_bytes() for name in ("concepts.csv", "rules.csv")},
    }
    data["documents.csv"] = documents_file([])
    catalogue = checked(wanted, data)
    house = House(wanted, catalogue)
    if example:
        data |= example_files(wanted, catalogue)
    found = {f"data/{name}": content for name, content in data.items()}
    texts = {
        "templates/house/style.yaml": style_file(wanted),
        "templates/reports/model.yaml": model_definition(house),
    }
    if wanted.japanese:
        texts["templates/house/style.ja.yaml"] = japanese_style_file(wanted)
    found |= {name: text.encode() for name, text in texts.items()}
    found["templates/house/model.xlsx"] = draw_workbook(house)
    return found
