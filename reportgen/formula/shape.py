"""What a formula is made of whatever cells it names, and how it reads where its operators follow Excel's rules.

    IF(A1+A2=A3,"OK","NG")      ->      IF(RULE.EQ(7,A1+A2,A3),"OK","NG")

Formulas that differ in their references alone have one shape, which is read once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct, field

from reportgen.formula.functions import CRITERIA_RANGES, Function, Kind, function_of
from reportgen.formula.ordered_lookups import ORDERED_LOOKUPS
from reportgen.formula.parts import CELL, RANGE, FormulaPart, OddError, bare_name, reader_of
from reportgen.formula.tokenizer import TokenizerError

# A reference to a cell or a range of one sheet; what else a formula holds belongs to its shape.
_BEFORE, _BEHIND = r"(?<![\w.\\$\])!:'?\x5b])", r"(?![\w.(!:\\\x5b])"
_PLACE = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_SHEET = r"(?:'(?:[^'\[\]:]|'')+'!|[^\W\d][\w.]*!)"
# Most references name no sheet, and are found a fifth sooner where that is tried first.
_REFERENCE = re.compile(rf"{_BEFORE}((?:{_PLACE}(?![\w!])|{_SHEET}{_PLACE})(?::{_PLACE})?){_BEHIND}")
NUMBER, _MARK = "\ue002", "\ue003"
_RULES = {"=": "EQ", "<>": "NE", "<": "LT", ">": "GT", "<=": "LE", ">=": "GE"}
RULES = "RULE."


class FormulaShape(Struct, frozen=True):
    """What all formulas of one shape have in common.

    `words` are the names that it names, `spans` whole columns and rows; `odd` says what is not understood. `plain` is
    the formula for the calculator with places for its references, None where it needs no rules; `simple` is the same
    where the references `direct` name numbers of few digits, or texts; `wary` turns texts into numbers as Excel does.
    `numbers` are references whose cells count as numbers, `searched` the ranges, by call, whose cells meet criteria,
    `several` the names, and `RANGE` for written ranges, of which Excel takes one cell each unless the formula is an
    array formula; with `may_spill` it may give several values.
    """

    functions: frozenset[str]
    spelled: frozenset[str]
    words: frozenset[str]
    spans: tuple[str, ...]
    odd: str
    simple: str | None
    direct: tuple[int, ...]
    plain: str | None
    wary: str | None
    numbers: tuple[int, ...]
    several: frozenset[str]
    searched: tuple[tuple[int, ...], ...] = ()
    may_spill: bool = True


def ruled(pattern: str | None, references: Sequence[str], number: int) -> str | None:
    """The formula that a shape's pattern stands for; `number` is what rules call it by."""
    return None if pattern is None else pattern.replace(NUMBER, str(number)) % tuple(references)


def split(formula: str) -> tuple[str, list[str]]:
    """A formula's key, the same for all of one shape, and its references in order."""
    return split_all([formula])[0]


