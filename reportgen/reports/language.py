"""The words of a report in another language: every text of the definition, by its own wording.

templates/house/words.ja.yaml
    Revenues: 売上高
    "Revenue {{ revenue | mn }}": "売上高 {{ revenue | mn }}"

A text without letters outside its braces needs no words. A row of a metric that has none takes the label of
the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.yaml_reader import load_with_lines
from reportgen.reports.specs import Definition, ReportSpec

_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_Path = tuple[str | int, ...]
# Where a definition holds texts that are shown: the last name of the path, or of the list around it.
_TEXTS = frozenset({"title", "label", "alt", "cells", "text"})


class Words(Struct, frozen=True):
    """The words of one language: text by text, and the file they stand in."""

    texts: Mapping[str, str]
    file: str
    lines: Mapping[_Path, int] = field(default_factory=dict)


def read_words(data: bytes, file: str) -> Words:
    """The words in a file; `FindingsError` where it is no mapping of texts to texts."""
    raw, lines = load_with_lines(data, file)
    if not isinstance(raw, dict):
        raise FindingsError(Issue("no-words", "this file maps no text to another", Place(file)))
    wrong = [
        Issue(
            "bad-word",
            "a text has one text as its translation",
            Place(file, lines.get((key,))),
            found=f"{key}: {value}",
        )
        for key, value in raw.items()
        if not isinstance(key, str) or not isinstance(value, str)
    ]
    if wrong:
        raise FindingsError(wrong)
    return Words({_plain(key): value for key, value in raw.items()}, file, lines)


def translated(definition: Definition, words: Words, language: str) -> Definition:
    """The definition in another language; `FindingsError` with every text that has no words in it."""
    translator = _Translator(definition, words)
    data = definition.spec.model_dump()
    data["title"] = translator.text(data["title"], ("title",))
    for name, text in data["words"].items():
        data["words"][name] = translator.text(text, ("words", name))
    for name, section in data["sections"].items():
        section["title"] = translator.text(section["title"], ("sections", name, "title"))
    data["pages"] = [translator.page(page, ("pages", number)) for number, page in enumerate(data["pages"])]
    if translator.issues:
        raise FindingsError(translator.issues)
    data["language"] = language
    return Definition(ReportSpec.model_validate(data), definition.file, definition.lines)


class _Translator:
    """Puts words in place of texts, and gathers those that have none."""

    def __init__(self, definition: Definition, words: Words) -> None:
        self._definition = definition
        self._words = words
        self.issues: list[Issue] = []

    def text(self, text: Any, path: _Path, *, needed: bool = True) -> Any:
        """The words for one text, or for each of several alternatives."""
        if isinstance(text, list | tuple):
            return [self.text(one, path) for one in text]
        if not isinstance(text, str) or not _LETTER.search(_BRACES.sub("", text)):
            return text
        found = self._words.texts.get(_plain(text))
        if found is not None:
            return found
        if needed:
            self.issues.append(
                Issue(
                    "not-translated",
                    "this text has no words in the language",
                    self._definition.place(*path),
                    expected=f"an entry in {self._words.file}",
                    found=text,
                    hint=did_you_mean(text, self._words.texts),
                )
            )
        return text if needed else ""

    def page(self, page: dict[str, Any], path: _Path) -> dict[str, Any]:
        """All texts of a page, and of what is said of it for one period."""
        page["words"] = {
            name: self.text(text, (*path, "words", name)) for name, text in page["words"].items()
        }
        page["bullets"] = {
            name: self._bullets(items, (*path, "bullets", name)) for name, items in page["bullets"].items()
        }
        for name, table in page["tables"].items():
            for number, row in enumerate(table["rows"]):
                self._row(row, (*path, "tables", name, "rows", number))
        for name, chart in page["charts"].items():
            self._texts_in(chart, (*path, "charts", name))
        for period, remark in page.get("remarks", {}).items():
            self.page(remark, (*path, "remarks", period))
        return page

    def _row(self, row: dict[str, Any], path: _Path) -> None:
        # A metric has a label of its own in the catalogue, in every language.
        row["label"] = self.text(row["label"], path, needed=not row["metric"])
        row["cells"] = [self.text(cell, path) for cell in row["cells"]]

    def _bullets(self, items: Any, path: _Path) -> Any:
        if isinstance(items, str):
            return self.text(items, path)
        if isinstance(items, dict):
            return {self.text(text, path): self._bullets(inner, path) for text, inner in items.items()}
        return [self._bullets(item, (*path, number)) for number, item in enumerate(items)]

    def _texts_in(self, node: Any, path: _Path) -> None:
        """The labels and alternative texts anywhere in a chart; `label` of a column names pieces, no words."""
        if isinstance(node, dict):
            for name, value in node.items():
                if name in _TEXTS and isinstance(value, str) and value:
                    node[name] = self.text(value, (*path, name))
                elif name != "columns":
                    self._texts_in(value, (*path, name))
        elif isinstance(node, list | tuple):
            for number, item in enumerate(cast("list[Any]", node)):
                self._texts_in(item, (*path, number))


def _plain(text: str) -> str:
    return " ".join(text.split())
