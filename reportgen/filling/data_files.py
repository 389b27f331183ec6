"""Sources of `fill` as plain data, numbers as Decimal from their own text.

offer.json   {"title": "Q2", "items": [...]}       names and lists
offer.yaml   title: Q2                             the same; dates are dates
items.csv    name,price                            one list, called "items" and "rows"
items.xlsx   a sheet, a table, a named range       the same, as what a query gives
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

import yaml

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.yaml_reader import LimitedLoader, construct, sound_node
from reportgen.filling.csv_columns import AS_FOUND, CsvConvention
from reportgen.filling.csv_files import CsvReading, faults_of_heads
from reportgen.filling.json_tables import json_tables
from reportgen.filling.table import RecordTable
from reportgen.filling.values import DataError, Value, plain
from reportgen.project.passwords import refuse_password
from reportgen.tables.source import DataSource

ENDINGS = (".json", ".yaml", ".yml", ".csv", ".tsv")
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
ROWS = "rows"


class _Loader(LimitedLoader):
    """YAML as a person means it: true and false are the only truth values, 007 and 12:30 are texts."""


# PyYAML's own list would read "no" as false and 12:30 as 750.
_Loader.yaml_implicit_resolvers = {}


def _number_node(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    return Decimal(str(loader.construct_scalar(node)))


_TAG = "tag:yaml.org,2002:"
for _name, _pattern, _first in (
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", "tTfF"),
    ("null", r"(?:~|null|Null|NULL|)", "~nN\0"),
    ("float", _NUMBER.pattern, "+-.0123456789"),
    (
        "timestamp",
        r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ ]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?",
        "0123456789",
    ),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        _TAG + _name, re.compile(f"(?:{_pattern})$"), list(_first) + ([""] if _name == "null" else [])
    )
_Loader.add_constructor(f"{_TAG}float", _number_node)


def _day_node(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from None


_Loader.add_constructor(f"{_TAG}timestamp", _day_node)


def read_data(
    sources: Iterable[DataSource], reading: CsvConvention = AS_FOUND, doubts: list[Issue] | None = None
) -> dict[str, Value]:
    """The names of all sources together; `FindingsError` with every one that cannot be read, at its line.

    `reading` is what is declared of CSV files; what is in doubt about their columns is added to `doubts`.
    """
    data: dict[str, Value] = {}
    origin: dict[str, str] = {}
    issues: list[Issue] = []
    tables = CsvReading(reading)
    for source in sources:
        try:
            found = _names(source, tables)
        except FindingsError as error:
            issues += error.issues
            continue
        for key, value in found.items():
            if key in data and key != ROWS:
                message = f'"{key}" is given by two data files'
                hint = "give one of them a name of its own: NAME=FILE"
                place = Place(source.place)
                issues.append(
                    Issue("duplicate-name", message, place, found=f"also in {origin[key]}", hint=hint)
                )
            data[key], origin[key] = value, source.place
    issues += tables.unknown_columns()
    if issues:
        raise FindingsError([*issues, *tables.doubts])
    if doubts is not None:
        doubts += tables.doubts
    return data


def _names(source: DataSource, tables: CsvReading) -> Mapping[str, Value]:
    """The names that a source gives; the caller's own name stands for all that is in it."""
    found = _table(source, tables.doubts) if source.is_table else _file(source, tables)
    if isinstance(found, Mapping):
        return {source.name: found} if source.name else found
    return {source.name: found} if source.name else {source.stem: found, ROWS: found}


def _table(source: DataSource, doubts: list[Issue]) -> Value:
    """The rows of a table as records; blank rows and columns count for nothing."""
    head, *rows = source.rows(doubts) or [()]
    kept = [
        at for at, name in enumerate(head) if name is not None or any(row[at] is not None for row in rows)
    ]
    names = ["" if head[at] is None else str(plain(head[at])).strip() for at in kept]
    issues = list(faults_of_heads(source.place, names))
    if not names:
        issues.append(Issue("empty-file", "this table is empty", Place(source.place)))
    if issues:
        raise FindingsError(issues)
    records = [
        dict(zip(names, [row[at] for at in kept], strict=True))
        for row in rows
        if any(cell is not None for cell in row)
    ]
    return _plain(source, records, "make a text or a number of it in the query: cast(x as varchar)")


