"""The hand-over page: one HTML file that needs no network, no server and no other program.

What a page tells can be read back from it (`kept_in`), so that the next one still knows what changed last.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.handover.changes import SAME, FileChanges, changes_from
from reportgen.handover.record import HandedFile, Proof
from reportgen.handover.words import page_words
from reportgen.project.handed import Drawn, is_page

# Characters that a browser takes about a second for; those of figures take twice as long as those of pictures.
_MOST = 24_000_000
_DATA = re.compile(rb'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


class OpenQuestion(NamedTuple):
    """Something that a reader of a file should know: where it stands, why, and which figures it is about."""

    where: str
    why: str
    what: str


class Handed(Struct, frozen=True):
    """One file on the page with what is told about it; `pictures` are those of its slides or sheets, from 0.

    `pdf` is the name of the file as PDF, where there is one; `questions` are doubts, left_out, gaps, warnings.
    """

    record: HandedFile
    changes: FileChanges = SAME
    pictures: Mapping[int, Sequence[bytes]] = field(default_factory=dict)
    pdf: str = ""
    questions: Mapping[str, Sequence[OpenQuestion]] = field(default_factory=dict)


class Handover(Struct, frozen=True):
    """Everything that one page tells: whose files they are, the files, and the lines of the checks, if any were made.

    `built` names what the page was made from: where it is the same, the page need not be written again.
    """

    title: str
    files: tuple[Handed, ...]
    checks: tuple[str, ...]
    built: str

    @property
    def language(self) -> str:
        """The language of the page."""
        return common_language([file.record for file in self.files])

    @property
    def drawn(self) -> Drawn:
        """What there is of every file."""
        return Drawn(all(file.pictures for file in self.files), all(file.pdf for file in self.files))


def common_language(files: Sequence[HandedFile]) -> str:
    """The language of some files; English where they do not share one."""
    found = {file.language for file in files}
    return found.pop() if len(found) == 1 else "en"


def page(handover: Handover) -> bytes:
    """The page as HTML; the same bytes for the same hand-over."""
    words = {language: page_words(language) for language in ("en", "ja")}
    script, style = asset("page.js"), asset("page.css")
    told = [_json(_data(file)) for file in handover.files]
    inside = _inside(handover.files, told)
    files = [*handover.files[:inside], *map(_outside, handover.files[inside:])]
    told[inside:] = [_json(_data(file)) for file in files[inside:]]
    text = template("page.html").render(
        handover=handover,
        w=words[handover.language],
        files=[_view(file, number) for number, file in enumerate(files)],
        inside=inside,
        states=_states(files),
        undisclosed=[_undisclosed(file.record) for file in files],
        sources=sorted(
            dict.fromkeys(one for file in handover.files for one in file.record.sources),
            key=lambda one: one.published,
            reverse=True,
        ),
        data=f'{{"words":{_json(words)},"files":[{",".join(told)}]}}',
        script=script,
        style=style,
        policy=f"default-src 'none'; img-src data:; style-src {allowed(style)}; script-src {allowed(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return text.encode()


def _inside(files: Sequence[Handed], told: Sequence[str]) -> int:
    """How many of the files the page shows inside: as many as a browser still opens at once."""
    sizes = (
        2 * len(text) + sum(len(one) * 4 // 3 for drawn in file.pictures.values() for one in drawn)
        for file, text in zip(files, told, strict=True)
    )
    return sum(total <= _MOST for total in accumulate(sizes))


def _outside(file: Handed) -> Handed:
    """A file with its name and what changed alone."""
    record = replace(file.record, pages=(), proofs=(), prints=(), sources=(), periods={}, labels={})
    return replace(file, record=record, pictures={}, questions={})


def kept_in(content: bytes) -> dict[tuple[str, str], FileChanges]:
    """What a page told of the changes, by name and digest of each file; nothing where it is no page of ours."""
    found = _DATA.search(content) if is_page(content) else None
    try:
        files = json.loads(found[1])["files"] if found is not None else []
        return {(one["name"], one["digest"]): changes_from(one["changes"]) for one in files}
    except (ValueError, TypeError, KeyError):
        return {}  # somebody edited it


def _data(file: Handed) -> dict[str, Any]:
    record = file.record
    return {
        "name": record.name,
        "digest": record.digest,
        "kind": record.kind,
        "language": record.language,
        "changes": file.changes,
        "pages": record.pages,
        "proofs": record.proofs,
        "prints": record.prints,
        "sources": record.sources,
        "periods": record.periods,
        "labels": record.labels,
    }


def _view(file: Handed, number: int) -> Mapping[str, Any]:
    """What the template shows of a file: each page with its picture, if it has one."""
    record = file.record
    return {
        "number": number,
        "handed": file,
        "record": record,
        "state": _state(file),
        "href": quote(record.name),
        "pdf": quote(file.pdf),
        "standards": ", ".join(dict.fromkeys(one.standard for one in record.sources if one.standard)),
        "pages": [
            (at, page, [*map(_image, file.pictures.get(at, ()))]) for at, page in enumerate(record.pages)
        ],
    }


def _states(files: Sequence[Handed]) -> list[tuple[str, list[str]]]:
    """The files of which there is no change to tell, by why."""
    found: dict[str, list[str]] = {"older": [], "new": [], "nothing_shown": [], "same": []}
    for file in files:
        if _state(file) in found:
            found[_state(file)].append(file.record.name)
    return list(found.items())


def _state(file: Handed) -> str:
    changes = file.changes
    is_same = changes.state == "changed" and not (changes.rows or changes.follow)
    return "nothing_shown" if is_same else changes.state


def _image(content: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"


def _undisclosed(record: HandedFile) -> Sequence[tuple[int, str, str]]:
    """The figures that pages of a deck show as not disclosed: page, name, and what they could be computed from."""
    pages = record.pages if record.kind == "deck" else ()
    found: dict[tuple[int, str, str], None] = {}
    for number, one in enumerate(pages, start=1):
        for proof in (record.proofs[shown.proof] for shown in one.shown):
            if not proof.value:
                lacking = [record.proofs[place] for place in proof.inputs if not record.proofs[place].value]
                found[number, _named(proof), "; ".join(map(_named, lacking))] = None
    return tuple(found)


def _named(proof: Proof) -> str:
    return f"{proof.label}, {proof.key.partition('|')[2].replace('|', ', ')}"


def _json(data: object) -> str:
    """Data that may stand inside a script element."""
    text = msgspec.json.encode(data).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def allowed(text: str) -> str:
    """A script or a style as a policy allows it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def asset(name: str) -> str:
    """The text of a file beside this one."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def template(name: str) -> Template:
    """A template beside this file; whatever it is filled with is escaped."""
    found = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found.get_template(name)
