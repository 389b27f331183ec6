"""Numbers and texts as Excel shows them under a format code: what TEXT gives.

    format_value(-1234.0, "#,##0_);(#,##0)")            (1,234)
    format_value(45382.0, '[$-411]ggge"年"m"月"d"日"')    令和6年3月31日

ECMA-376 part 1, 18.8.31. Where the standard and Excel's pages leave open what Excel shows, there is no answer: None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from msgspec import Struct

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]'
    r"|(General|G/標準)|(E[+-])|(AM/PM|A/P)|(y+|m+|d+|h+|s+|g+|e+|a{3,})|(\.0+(?=[^0]|$))|([0#?])|(.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_LOCALE = re.compile(r"\$([^-]*)(?:-(.*))?")
_COLOURS = re.compile(r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_PLAIN = frozenset("$-+/():!^&'~{}<>= ,.%@")
_WEEKDAYS = ("日", "月", "火", "水", "木", "金", "土")
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The eras with their first days (announced by the Cabinet of Japan), newest first.
_ERAS = (
    (datetime(2019, 5, 1), "R", "令", "令和"),
    (datetime(1989, 1, 8), "H", "平", "平成"),
    (datetime(1926, 12, 25), "S", "昭", "昭和"),
    (datetime(1912, 7, 30), "T", "大", "大正"),
    (datetime(1868, 1, 25), "M", "明", "明治"),
)
_LAST_DAY = 2_958_466
_JAPANESE = ("411", "0411", "ja-jp", "ja-jp-x-gannen", "jp")
_ENGLISH = ("", "409", "0409", "en-us", "f800", "f400")


class _UnknownError(Exception):
    """What Excel shows is not certain."""


class _CodePart(NamedTuple):
    kind: str  # text, digit, point, comma, percent, exponent, date, elapsed, half, fraction, at, general
    text: str


class _Section(Struct, frozen=True, dict=True):
    tokens: tuple[_CodePart, ...]
    condition: tuple[str, float] | None
    locale: str

    def has(self, *kinds: str) -> bool:
        """Whether one of these kinds of tokens stands in the section."""
        return not self._kinds.isdisjoint(kinds)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(token.kind for token in self.tokens)

    @cached_property
    def places(self) -> list[_CodePart]:
        """The tokens of a section for numbers, each digit behind the point by itself."""
        return [
            _CodePart("point", ".") if token.kind == "fraction" else token
            for part in self.tokens
            for token in _split_fraction(part)
        ]

    @cached_property
    def percents(self) -> int:
        """How many percent signs it shows."""
        return sum(token.kind == "percent" for token in self.tokens)

    @cached_property
    def fixed(self) -> _Fixed:
        """How it shows a number without an exponent; `_UnknownError` where that is not certain."""
        return _fixed_places(self.places)


def format_value(value: float | str, code: str, *, from_1904: bool = False) -> str | None:
    """The value as a format code shows it; None where that is not certain."""
    try:
        sections = _sections(code)
        if isinstance(value, str):
            return _shown_text(value, sections)
        section, number = _chosen(value, sections)
        if section.has("date", "elapsed", "half"):
            return _moment(number if section.condition is None else value, section, from_1904)
        if section.has("at"):
            raise _UnknownError
        if section.has("general"):
            return _general(number, section)
        return _number(number, section)
    except _UnknownError:
        return None


def number_as_text(number: float) -> str | None:
    """A number as it reads when it is joined to a text: fifteen digits at most; None where that is not certain."""
    if number == 0:
        return "0"
    if not 1e-5 <= abs(number) < 1e15:
        return None
    text = format(Decimal(format(number, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_CodePart] = []
    condition: tuple[str, float] | None = None
    locale = ""
    for found in _TOKEN.finditer(code):
        text = found.group()
        if text == ";":
            sections.append(_Section(tuple(tokens), condition, locale))
            tokens, condition, locale = [], None, ""
        elif found[5] is not None:
            inside = found[5]
            asked, named = _CONDITION.fullmatch(inside), _LOCALE.fullmatch(inside)
            if asked:
                condition = asked[1], float(asked[2])
            elif named:
                locale = (named[2] or "").casefold()
                tokens.append(_CodePart("text", named[1]))
            elif _ELAPSED.fullmatch(inside):
                tokens.append(_CodePart("elapsed", inside.casefold()))
            elif not _COLOURS.fullmatch(inside):
                raise _UnknownError
        else:
            tokens.append(_token(found))
    sections.append(_Section(tuple(tokens), condition, locale))
    if len(sections) > 4:
        raise _UnknownError
    return tuple(sections)


def _token(found: re.Match[str]) -> _CodePart:
    quoted, escaped, space, fill, _, general, exponent, half, date, fraction, digit, other = found.groups()
    if quoted is not None or escaped:
        return _CodePart("text", quoted or escaped or "")
    if space:
        return _CodePart("text", " ")
    if fill:
        return _CodePart("text", "")
    for kind, text in (("general", general), ("exponent", exponent), ("half", half), ("digit", digit)):
        if text:
            return _CodePart(kind, text)
    if date:
        return _CodePart("date", date.casefold())
    if fraction:
        return _CodePart("fraction", fraction)
    named = {",": "comma", ".": "point", "%": "percent", "@": "at"}.get(other)
    if named:
        return _CodePart(named, other)
    if other.isascii() and other not in _PLAIN:
        raise _UnknownError
    return _CodePart("text", other)


def _shown_text(value: str, sections: Sequence[_Section]) -> str:
    last = sections[-1]
    if len(sections) < 4 and not last.has("at"):
        return value
    if not all(token.kind in ("text", "at") for token in last.tokens):
        raise _UnknownError
    return "".join(value if token.kind == "at" else token.text for token in last.tokens)


def _chosen(value: float, sections: Sequence[_Section]) -> tuple[_Section, float]:
    """The section that shows a number, and the number as it is shown there."""
    numeric = [section for section in sections if not section.has("at")] or sections
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _meets(value, *section.condition):
                if value < 0:
                    raise _UnknownError
                return section, value
        raise _UnknownError
    if len(numeric) == 1 or (value >= 0 and len(numeric) == 2) or value > 0:
        return numeric[0], value
    if value < 0:
        return numeric[1], -value
    return numeric[2], value


def _meets(value: float, sign: str, limit: float) -> bool:
    tests = {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }
    return tests[sign]


def _general(number: float, section: _Section) -> str:
    shown = number_as_text(abs(number))
    # Of very long numbers General shows fewer digits, as many as a cell of ten places holds.
    if shown is None or len(shown) > 10:
        raise _UnknownError
    sign = "-" if number < 0 else ""
    texts = [shown if token.kind == "general" else token.text for token in section.tokens]
    if any(token.kind not in ("text", "general") for token in section.tokens):
        raise _UnknownError
    return sign + "".join(texts)


def _number(number: float, section: _Section) -> str:
    tokens = section.places
    if not section.has("digit", "fraction"):
        if any(token.kind not in ("text", "percent") for token in tokens):
            raise _UnknownError
        shown = "".join(token.text for token in tokens)
        return f"-{shown}" if number < 0 else shown
    if any(token.kind == "text" and token.text == "/" for token in tokens):
        raise _UnknownError
    exact = Decimal(format(abs(number), ".15g"))
    exact *= Decimal(100) ** section.percents
    if section.has("exponent"):
        shown, is_zero = _scientific(exact, tokens)
    else:
        shown, is_zero = _shown_fixed(exact, tokens, section.fixed)
    if number < 0 and is_zero:
        raise _UnknownError
    return f"-{shown}" if number < 0 else shown


def _split_fraction(token: _CodePart) -> list[_CodePart]:
    if token.kind != "fraction":
        return [token]
    return [_CodePart("point", "."), *(_CodePart("digit", "0") for _ in token.text[1:])]


class _Fixed(NamedTuple):
    """How a number without an exponent is shown: the tokens that show its digits before and behind the point.

    `grouped` is whether thousands are set apart, `scaling` how many thousands are left out.
    """

    whole: list[int]
    part: list[int]
    point: int
    grouped: bool
    scaling: int


def _fixed_places(tokens: list[_CodePart]) -> _Fixed:
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    points = [at for at, token in enumerate(tokens) if token.kind == "point"]
    if len(points) > 1:
        raise _UnknownError
    point = points[0] if points else len(tokens)
    whole = [at for at in digits if at < point]
    part = [at for at in digits if at > point]
    commas = [at for at, token in enumerate(tokens) if token.kind == "comma"]
    last = whole[-1] if whole else point
    grouped = any(whole and whole[0] < at < last for at in commas)
    scaling = [at for at in commas if (last < at and (at < point or point == len(tokens))) or at > point]
    if any(token.kind == "text" for at, token in enumerate(tokens) if scaling and last < at < scaling[-1]):
        raise _UnknownError
    return _Fixed(whole, part, point, grouped, len(scaling))


def _shown_fixed(exact: Decimal, tokens: list[_CodePart], places: _Fixed) -> tuple[str, bool]:
    whole, part, point, grouped, scaling = places
    exact /= Decimal(1000) ** scaling
    rounded = exact.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    front, _, back = format(rounded, "f").partition(".")
    shown = _whole_digits("" if front == "0" else front, whole, tokens, grouped)
    shown |= _part_digits(back, part, tokens)
    if not whole and front != "0":
        shown[point] = front + "."
    texts = (
        shown.get(at, "" if token.kind in ("comma", "digit") else token.text)
        for at, token in enumerate(tokens)
    )
    return "".join(texts), rounded == 0


def _whole_digits(front: str, places: list[int], tokens: list[_CodePart], grouped: bool) -> dict[int, str]:
    """What the places before the point show, from the right."""
    shown: dict[int, str] = {}
    left = front
    count = 0
    for number, at in enumerate(reversed(places)):
        rest = number == len(places) - 1
        taken, left = (left, "") if rest else (left[-1:], left[:-1])
        if not taken:
            taken = {"0": "0", "?": " "}.get(tokens[at].text, "")
        text = ""
        for digit in reversed(taken):
            if grouped and count and count % 3 == 0:
                text = ("," if digit.isdigit() else " ") + text
            text = digit + text
            count += 1
        shown[at] = text
    return shown


def _part_digits(back: str, places: list[int], tokens: list[_CodePart]) -> dict[int, str]:
    """What the places behind the point show: zeros at the end only where the code asks for them."""
    significant = len(back.rstrip("0"))
    return {
        at: digit if number < significant else {"0": "0", "?": " "}.get(tokens[at].text, "")
        for number, (at, digit) in enumerate(zip(places, back, strict=True))
    }


def _scientific(exact: Decimal, tokens: list[_CodePart]) -> tuple[str, bool]:
    at = next(at for at, token in enumerate(tokens) if token.kind == "exponent")
    mantissa, sign, behind = tokens[:at], tokens[at].text, tokens[at + 1 :]
    places = [token for token in behind if token.kind == "digit"]
    end = len(behind)
    while end and behind[end - 1].kind == "text":
        end -= 1
    point = next((one for one, token in enumerate(mantissa) if token.kind == "point"), len(mantissa))
    whole = [token for token in mantissa[:point] if token.kind == "digit"]
    if len(whole) != 1 or end != len(places) or any(token.text != "0" for token in places):
        raise _UnknownError
    power = exact.adjusted() if exact else 0
    digits = sum(token.kind == "digit" for token in mantissa[point:])
    scaled = exact.scaleb(-power).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if scaled >= 10:
        power += 1
        scaled = exact.scaleb(-power).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    shown, is_zero = _shown_fixed(scaled, mantissa, _fixed_places(mantissa))
    mark = "-" if power < 0 else "+" if sign[1] == "+" else ""
    tail = "".join(token.text for token in behind[end:])
    return f"{shown}{sign[0]}{mark}{abs(power):0{len(places)}d}{tail}", is_zero


def _moment(number: float, section: _Section, from_1904: bool) -> str:
    if not 0 <= number < _LAST_DAY or section.has("percent", "exponent", "general", "at"):
        raise _UnknownError
    tokens = _minutes(section.tokens)
    days = any(token.kind == "date" and token.text[0] in "ymdgea" for token in tokens)
    if days and number < 61 and not from_1904:
        raise _UnknownError  # Excel counts a 29 February 1900 that never was
    places = max((len(token.text) - 1 for token in tokens if token.kind == "fraction"), default=0)
    whole_seconds = any(token.text[0] == "s" for token in tokens if token.kind in ("date", "elapsed"))
    if places > 3:
        raise _UnknownError
    unit = 1000 if whole_seconds and places else 1
    if all(token.kind == "text" or (token.kind == "date" and token.text[0] not in "hns") for token in tokens):
        number = float(int(number))
    exact = Decimal(format(number, ".15g")) * 86_400 * unit
    ticks = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if not (whole_seconds and places) and exact != ticks and abs(exact - ticks) > Decimal("0.001"):
        raise _UnknownError  # shorter units are cut off or rounded from case to case
    epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    moment = epoch + timedelta(milliseconds=ticks if unit == 1000 else ticks * 1000)
    noon = any(token.kind == "half" for token in tokens)
    pieces = _Pieces(moment, ticks // unit, section.locale, noon)
    return "".join(pieces.text(token) for token in tokens)


def _minutes(tokens: tuple[_CodePart, ...]) -> list[_CodePart]:
    """The tokens with `m` told apart: `n` stands for minutes, behind hours and before seconds."""
    found = [
        _CodePart("text", token.text) if token.kind in ("comma", "point") else token
        for token in tokens
        if token.text
    ]
    if any(token.kind == "digit" for token in found):
        raise _UnknownError
    timed = [at for at, token in enumerate(found) if token.kind in ("date", "elapsed")]
    for place, at in enumerate(timed):
        token = found[at]
        if token.kind != "date" or token.text not in ("m", "mm"):
            continue
        before = found[timed[place - 1]].text[0] if place else ""
        behind = found[timed[place + 1]].text[0] if place + 1 < len(timed) else ""
        if before == "h" or behind == "s":
            found[at] = _CodePart("date", "n" * len(token.text))
    return found


class _Pieces(Struct, frozen=True):
    """What the letters of a code show of one moment."""

    moment: datetime
    seconds: int
    locale: str
    noon: bool

    def text(self, token: _CodePart) -> str:
        """What one token shows."""
        if token.kind == "text":
            return token.text
        if token.kind == "fraction":
            return "." + f"{self.moment.microsecond // 1000:03d}"[: len(token.text) - 1]
        if token.kind == "half":
            if self.locale not in _ENGLISH:
                raise _UnknownError
            word = "AM" if self.moment.hour < 12 else "PM"
            return word if len(token.text) == 5 else word[0]
        if token.kind == "elapsed":
            divisor = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            return f"{self.seconds // divisor:0{len(token.text)}d}"
        if token.kind != "date":
            raise _UnknownError
        return self._letters(token.text[0], len(token.text))

    def _letters(self, letter: str, length: int) -> str:
        if letter in "hns":
            return self._time(letter, min(length, 2))
        if letter in "ge":
            return self._era(letter, length)
        if letter == "y":
            return f"{self.moment.year % 100:02d}" if length <= 2 else f"{self.moment.year:04d}"
        weekday = self.moment.isoweekday() % 7
        if letter == "a":
            if self.locale not in (*_ENGLISH, *_JAPANESE) or length > 4:
                raise _UnknownError
            return _WEEKDAYS[weekday] if length == 3 else f"{_WEEKDAYS[weekday]}曜日"
        if letter == "m":
            return self._named(self.moment.month, length, _MONTHS[self.moment.month - 1])
        if length > 4:
            raise _UnknownError
        return self._named(self.moment.day, length, _DAYS[weekday])

    def _time(self, letter: str, length: int) -> str:
        hour = self.moment.hour
        shown = {
            "h": (hour % 12 or 12) if self.noon else hour,
            "n": self.moment.minute,
            "s": self.moment.second,
        }
        return f"{shown[letter]:0{length}d}"

    def _named(self, number: int, length: int, name: str) -> str:
        if length <= 2:
            return f"{number:0{length}d}"
        if self.locale not in (*_ENGLISH, *_JAPANESE) or length > 5:
            raise _UnknownError
        return {3: name[:3], 4: name, 5: name[0]}[length]

    def _era(self, letter: str, length: int) -> str:
        found = next((era for era in _ERAS if self.moment >= era[0]), None)
        if self.locale not in _JAPANESE or found is None:
            raise _UnknownError
        first, *names = found
        if letter == "g":
            return names[min(length, 3) - 1]
        year = self.moment.year - first.year + 1
        if length > 2:
            raise _UnknownError
        return "元" if year == 1 and self.locale.endswith("gannen") else f"{year:0{length}d}"
