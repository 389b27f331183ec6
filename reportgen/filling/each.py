"""One file for each record of a list: who gets what, under which name, and whether it stands already.

--each customers --name "{{customer.name}}.pptx"     data: what the record holds, then all that is no list of its kind
--by customer_id                                     of every list with that field, the rows of this customer alone
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path, PurePosixPath

from msgspec import Struct

from reportgen import __version__
from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.filling.expressions import SumError, ask
from reportgen.filling.fill import Sources, fill_package, joined
from reportgen.filling.filled import Filled, FillOptions
from reportgen.filling.values import (
    FileContent,
    Record,
    Scope,
    UnknownNameError,
    Value,
    is_list,
    is_single,
    item_names,
    shown,
)
from reportgen.office.core_properties import property_of, set_properties
from reportgen.office.package import Package, as_written_here, open_package
from reportgen.office.package_kind import become, can_become, right_ending
from reportgen.office.pictures import ENDINGS
from reportgen.office.tags import replace_tags
from reportgen.project.overwriting import filled_from
from reportgen.project.storage import join, read_bytes, read_if_there, write_bytes

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_LONGEST = 200


class Recipe(Struct, frozen=True):
    """What all files of one run are made with: the template, the data that all share, where files go."""

    template: bytes
    others: tuple[tuple[bytes, str], ...]
    name: str
    shared: Record
    folders: tuple[str, ...]
    out: str
    sets: tuple[str, ...]
    force: bool

    @property
    def digest(self) -> str:
        """What it is known by: the program, the template, the data and pictures that all share."""
        pictures = _pictures(self.shared, self.folders)
        others = [list(one) for one in self.others]
        return _digest([__version__, self.template, others, self.shared, pictures, list(self.sets)])


class Task(Struct, frozen=True):
    """One file to be made: its place in the list, its name, its own data, and what it is known by."""

    number: int
    name: str
    data: Record
    digest: str


class Recipients(Struct, frozen=True):
    """The records of a run with what each gets: a list of the data, and its rows of the lists that are `by` a field."""

    shared: Recipe
    digest: str
    records: Sequence[Value]
    names: tuple[str, ...]
    pattern: str
    by: str
    rows: Mapping[str, Mapping[Value, Sequence[Value]]]
    clashes: frozenset[bytes]

    @property
    def count(self) -> int:
        """How many files there will be."""
        return len(self.records)

    def name(self, number: int) -> str:
        """What findings call the file of a record: its name, else its place in the list."""
        try:
            return file_name(self.pattern, self._scoped(self.records[number]), number)
        except FindingsError:
            return f"record {number + 1:,}"

    def task(self, number: int) -> Task:
        """The task of a record, by its place from 0; `FindingsError` where it has no name of its own."""
        record = self.records[number]
        name = file_name(self.pattern, self._scoped(record), number)
        if _folded(name) in self.clashes:
            raise _refused(
                "duplicate-file-name", "several records would get a file of this name", number, name
            )
        own = self._scoped(record)
        if self.by:
            key = record[self.by] if isinstance(record, Mapping) and self.by in record else None
            own = {**{one: groups.get(key, ()) for one, groups in self.rows.items()}, **own}
        return Task(number, name, own, _digest([self.digest, own, _pictures(own, self.shared.folders)]))

    def _scoped(self, record: Value) -> dict[str, Value]:
        return _scoped(record, self.names)


def recipients(recipe: Recipe, data: Record, each: str, pattern: str, by: str) -> Recipients:
    """The records of the list `each` of the data with their names; a finding where there is no such list."""
    records = data.get(each)
    if not is_list(records):
        lists = [name for name, value in data.items() if is_list(value)]
        message = f'the data has no list named "{each}"'
        hint = did_you_mean(each, lists)
        raise FindingsError(Issue("unknown-list", message, expected=", ".join(lists), found=each, hint=hint))
    assert isinstance(records, Sequence)
    rows: dict[str, Mapping[Value, Sequence[Value]]] = {}
    shared: dict[str, Value] = {}
    for name, value in data.items():
        if value is records:
            continue
        if by and is_list(value) and _has_field(value, by):
            rows[name] = _grouped(value, by)
        else:
            shared[name] = value
    if by and (not _has_field(records, by) or not rows):
        message = f'"{by}" is no field of {each}' if rows else f'no other list has a field "{by}"'
        raise FindingsError(Issue("unknown-field", message, found=by))
    recipe = replace(recipe, shared=shared)
    names = item_names(each)
    clashes = _clashes(pattern, records, names)
    return Recipients(recipe, recipe.digest, records, names, pattern, by, rows, clashes)


def of_nobody(them: Recipients) -> list[Issue]:
    """A finding for each list of which no record gets a row, as where ids are numbers here and texts there."""
    records = them.records if them.rows else ()
    keys = [one[them.by] for one in records if isinstance(one, Mapping) and is_single(one.get(them.by))]
    known = frozenset(keys)
    return [
        Issue(
            "rows-of-nobody",
            f'no row of "{name}" has the {them.by} of a record, so that its list is empty in all files',
            severity=Severity.WARNING,
            expected=_spelled_out(keys),
            found=_spelled_out(groups),
        )
        for name, groups in them.rows.items()
        if known.isdisjoint(groups)
    ]


def _spelled_out(keys: Iterable[Value]) -> str:
    first = next(iter(keys), None)
    return f'"{first}"' if isinstance(first, str) else shown(first)


def make(recipe: Recipe, task: Task) -> Filled | None:
    """Fill the template for one task and put the file in its place; None where it stands there as it would be made.

    `FindingsError` with every fault of template and data, or where another file stands there.
    """
    target = join(recipe.out, task.name)
    held = read_if_there(target)
    if held is not None and as_written_here(held) and _identifier(held) == task.digest:
        return None
    if held is not None and not recipe.force and not filled_from(opened(recipe), recipe.template)(held):
        message = "a file of this name exists, and it is not as reportgen wrote it"
        hint = "choose another folder with --out; --force replaces it, with all that somebody did in it"
        raise FindingsError(Issue("file-exists", message, Place(target), hint=hint))
    package = opened(recipe).copy(recipe.name)
    ending = PurePosixPath(task.name).suffix.lower()
    if ending != right_ending(package) and can_become(package, ending):
        become(package, ending)
    set_properties(package, {"identifier": task.digest})
    data = {**recipe.shared, **task.data}
    options = FillOptions(recipe.sets, [Path(one) for one in recipe.folders])
    filled = fill_package(package, recipe.name, data, options)
    write_bytes(target, filled)
    return filled


@lru_cache(maxsize=4)
def _opened(template: bytes, others: tuple[tuple[bytes, str], ...], name: str) -> Package:
    return joined(open_package(template, name), others)


def opened(recipe: Recipe) -> Package:
    """The template with the slides of others, opened once in each process."""
    return _opened(recipe.template, recipe.others, recipe.name)


def recipe_of(template: str, sources: Sources, out: str, *, force: bool) -> Recipe:
    """What a run is made with; a finding where the template cannot be read."""
    others = tuple((read_bytes(str(path)), str(path)) for path in sources.others)
    folders = [str(one.path.parent.absolute()) for one in sources.data if one.path is not None]
    return Recipe(
        read_bytes(template),
        others,
        template,
        {},
        (*folders, str(Path().absolute())),
        out,
        sources.settings,
        force,
    )


def _scoped(record: Value, names: Sequence[str]) -> dict[str, Value]:
    """A record's fields, and the record by the names of an item."""
    own = dict(record) if isinstance(record, Mapping) else {}
    return {**dict.fromkeys(names, record), **own}


