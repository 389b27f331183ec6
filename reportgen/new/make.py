"""A new project as files, by their names in its folder."""

from __future__ import annotations

from importlib.resources import files

from reportgen.new.book import draw_workbook
from reportgen.new.deck import draw_deck
from reportgen.new.deck_definitions import briefing_definition, results_definition, words_file
from reportgen.new.definitions import japanese_style_file, model_definition, style_file
from reportgen.new.example import Sample, documents_file, example_files
from reportgen.new.house import House
from reportgen.new.readme import readme
from reportgen.new.wanted import NewCompany, checked

_EMPTY = {
    "members.csv": "axis,member,parent,label_en,label_ja,valid_from,valid_to,successor\n",
    "waivers.csv": "check,subject,reason,decided_by,decided_on,expires\n",
}


def new_project(wanted: NewCompany, sample: Sample | None = None) -> dict[str, bytes]:
    """Everything that a project needs; on the figures of a `sample` where one is given.

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
    if sample is not None:
        data |= example_files(wanted, catalogue, sample)
    found = {f"data/{name}": content for name, content in data.items()}
    texts = {
        "README.md": readme(wanted, example=sample is not None),
        "templates/house/style.yaml": style_file(wanted),
        "templates/reports/model.yaml": model_definition(house),
        "templates/reports/results.yaml": results_definition(house),
        "templates/reports/briefing.yaml": briefing_definition(house),
    }
    if wanted.japanese:
        texts["templates/house/style.ja.yaml"] = japanese_style_file(wanted)
        texts["templates/house/words.ja.yaml"] = words_file(house)
    found |= {name: text.encode() for name, text in texts.items()}
    found["templates/house/model.xlsx"] = draw_workbook(house)
    found["templates/house/deck.pptx"] = draw_deck(wanted.digits)
    return found