def split_all(formulas: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The keys and references of many formulas, which are searched together."""
    if not formulas:
        return []
    text = "\n".join(formulas)
    parts = text.split('"')
    outside = parts[::2]
    if len(formulas) > 1 and (
        len(parts) % 2 == 0
        or text.count("\n") >= len(formulas)
        or any(one.count("'") % 2 for one in outside if "'" in one)
    ):
        return [split(formula) for formula in formulas]
    # What stands between quotes is no reference: it is put back into the keys.
    pieces = _REFERENCE.split(_MARK.join(outside))
    references = pieces[1::2]
    pieces[1::2] = [RANGE if ":" in one else CELL for one in references]
    keys = "".join(pieces)
    texts = iter(parts[1::2])
    found: list[tuple[str, list[str]]] = []
    at = 0
    for key in keys.split("\n") if len(formulas) > 1 else [keys]:
        end = at + key.count(CELL) + key.count(RANGE)
        if _MARK in key:
            first, *rest = key.split(_MARK)
            key = first + "".join([f'"{next(texts)}"{one}' for one in rest])
        found.append((key, references[at:end]))
        at = end
    return found


@lru_cache(maxsize=16_384)
def shape_of(key: str) -> FormulaShape:
    """The shape of all formulas that have this key."""
    try:
        reader = reader_of(key)
        tree = reader.whole()
    except (TokenizerError, IndexError, OddError) as error:
        odd = str(error) if isinstance(error, OddError) else "it cannot be told apart"
        names = frozenset(one.upper() for one in re.findall(r"([^\W\d][\w.]*)\(", key))
        return FormulaShape(
            frozenset(map(bare_name, names)),
            names,
            frozenset(),
            (),
            odd,
            None,
            (),
            None,
            None,
            (),
            frozenset(),
        )
    plain, wary, simple = _Writer(), _Writer(wary=True), _Writer(simple=True)
    texts = plain.text(tree, final=True), wary.text(tree, final=True), simple.text(tree, final=True)
    return FormulaShape(
        frozenset(map(bare_name, reader.functions)),
        frozenset(reader.functions),
        frozenset(reader.words),
        tuple(reader.spans),
        "",
        _pattern(texts[2]) if simple.ruled else None,
        tuple(simple.direct),
        _pattern(texts[0]) if plain.ruled else None,
        _pattern(texts[1]) if wary.ruled else None,
        tuple(wary.numbers),
        frozenset(plain.several),
        tuple(plain.searched),
        may_spill(tree),
    )


def _pattern(text: str) -> str:
    return text.replace("%", "%%").replace(CELL, "%s").replace(RANGE, "%s")


# Functions that take what they are given for arrays in a plain formula too, and those that stop that again.
OF_ARRAYS = frozenset(
    {"SUMPRODUCT", "MMULT", "LOOKUP", "MDETERM", "MINVERSE", "SUMX2MY2", "SUMX2PY2", "SUMXMY2"}
)
# Functions that take texts and truth values of ranges for 0.
OF_AMOUNTS = frozenset({"SUMPRODUCT"})
OF_ONE = frozenset({"IF", "IFERROR", "IFNA", "CHOOSE", "INDEX"})


def gets_arrays(name: str, argument: int, outside: bool) -> bool:
    """Whether an argument, from 0, is calculated for all values in a plain formula; `outside` is, where it stands."""
    if (name, argument) in (("INDEX", 0), ("AGGREGATE", 2)):
        return True
    return (outside or name in OF_ARRAYS) and name not in OF_ONE


class _Writer(Struct):
    """Writes a tree with rules in the places of operators, where Excel's result may be another one."""

    wary: bool = False
    simple: bool = False
    ruled: bool = False
    arrays: bool = False
    direct: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    several: set[str] = field(default_factory=set)
    searched: list[tuple[int, ...]] = field(default_factory=list)

    def text(self, part: FormulaPart | None, *, final: bool = False, compared: bool = False) -> str:
        """The part as text; `final` where it is the whole formula, `compared` where its result is compared."""
        if part is None:
            return ""
        if part.kind == "infix":
            return self._operation(part, final=final, compared=compared)
        if final:
            self._single(part)
        if part.kind == "operand":
            return part.text
        if part.kind == "call":
            return self._call(part)
        if part.kind == "brackets":
            return f"({self.text(part.parts[0])})"
        number = self._number(part.parts[0])
        return part.text + number if part.kind == "prefix" else number + part.text

    def _operation(self, part: FormulaPart, *, final: bool, compared: bool) -> str:
        left, right = part.parts
        assert left is not None
        assert right is not None
        sides = _joined(part) if part.text == "&" else [left, right]
        for one in sides:
            self._single(one)
        if part.text in _RULES:
            texts = self.text(left, compared=True), self.text(right, compared=True)
            if not _may_differ(part.text, left, right) or (
                part.text in ("=", "<>") and self._is_simple(sides)
            ):
                return part.text.join(texts)
            return self._rule(_RULES[part.text], *texts)
        if part.text == "&":
            joined = list(map(self.text, sides))
            return "&".join(joined) if self._is_simple(sides) else self._rule("JOIN", *joined)
        if part.text in "+-" and (final or compared):
            name = "PLUS" if part.text == "+" else "MINUS"
            self.numbers += [one.at for one in (left, right) if one.at >= 0]
            return self._rule(name if final else f"{name}.COMPARED", self.text(left), self.text(right))
        texts = self._number(left), self._number(right)
        if part.text == "^" and (right.kind != "operand" or right.gives is Kind.ANY or right.text == "0"):
            return self._rule("POWER", *texts)
        return part.text.join(texts)

    def _call(self, part: FormulaPart) -> str:
        name = bare_name(part.text.upper())
        known = function_of(name)
        outside = self.arrays
        inside = []
        for number, one in enumerate(part.parts):
            self.arrays = gets_arrays(name, number, outside)
            inside.append(self._argument(known, number, one))
        self.arrays = outside
        held = [one for number, one in enumerate(part.parts) if number in CRITERIA_RANGES.get(name, ())]
        if held and all(one is not None and one.text == RANGE for one in held) and not self.wary:
            self._search(name, part, inside, held)
        if known.rule or (name in ORDERED_LOOKUPS and _looks_among_ordered(name, part.parts)):
            return self._rule(known.rule or name, *inside)
        text = f"{part.text}({','.join(inside)})"
        return self._rule(known.checked, text) if known.checked else text

    def _search(
        self, name: str, part: FormulaPart, texts: list[str], held: Sequence[FormulaPart | None]
    ) -> None:
        """Note the ranges of a call, unless a `?` may be among what their cells are held against.

        Where the calculator looks for any one sign in an array that holds an error, it takes bytes for signs.
        """
        wanted = [at for at in range(len(texts)) if at not in CRITERIA_RANGES[name]]
        if any("?" in texts[at] for at in wanted):
            return
        self.searched.append(tuple([one.at for one in held if one is not None]))
        self.ruled = True
        for at in wanted:
            one = part.parts[at]
            if one is None or one.kind != "operand" or one.gives is Kind.ANY:
                texts[at] = self._rule("WANTED", texts[at])

    def _argument(self, known: Function, number: int, part: FormulaPart | None) -> str:
        if number in known.numbers:
            return self._number(part)
        if known.of_numbers and part is not None and part.gives is Kind.TEXT:
            return self._number(part)
        if known.amounts and part is not None and part.at >= 0:
            self.numbers.append(part.at)
            return self._rule("AMOUNTS", part.text) if self.wary else part.text
        if number in known.texts:
            self._single(part)
            text = self.text(part)
            plain = part is None or known.rule == "JOIN" or part.gives in (Kind.TEXT, Kind.WHOLE)
            return text if plain else self._rule("WORDS", text)
        return self.text(part)

    def _number(self, part: FormulaPart | None) -> str:
        """A part that counts as a number."""
        text = self.text(part)
        if part is None:
            return text
        self._single(part)
        if part.at >= 0:
            self.numbers.append(part.at)
        if part.gives is Kind.TEXT or (self.wary and part.gives is Kind.ANY):
            return self._rule("NUMBER", text)
        return text

    def _is_simple(self, sides: Sequence[FormulaPart | None]) -> bool:
        """Whether an operator's sides are single cells, texts and whole numbers, and may be taken as they are."""
        if not self.simple or not all(
            one is not None
            and one.kind == "operand"
            and (
                one.text == CELL or one.gives is Kind.TEXT or (one.gives is Kind.WHOLE and len(one.text) < 15)
            )
            for one in sides
        ):
            return False
        self.direct += [one.at for one in sides if one is not None and one.at >= 0]
        return True

    def _single(self, part: FormulaPart | None) -> None:
        """Note a range, or a name that may stand for one, where one value is asked for."""
        while part is not None and part.kind == "brackets":
            part = part.parts[0]
        if part is None or self.arrays:
            return
        if part.kind == "call" and gives_range(part):
            self.several.add(RANGE)
        if part.kind != "operand" or part.gives is not Kind.ANY:
            return
        if part.text.startswith("{"):
            return
        if part.text == RANGE or ":" in part.text:
            self.several.add(RANGE)
        elif part.at < 0:
            self.several.add(part.text.rpartition("!")[2].casefold())

    def _rule(self, name: str, *texts: str) -> str:
        self.ruled = True
        return f"{RULES}{name}({','.join((NUMBER, *texts))})"


# The argument, from 0, that says whether a value is looked up among ordered ones: so it is where none is given.
_OF_ORDER = {"MATCH": 2, "VLOOKUP": 3, "HLOOKUP": 3}


def _looks_among_ordered(name: str, parts: Sequence[FormulaPart | None]) -> bool:
    at = _OF_ORDER.get(name, len(parts))
    mode = parts[at] if at < len(parts) else None
    return at >= len(parts) or (mode is not None and mode.text.upper() not in ("0", "FALSE"))


def _joined(part: FormulaPart) -> list[FormulaPart | None]:
    """All parts that a chain of `&` joins."""
    if part.kind != "infix" or part.text != "&":
        return [part]
    left, right = part.parts
    assert left is not None
    return [*_joined(left), right]


_BRANCHES = frozenset({"IF", "IFERROR", "IFNA", "CHOOSE"})
_SINGLE = frozenset({"VLOOKUP", "HLOOKUP", "LOOKUP", "NA", "N", "HYPERLINK", "TODAY", "NOW"})


def may_spill(part: FormulaPart | None) -> bool:
    """Whether a part may give more than one value though no formula of one cell shows more."""
    if part is None:
        return False
    if part.kind == "operand":
        return part.text != CELL and part.gives is Kind.ANY
    name = bare_name(part.text.upper()) if part.kind == "call" else ""
    if not name or name in _BRANCHES:
        return any(map(may_spill, part.parts))
    if name == "INDEX":
        return not all(
            one is not None
            and (bare_name(one.text.upper()) == "MATCH" or (one.gives is Kind.WHOLE and one.text != "0"))
            for one in part.parts[1:]
        )
    return name not in _SINGLE and function_of(name).gives is Kind.ANY


def gives_range(part: FormulaPart) -> bool:
    """Whether a call gives a range of more than one cell by its written arguments."""
    name, parts = bare_name(part.text.upper()), part.parts
    if name == "INDEX":
        return any(one is None or one.text == "0" for one in parts[1:])
    if name == "OFFSET":
        single = parts[0] is not None and parts[0].text == CELL
        return not all(one is None or one.text == "1" for one in parts[3:]) or not (single or len(parts) > 4)
    return name == "INDIRECT" and parts[0] is not None and ":" in parts[0].text


def _may_differ(sign: str, left: FormulaPart, right: FormulaPart) -> bool:
    """Whether a comparison may come out otherwise at fifteen digits than at seventeen."""
    for one, other in ((left, right), (right, left)):
        if one.kind == "operand" and one.gives is Kind.TEXT and sign in ("=", "<>"):
            return False
        if one.text == "0" and other.text not in ("+", "-"):
            return False
    return left.gives is not Kind.WHOLE or right.gives is not Kind.WHOLE