def _has_field(records: Value, field: str) -> bool:
    first = next(iter(records), None) if is_list(records) else None
    return isinstance(first, Mapping) and field in first


def _grouped(records: Sequence[Value], field: str) -> Mapping[Value, Sequence[Value]]:
    groups: dict[Value, list[Value]] = {}
    for record in records:
        key = record.get(field) if isinstance(record, Mapping) else None
        if isinstance(key, str | Decimal | bool | date):
            groups.setdefault(key, []).append(record)
    return groups


def file_name(pattern: str, data: Record, number: int) -> str:
    """The name of a record's file below the folder: what the data give is one step of it, never a folder."""
    scopes = (Scope(data),)

    def word(text: str) -> str:
        try:
            said = ask(text, scopes).text
        except UnknownNameError as error:
            hint = did_you_mean(error.word, error.known)
            raise FindingsError(
                Issue("unknown-tag", f"{_who(number)}: {error}", found=f"{{{{{text}}}}}", hint=hint)
            ) from None
        except (SumError, AssertionError):
            raise _refused(
                "bad-file-name", "no single value stands there", number, f"{{{{{text}}}}}"
            ) from None
        if not said.strip() or _FORBIDDEN.search(said) or said.strip(". ") != said:
            message = f"what {{{{{text}}}}} gives is no part of the name of a file"
            raise _refused("bad-file-name", message, number, said or "nothing")
        return said

    name = replace_tags(pattern, word)
    steps = PurePosixPath(name).parts
    if (
        PurePosixPath(name).is_absolute()
        or ".." in steps
        or any(len(step) > _LONGEST or _RESERVED.match(step) for step in steps)
    ):
        raise _refused("bad-file-name", "this is no name of a file below the folder", number, name)
    return name


