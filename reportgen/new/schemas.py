"""JSON Schemas of the YAML files of a project, for completion in editors; they follow from the code that reads them."""

from __future__ import annotations

import json
from typing import Any

from reportgen.data.company import company_schema
from reportgen.figures.style_file import style_schema
from reportgen.reports.rules import RulesSpec
from reportgen.reports.specs import ReportSpec

FOLDER = "schemas"


def schema_line(name: str, up: str = "..") -> str:
    """The first line of a YAML file, from which an editor has its schema; `up` leads to the project's folder."""
    return f"# yaml-language-server: $schema={up}/{FOLDER}/{name}.json\n"


def schema_files() -> dict[str, bytes]:
    """The schemas by their names in a project."""
    found: dict[str, dict[str, Any]] = {
        "report": ReportSpec.model_json_schema(),
        "rules": RulesSpec.model_json_schema(),
        "style": style_schema(),
        "company": company_schema(),
        "words": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{FOLDER}/{name}.json": (json.dumps(dialect | one, indent=1, ensure_ascii=False) + "\n").encode()
        for name, one in found.items()
    }
