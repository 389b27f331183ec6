"""A new project as files, by their names in its folder."""

from __future__ import annotations

from importlib.resources import files

from reportgen.data.load import load
from reportgen.data.records import FREE
from reportgen.new.example import Sample, documents_file, example_files
from reportgen.new.readme import readme
from reportgen.new.redraw import drawing
from reportgen.new.schemas import schema_line
from reportgen.new.wanted import NewCompany, checked

_EMPTY = {
    "members.csv": "axis,member,parent,label_en,label_ja,valid_from,valid_to,successor\n",
    "waivers.csv": "check,subject,reason,decided_by,decided_on,expires\n",
}


# What every company tells under Japanese standards, and few elsewhere.
_USUAL_IN_JAPAN = (
    "nonoperating_income",
    "nonoperating_expenses",
    "ordinary_income",
    "net_income_owners",
    "net_assets_per_share",
    "owners_equity",
)


def new_project(wanted: NewCompany, sample: Sample | None = None) -> dict[str, bytes]:
    """Everything that a project needs; on the figures of a `sample` where one is given.

    `FindingsError` where it cannot be as it is wanted.
    """
    data = {
        "company.yaml": (schema_line("company") + wanted.company_file()).encode(),
        **{name: text.encode() for name, text in _EMPTY.items()},
        "concepts.csv": _concepts(wanted).encode(),
        "rules.csv": (files("reportgen.new") / "rules.csv").read_bytes(),
    }
    data["documents.csv"] = documents_file([])
    catalogue = checked(wanted, data)
    if sample is not None:
        data |= example_files(wanted, catalogue, sample)
    return {
        "README.md": readme(wanted, example=sample is not None).encode(),
        **{f"data/{name}": content for name, content in data.items()},
        **drawing(wanted, load(data)),
    }


def _concepts(wanted: NewCompany) -> str:
    """The concepts that a project begins with; forms ask for those that companies of its currency usually tell."""
    text = (files("reportgen.new") / "concepts.csv").read_text(encoding="utf-8")
    if wanted.currency != "JPY":
        return text
    lines = text.splitlines(keepends=True)
    return "".join(
        line.replace(f",{FREE}\n", ",\n") if line.partition(",")[0] in _USUAL_IN_JAPAN else line
        for line in lines
    )
