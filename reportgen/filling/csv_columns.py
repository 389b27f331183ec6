"""Columns of a CSV file, each read by one convention: numbers as they are written there, ids and codes as texts.

1.5  12.50  -3        decimal points             1.234,50  1,5         decimal commas
(5)  5-  $5  12%      amounts with signs: texts, and a finding where most of the column are numbers
007  +49  12E3        ids: the whole column is texts unless its other cells show that it holds numbers
1.234  and no more    one thing here, another there: texts, and a finding
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property

from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.filling.values import TOO_LARGE, DataError, too_large
from reportgen.plan.columns import BETWEEN, Numbers, Piece, Texts, numbers, piece

TRUTHS = {"true": True, "TRUE": True, "false": False, "FALSE": False}
# What stands where a figure is missing, in the texts of a column of numbers.
_GONE = frozenset(re.split(" ", "- – — * . .. ... … ? n/a na n.a. #n/a nan null none n/d nil k.a."))
_LONGEST = 40
_WHOLE = r"(?:0|[1-9][0-9]*)"
_POWER = r"(?:[eE][+-]?[0-9]+)?"


def _signs(point: str, comma: str, named: str) -> str:
    """The ways to write a number with the decimal sign `point` and the sign `comma` between thousands."""
    three, own = "[1-9][0-9]{0,2}", f"{point}[0-9]+"
    return (
        rf"(?P<unclear_{named}>[+-]?{three}{point}[0-9]{{3}})"
        rf"|(?P<{named}>[+-]?{_WHOLE}?{own}{_POWER}"
        rf"|[+-]?{three}(?:{comma}[0-9]{{3}})+{own}|[+-]?{three}(?:[ '’\u00a0\u202f][0-9]{{3}})+{own})"
        rf"|(?P<grouped_{named}>[+-]?{three}(?:{comma}[0-9]{{3}}){{2,}})"
    )


# A code of digits is no number: one with zeros before it, with more digits than a number of Excel keeps (15), with a
# plus, or with an E that no program writes into a number without a sign or a point.
# The commonest first.
_SHAPES = re.compile(
    r"(?P<plain>0|[1-9][0-9]{0,14}0*)|(?P<minus>-(?:0|[1-9][0-9]{0,14}0*))"
    rf"|{_signs('[.]', ',', 'point')}"
    r"|(?P<zeros>[+-]?0[0-9]+)|(?P<plus>\+[0-9]{1,15})|(?P<long>[+-]?[1-9][0-9]{15,})"
    rf"|(?P<exponent>[0-9]+[eE][0-9]+)|(?P<power>[+-]?{_WHOLE}[eE][+-]?[0-9]+)"
    rf"|{_signs(',', '[.]', 'comma')}"
)
# What a person reads as a number, written in a way that may mean several.
_DIGIT = "[0-9\uff10-\uff19]"
_AMOUNT = re.compile(
    r"[(\uff08]?\s*[-+\u2212\u2013\u2014\uff0d\u25b3\u25b2]?\s*[$\u20ac\u00a3\u00a5\uffe5]?\s*[-+\u2212\u2013]?"
    rf"(?:(?!0){_DIGIT}{{1,3}}(?:[,'’ \u00a0\u202f]{_DIGIT}{{2,3}})+(?:[.]{_DIGIT}+)?|{_DIGIT}+(?:[.,]{_DIGIT}*)?)"
    r"\s*[-\u2212]?\s*[%\uff05\u20ac\u00a3$\u5186\u5143]?\s*[)\uff09]?"
)
_IDS = ("zeros", "long", "plus", "exponent")
_PLAIN = ("plain", "minus")
_SPELLED_PLAINLY = (*_PLAIN, "point", "unclear_point")
# The decimal signs that a cell of a kind may be written with; those of other kinds go with both.
_MAY_BE = {
    "point": ".",
    "grouped_point": ".",
    "unclear_point": ".,",
    "comma": ",",
    "grouped_comma": ",",
    "unclear_comma": ".,",
}
_NUMERIC = (*_PLAIN, "power", *_MAY_BE, *_IDS)
_ALL = frozenset((*_NUMERIC, "truth"))
_KINDS = (*_NUMERIC, "blank", "truth", "gone", "amount", "text")
_NUMBER_OF = {kind: number for number, kind in enumerate(_KINDS)}
_WORDS = frozenset((_NUMBER_OF["blank"], _NUMBER_OF["truth"]))
# Among texts: a cell that is empty or begins as a number, a truth value or a sign for nothing may.
_MAY_BE_MORE = re.compile(
    r"(?:^|\x00)(?:[\x00\s0-9+\-.,*?#–—…nNkKtTfF($\u20ac\u00a3\u00a5\uffe5\u2212\u25b3\u25b2\uff08\uff0d\uff10-\uff19]|$)"
)
# In numbers that are spelled plainly: a point that cannot stand between thousands; a code of many digits.
_CLEAR_POINT = re.compile(r"(?:^|[\x00-])(?:0|[1-9][0-9]{3,})\.|\.(?:[0-9]{1,2}|[0-9]{4,})(?:\x00|$)")
_LONG = re.compile(r"(?:^|[\x00-])[0-9]{16}")
_DECIMAL = "say --decimal , or --decimal . for the numbers of the file, or --text COLUMN where it holds none"
_PLAINLY = "write plain numbers: -5 for (5), 5- and △5, 0.12 for 12%, without signs of currencies"
_TEXT = "say --text COLUMN where these are codes; write numbers without zeros, plus or E"


class CsvConvention(Struct, frozen=True):
    """How texts are read: the decimal sign, empty where each column shows its own, and the columns that are texts."""

    decimal: str = ""
    texts: frozenset[str] = frozenset()


AS_FOUND = CsvConvention()


def typed(text: str) -> str | Decimal | bool | None:
    """A text of `--set` as what it looks like: `12.50` a number, `007`, `12E3` and `1,5` texts.

    `DataError` for a number that no cell can hold.
    """
    kind = _kind(text)
    if kind in ("blank", "truth"):
        return TRUTHS.get(text.strip())
    if kind not in (*_SPELLED_PLAINLY, "power", "exponent") or "," in text:
        return text
    number = _number(text, ".")
    if too_large(number):
        raise DataError(TOO_LARGE, text)
    return text if kind == "exponent" else number


def declared(text: str, decimal: str) -> str:
    """A number that is written with the declared decimal sign, written with a point; any other text as it is."""
    kind = _kind(text)
    if kind not in (*_PLAIN, "power", *_MAY_BE) or decimal not in _MAY_BE.get(kind, decimal):
        return text
    return str(_number(text, decimal))


def _kind(cell: str) -> str:
    """What a cell looks like: a kind of number, `blank`, `truth`, `gone` (no figure), `amount`, else `text`."""
    text = cell.strip()
    found = _SHAPES.fullmatch(text) if len(text) < _LONGEST else None
    if found is not None:
        return found.lastgroup or ""
    if not cell:
        return "blank"
    if text in TRUTHS:
        return "truth"
    if not text or text.casefold() in _GONE:
        return "gone"
    return "amount" if len(text) < _LONGEST and _AMOUNT.fullmatch(text) else "text"


_GROUPING = {sign: str.maketrans(sign, ".", "+,. '’\u00a0\u202f".replace(sign, "")) for sign in ".,"}


def _number(cell: str, decimal: str) -> Decimal:
    if decimal == ".":
        try:
            return Decimal(cell)
        except InvalidOperation:
            pass  # it has signs between its thousands
    mantissa, mark, power = cell.strip().replace("E", "e").partition("e")
    return Decimal(mantissa.translate(_GROUPING[decimal]) + mark + power)


class RawColumn(Struct, dict=True):
    """A column as its texts with the kind of each cell; numbers that are spelled plainly are packed at once."""

    name: str
    pieces: list[tuple[Piece, bytes]] = field(default_factory=list)

    def add(self, cells: Sequence[str]) -> None:
        """Take the next cells: at most a piece of them."""
        found = numbers(cells)
        if found is not None and _LONG.search(found.text) is None:
            self.pieces.append((found, b""))
            return
        packed = piece(cells)
        if isinstance(packed, Texts) and _MAY_BE_MORE.search(packed.text) is None:
            kinds = bytes([_NUMBER_OF["text"]]) * len(cells)
        else:
            known = {cell: _NUMBER_OF[_kind(cell)] for cell in set(cells)}
            kinds = bytes([known[cell] for cell in cells])
        self.pieces.append((packed, kinds))

    @property
    def is_plain(self) -> bool:
        """Whether all cells are numbers that are spelled plainly."""
        return all(isinstance(one, Numbers) for one, _ in self.pieces)

    @property
    def is_unclear(self) -> bool:
        """Whether the points of a plain column may all stand between thousands."""
        return self.seen.any("unclear_point") and not self.seen.any("point")

    @cached_property
    def seen(self) -> _Seen:
        """What kinds of cells there are; of packed numbers the pieces are told apart, not the cells."""
        counts: Counter[str] = Counter()
        first: dict[str, int] = {}
        row = 0
        for one, kinds in self.pieces:
            if isinstance(one, Numbers):
                size = one.text.count(BETWEEN) + 1
                found = {"plain": size} | ({"minus": 1} if "-" in one.text else {})
                if "." in one.text:
                    found["point" if _CLEAR_POINT.search(one.text) else "unclear_point"] = 1
            else:
                size = len(kinds)
                found = {_KINDS[kind]: count for kind, count in Counter(kinds).items()}
            counts.update(found)
            for kind in found.keys() - first.keys():
                first[kind] = row + (max(kinds.find(_NUMBER_OF[kind]), 0))
            row += size
        counts["text"] += counts["amount"]
        return _Seen(counts, first)

    def cells(self) -> Iterator[str]:
        """All cells as they are written."""
        for one, _ in self.pieces:
            yield from _texts(one)


def _texts(found: Piece) -> Sequence[str]:
    return found if isinstance(found, tuple) else found.text.split(BETWEEN)


class _Seen(Struct, frozen=True):
    """The kinds of the cells of a column: how many of each, and about where the first stands (row or its piece)."""

    counts: Counter[str]
    first: dict[str, int]

    def any(self, *kinds: str) -> bool:
        return any(self.counts[kind] for kind in kinds)

    def count(self, kinds: Iterable[str]) -> int:
        return sum(self.counts[kind] for kind in kinds)

    @property
    def signs(self) -> str:
        """The decimal signs that all cells may be written with: both where none shows one, empty where they differ."""
        return "".join(sign for sign in ".," if all(sign in _MAY_BE[k] for k in _MAY_BE if self.counts[k]))

    @property
    def sign(self) -> str:
        """The one decimal sign that the cells of a column of numbers show beyond doubt, else empty."""
        if self.any("text") or not self.any("point", "grouped_point", "comma"):
            return ""
        return self.signs


def read_columns(
    columns: Sequence[RawColumn], reading: CsvConvention, separator: str, place_of: Callable[[int], Place]
) -> tuple[list[Sequence[Piece]], list[Issue]]:
    """The values of the columns of a file whose cells stand between `separator`s, and what is in doubt about them.

    `place_of` gives the place of a row, counted from 0.
    """
    shown: list[str] = []

    def shown_elsewhere() -> str:
        """The decimal sign of the file's other columns, where all that show one show the same."""
        if not shown:
            shown.append("".join({column.seen.sign for column in columns} - {""}))
        return shown[0] if len(shown[0]) == 1 else ""

    issues: list[Issue] = []
    values: list[Sequence[Piece]] = []
    for column in columns:
        if column.name in reading.texts:
            values.append([piece([cell or None for cell in _texts(one)]) for one, _ in column.pieces])
        elif column.is_plain and reading.decimal != "," and (separator != ";" or not column.is_unclear):
            values.append([one for one, _ in column.pieces])
        else:
            convention = _convention(column, reading, separator, shown_elsewhere)
            if convention.doubtful:
                issues.append(_doubt(column, convention, place_of))
            found, beyond = _values(column, convention)
            values.append(found)
            if beyond:
                row, cell = next((row, cell) for row, cell in enumerate(column.cells()) if cell in beyond)
                issues.append(Issue("bad-value", TOO_LARGE, place_of(row), found=cell))
    return values, issues