def _plain(source: DataSource, value: object, hint: str = "") -> Value:
    try:
        return plain(value)
    except DataError as error:
        raise _refused("bad-value", str(error), source.place, found=error.path, hint=hint) from None


def _file(source: DataSource, tables: CsvReading) -> Value:
    name, ending = source.place, source.ending
    if ending not in ENDINGS:
        refuse_password(
            source.where, "put it into a variable of the environment and write ${NAME} in its place"
        )
        raise _refused(
            "unknown-data-format",
            "this is no data file",
            name,
            expected=f"{', '.join(ENDINGS)}, a workbook, a Parquet file, the address of a database",
            found=ending,
            hint="behind the address of a database stands a query: ?sql=select * from customers",
        )
    if source.part:
        message = "a query is asked of a database, a workbook's range or a Parquet file"
        raise _refused("no-question", message, name, found=source.part[:60])
    content = source.content()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(
            "broken-encoding", "this file is not UTF-8", name, line, hint="save it as UTF-8"
        ) from None
    if ending in (".csv", ".tsv"):
        return tables.rows(name, text, "\t" if ending == ".tsv" else "")
    if ending == ".json":
        loaded = json_tables(text)
        if loaded is None:
            loaded = _json(name, text)
    else:
        loaded = _yaml(name, text)
    if not isinstance(loaded, dict | list | RecordTable):
        raise _refused(
            "no-names", "this file gives no names", name, expected="a mapping of names to values, or a list"
        )
    return _plain(source, loaded)


def _json(name: str, text: str) -> object:
    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        twice = [key for key, count in Counter(key for key, _ in found).items() if count > 1]
        if twice:
            raise _refused("duplicate-name", f'"{twice[0]}" stands twice in one group', name)
        return dict(found)

    def constant(word: str) -> object:
        raise _refused("bad-value", f"{word} is no value that a file can show", name, _line_of(text, word))

    try:
        return json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=constant, object_pairs_hook=pairs
        )
    except json.JSONDecodeError as error:
        message = f"this file is no readable JSON: {error.msg.lower()}"
        raise _refused(
            "unreadable-json", message, name, error.lineno, found=_line(text, error.lineno)
        ) from None
    except (RecursionError, InvalidOperation):
        raise _refused("unreadable-json", "this file is nested too deeply", name) from None


def _yaml(name: str, text: str) -> object:
    loader = _Loader(text)
    try:
        node = sound_node(loader)
        twice = next(_repeated(node), None)
        if twice is not None:
            raise _refused("duplicate-name", f'"{twice[0]}" stands twice in one group', name, twice[1])
        _name_by_texts(node)
        return construct(loader, node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark is not None else None
        message = f"this file is no readable YAML: {error.problem}"
        raise _refused("unreadable-yaml", message, name, line, found=_line(text, line)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = "this file is no readable YAML"
        raise _refused("unreadable-yaml", message, name, found=" ".join(str(error).split())) from None
    finally:
        loader.dispose()


def _name_by_texts(node: yaml.Node | None) -> None:
    """Let names be texts as they are written: 1 and true would be one name."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != f"{_TAG}merge":
                key.tag = f"{_TAG}str"
            _name_by_texts(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _name_by_texts(value)


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen and word != "<<":
                yield word, key.start_mark.line + 1
            seen.add(word)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated(value)


def _refused(  # noqa: PLR0913  the words of a finding
    issue_id: str,
    message: str,
    file: str,
    line: int | None = None,
    *,
    expected: str = "",
    found: str = "",
    hint: str = "",
) -> FindingsError:
    return FindingsError(
        Issue(issue_id, message, Place(file, line), expected=expected, found=found, hint=hint)
    )


def _line(text: str, number: int | None) -> str:
    lines = text.splitlines()
    return lines[number - 1].strip()[:80] if number is not None and 0 < number <= len(lines) else ""


def _line_of(text: str, word: str) -> int:
    return text[: text.find(word)].count("\n") + 1