def _who(number: int) -> str:
    return f"record {number + 1:,}"


def _refused(issue_id: str, message: str, number: int, found: str) -> FindingsError:
    return FindingsError(Issue(issue_id, f"{_who(number)}: {message}", found=found))


def _folded(name: str) -> bytes:
    """A name as disks that know no capitals take it, in few bytes."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _clashes(pattern: str, records: Sequence[Value], names: Sequence[str]) -> frozenset[bytes]:
    """The names that several records would give their files."""
    seen: set[bytes] = set()
    twice: set[bytes] = set()
    for number, record in enumerate(records):
        try:
            name = _folded(file_name(pattern, _scoped(record, names), number))
        except FindingsError:
            continue  # told when its turn comes
        (twice if name in seen else seen).add(name)
    return frozenset(twice)


def _identifier(data: bytes) -> str:
    """What a finished file was made from, as it says itself; empty where it says nothing."""
    try:
        return property_of(open_package(data), "identifier")
    except FindingsError:
        return ""


def _pictures(data: Value, folders: Sequence[str]) -> list[Value]:
    """The digests of the pictures that data name, so that a new picture makes a new file."""
    if isinstance(data, Mapping):
        return [one for value in data.values() for one in _pictures(value, folders)]
    if isinstance(data, str):
        if not data.lower().endswith(tuple(ENDINGS)):
            return []
        paths = [path for folder in folders if (path := Path(folder) / data).is_file()]
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths[:1]]
    if isinstance(data, Sequence):
        return [one for value in data for one in _pictures(value, folders)]
    return []


def _digest(value: object) -> str:
    """What plain data are known by: alike for the same values in the same order, whatever made them."""
    found = hashlib.sha256()
    for piece in _spelled(value):
        found.update(len(piece).to_bytes(8, "big"))
        found.update(piece)
    return f"sha256:{found.hexdigest()}"


def _spelled(value: object) -> Iterator[bytes]:
    if isinstance(value, Mapping):
        yield b"{%d" % len(value)
        for key, part in value.items():
            yield str(key).encode("utf-8", "surrogatepass")
            yield from _spelled(part)
    elif isinstance(value, str):
        yield b"s" + value.encode("utf-8", "surrogatepass")
    elif isinstance(value, bytes | FileContent):
        yield b"b" + (value.data if isinstance(value, FileContent) else value)
    elif isinstance(value, Sequence):
        yield b"[%d" % len(value)
        for part in value:
            yield from _spelled(part)
    elif isinstance(value, datetime):
        yield b"t" + value.isoformat().encode()
    else:  # a number, a truth value, a day, nothing
        yield f"{type(value).__name__} {value}".encode()