class _Convention(Struct, frozen=True):
    """How a column is read: its decimal sign, the kinds of cells that stay texts, and those that raise a doubt."""

    sign: str
    texts: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    why: str = ""
    hint: str = ""


def _convention(
    column: RawColumn, reading: CsvConvention, separator: str, shown_elsewhere: Callable[[], str]
) -> _Convention:
    seen = column.seen
    separated = frozenset(kind for kind in _MAY_BE if seen.counts[kind])
    if reading.decimal:
        odd = frozenset(kind for kind in separated if reading.decimal not in _MAY_BE[kind])
        found = _Convention(reading.decimal, odd, odd, "some are not written with the declared decimal sign")
    elif seen.any("text"):
        # Commas in a column that holds words as well may mean anything.
        odd = frozenset(kind for kind in separated if "." not in _MAY_BE[kind] or kind == "unclear_comma")
        odd |= separated & {"unclear_point"} if separator == ";" and shown_elsewhere() == "," else set()
        many = 2 * seen.count(_NUMERIC) > seen.count((*_NUMERIC, "text"))
        found = _Convention(".", odd, odd if many else frozenset(), "words stand among them", _DECIMAL)
    else:
        found = _detected(seen, separated, separator, shown_elsewhere)
    found = _with_ids(column, found) if seen.any(*_IDS) else found
    if not seen.any("amount") or 2 * seen.count((*_NUMERIC, "amount")) <= seen.count((*_NUMERIC, "text")):
        return found
    why = found.why if found.doubtful else "some are amounts with signs"
    return replace(found, doubtful=found.doubtful | {"amount"}, why=why, hint=found.hint or _PLAINLY)


def _detected(
    seen: _Seen, separated: frozenset[str], separator: str, shown_elsewhere: Callable[[], str]
) -> _Convention:
    """The convention that the cells themselves show, else the file's other columns."""
    signs = seen.signs
    if not separated:
        return _Convention(".")
    if not signs:
        clear = sorted((kind for kind in separated if len(_MAY_BE[kind]) == 1), key=seen.first.__getitem__)
        odd = frozenset(kind for kind in clear if _MAY_BE[kind] != _MAY_BE[clear[0]])
        return _Convention(".", _ALL, odd, "points and commas contradict each other", _DECIMAL)
    # Points between thousands alone may be an address or a version.
    if len(signs) == 1 and (separated != {"grouped_comma"} or separator == ";"):
        return _Convention(signs)
    sign = shown_elsewhere()
    if sign and sign in signs:
        return _Convention(sign)
    if separated == {"unclear_point"} and separator != ";":
        return _Convention(".")
    why = "the sign before three digits may stand for decimals or between thousands"
    return _Convention(".", _ALL, separated, why, _DECIMAL)


def _with_ids(column: RawColumn, found: _Convention) -> _Convention:
    """The convention of a column some of whose cells look like codes of digits."""
    seen = column.seen
    if found.texts == _ALL:
        return found
    sure = not seen.any("text") and not found.texts and seen.any("power", *_MAY_BE)
    ids = {"zeros", "long"} | (set() if sure else {"exponent"})
    ids |= set() if sure or (seen.any("minus") and not seen.any("text")) else {"plus"}
    ids = {kind for kind in ids if seen.counts[kind]}
    if not ids:
        return found
    why = "some look like codes of digits"
    if sure or seen.any("minus"):
        return _Convention(found.sign, found.texts | ids, found.doubtful | ids, found.why or why, _TEXT)
    others = [kind for kind in _NUMERIC if seen.counts[kind] and kind not in ids]
    alike = len({len(cell.strip()) for cell in column.cells() if _kind(cell) in _NUMERIC}) == 1
    clear = seen.any("text") or (not {"plus", "exponent"} & ids and (alike or not others))
    return _Convention(found.sign, _ALL, frozenset() if clear else frozenset(ids), why, _TEXT)


def _values(column: RawColumn, convention: _Convention) -> tuple[list[Piece], set[str]]:
    """The cells of a column as values, and those of them that are beyond what a cell can hold."""
    as_written = frozenset(_NUMBER_OF[kind] for kind in (*convention.texts, "amount", "text", "gone"))
    keeps_numbers = convention.sign == "." and convention.texts.isdisjoint(_SPELLED_PLAINLY)
    beyond: set[str] = set()

    def value(cell: str, kind: int) -> str | Decimal | bool | None:
        if kind in as_written:
            return cell
        if kind in _WORDS:
            return TRUTHS.get(cell.strip())
        number = _number(cell, convention.sign)
        if too_large(number):
            beyond.add(cell)
        return number

    values: list[Piece] = []
    for one, kinds in column.pieces:
        if (keeps_numbers and isinstance(one, Numbers)) or (kinds and as_written.issuperset(kinds)):
            values.append(one)
            continue
        cells = _texts(one)
        kinds = kinds or bytes([_NUMBER_OF[_kind(cell)] for cell in cells])
        known = {cell: value(cell, kind) for cell, kind in dict(zip(cells, kinds, strict=True)).items()}
        values.append(piece([known[cell] for cell in cells]))
    return values, beyond


def _doubt(column: RawColumn, convention: _Convention, place_of: Callable[[int], Place]) -> Issue:
    cells = [(row, cell, _kind(cell)) for row, cell in enumerate(column.cells())]
    row, cell, _ = next(one for one in cells if one[2] in convention.doubtful)
    read = "it is read as text" if convention.texts == _ALL else "those are read as text"
    message = f'whether the column "{column.name}" holds numbers is in doubt: {convention.why}; {read}'
    hint = convention.hint.replace("COLUMN", column.name)
    for at, beyond, kind in cells if "exponent" in convention.doubtful else ():
        if kind == "exponent" and too_large(Decimal(beyond.strip())):
            message = f'{TOO_LARGE}: the column "{column.name}" is read as text'
            return Issue("bad-value", message, place_of(at), Severity.WARNING, found=beyond, hint=hint)
    return Issue("doubtful-column", message, place_of(row), Severity.WARNING, found=cell, hint=hint)
