"""The one reader of printed figures: a token becomes a signed number in the scale that it names, or is told unread.

JPY1,029 million   1029, million        (55.3%)   -55.3, percent       5.0 or less   5.0, bound under
△¥683 million      -683, million        211¢      211, hundredths      forty-five    45
299億9000万円       29990000000          44,705A   unread: the letter A may be a mark of the document

A token is read whole or not at all. A character that stands at the number is a sign, a currency, a unit or a mark that
the document declares; words that stand apart may say what is counted, and nothing that the reader half knows.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from reportgen.core.number import plain_width
from reportgen.core.reading_pieces import (
    HOUSE,
    Notation,
    TokenPiece,
    UnreadError,
    numbers_of,
    pieces_of,
)
from reportgen.core.reading_words import BEHIND_LOSS, DASHES, LONG_DASHES, OF_ANOTHER, PROFITS, TRIANGLES


class Reading(Struct, frozen=True):
    """What a token says: its value, or the two ends of a range, in the scale that it names.

    `digits` counts what is printed after the point, below zero for an amount that ends in 万. `power` is the named
    power of ten, None where none is named; `says` the units that the token can mean, `bound` its bound.
    """

    values: tuple[Decimal, ...]
    digits: tuple[int, ...]
    power: int | None = None
    says: frozenset[str] = frozenset()
    bound: str = ""


def read_figure(text: str) -> Decimal | None:
    """The signed number of a printed token in the token's own scale: `△¥683 million` is -683.

    An amount of several parts is told in single units: 299億9000万円 is 29990000000. None where the token
    cannot be read whole, or holds no number or several.
    """
    try:
        values = read_token(text).values
    except UnreadError:
        return None
    return values[0] if len(values) == 1 else None


_NO_UNIT: frozenset[str] = frozenset()


def read_token(text: str, notation: Notation = HOUSE) -> Reading:
    """What a printed token says; `UnreadError` where it does not say one number or range, whole."""
    text = text.strip()
    plain = text if text.isascii() else plain_width(text).strip()
    parts = numbers_of(notation).split(plain)
    if len(parts) != 3:
        return _read(plain, notation)
    # A document prints thousands of figures in a few dozen ways: each way is read once, with 8 for its number.
    before, number, behind = parts
    way = _read(f"{before}8{behind}", notation)
    whole, point, fraction = number.partition(notation.point)
    for separator in notation.separators:
        whole = whole.replace(separator, "")
    value = Decimal(f"{whole}.{fraction}" if point else whole)
    # A zero below zero stays so: it is a small fall, hidden by rounding.
    signed = value.copy_negate() if way.values[0].is_signed() else value
    return Reading((signed,), (len(fraction),), way.power, way.says, way.bound)


@lru_cache(maxsize=2048)
def _read(plain: str, notation: Notation) -> Reading:
    return _PrintedToken(pieces_of(plain, notation)).reading()


_LEAD = ("money", "minus", "plus", "opening")
_WAVES = ("~", "\u301c")
# Before a number they are words of a sentence: won 5 contracts.
_ENGLISH = ("won", "real")
_READ_BEHIND = ("closing", "unit", "money", "scale", "short", "minus", "plus")
_UNREAD_BEHIND = ("other", "spelled", "label", "to", "number")


def _at_number(text: str) -> str:
    return f'"{text}" stands at the number and is not read'


class _PrintedToken(Struct, frozen=True):
    """The pieces of one token."""

    pieces: tuple[TokenPiece, ...]

    def reading(self) -> Reading:
        """What the pieces say together."""
        numbers = [at for at, piece in enumerate(self.pieces) if piece.kind == "number"]
        if any(piece.kind == "refused" for piece in self.pieces):
            word = next(piece.text for piece in self.pieces if piece.kind == "refused")
            raise UnreadError(f'"{word}" is not read beside a number')
        if len(numbers) == 2:
            return self._pair(*numbers)
        if any(piece.text in _WAVES for piece in self.pieces):
            raise UnreadError("a wave stands alone")
        if len(numbers) != 1:
            raise UnreadError("it holds several numbers" if numbers else "it holds no number")
        at = numbers[0]
        self._check_neighbours(at, at)
        pairs = self._brackets()
        negative = self._negative(at, pairs)
        power, says = self._unit(at)
        number = self.pieces[at]
        # A zero below zero stays so: it is a small fall, hidden by rounding.
        value = number.value.copy_negate() if negative else number.value
        return Reading((value,), (number.digits,), power, says, self._bound(at))

    def _piece(self, at: int) -> TokenPiece | None:
        return self.pieces[at] if 0 <= at < len(self.pieces) else None

    def _check_neighbours(self, first: int, last: int) -> None:
        """What stands right at the number, its sign, scale or unit has to be read."""
        before = self._piece(first - 1)
        if before is not None and self.pieces[first].glued and before.kind != "money":
            end = before.text[-1]
            if end < "\u0250" and (end.isalpha() or end in ")]%"):
                raise UnreadError(_at_number(before.text))
        behind = self._piece(last + 1)
        if behind is None or not behind.glued:
            return
        money = before is not None and before.kind == "money"
        if behind.kind == "ja" or (behind.kind == "short" and not money):
            raise UnreadError(_at_number(behind.text))
        while behind is not None and behind.kind in _READ_BEHIND and behind.glued:
            last += 1
            behind = self._piece(last + 1)
        after = self._piece(last + 2)
        if behind is None or not behind.glued:
            return
        if behind.kind in _UNREAD_BEHIND and behind.text < "\u0250":
            raise UnreadError(_at_number(behind.text))
        if behind.kind == "stop" and behind.text != "/" and after is not None and after.glued:
            raise UnreadError(_at_number(behind.text + after.text))

    def _pair(self, first: int, last: int) -> Reading:
        """Two numbers: the ends of a range, or yen and sen."""
        between = self.pieces[first + 1 : last]
        low, high = self.pieces[first], self.pieces[last]
        behind = self._piece(last + 1)
        if len(between) == 1 and between[0].text == "円" and behind is not None and behind.text == "銭":
            sen = high.value
            if low.digits or high.digits or sen >= 100:
                raise UnreadError("it holds several numbers")
            whole = TokenPiece("number", low.text, low.glued, low.value + sen.scaleb(-2), 2)
            return _PrintedToken(
                (*self.pieces[:first], whole, between[0], *self.pieces[last + 2 :])
            ).reading()
        joined = [piece for piece in between if piece.kind not in ("money", "scale", "unit")]
        dash = len(joined) == 1 and (
            joined[0].text in (*DASHES, *_WAVES, "から") or joined[0].text.lower() == "to"
        )
        others = (*self.pieces[:first], *self.pieces[last + 1 :])
        signed = any(piece.kind in ("minus", "down", "loss", "open", "opening") for piece in others)
        if not dash or signed or _is_sign_of(joined[0], self.pieces[last], between):
            raise UnreadError("it holds several numbers")
        self._check_neighbours(first, last)
        if low.power not in (None, high.power):
            raise UnreadError("the ends of the range have different scales")
        power, says = self._unit(last)
        return Reading((low.value, high.value), (low.digits, high.digits), power, says, self._bound(last))

    # Signs

    def _brackets(self) -> dict[int, int]:
        """Where each bracket that opens is closed."""
        pairs: dict[int, int] = {}
        waiting: list[int] = []
        for at, piece in enumerate(self.pieces):
            if piece.kind == "opening":
                waiting.append(at)
            elif piece.kind == "closing":
                if not waiting or (self.pieces[waiting[-1]].text == "(") != (piece.text == ")"):
                    raise UnreadError("a bracket has no other half")
                pairs[waiting.pop()] = at
        if waiting:
            raise UnreadError("a bracket has no other half")
        return pairs

    def _negative(self, at: int, pairs: dict[int, int]) -> bool:
        """Whether the number is below zero, by its marks and by the words around it."""
        first = at
        while (before := self._piece(first - 1)) is not None and before.kind in _LEAD:
            first -= 1
        lead = range(first, at)
        marks = [
            self._mark(one, lead, at)
            for one, piece in enumerate(self.pieces)
            if piece.kind in ("minus", "plus")
        ]
        minus, plus = marks.count(-1), marks.count(1)
        around = [one for one in pairs if one < at < pairs[one] and self.pieces[one].text == "("]
        brackets = [one for one in around if one in lead]
        words = self._word_sign(at, pairs)
        if len(around) > len(brackets) and not words:
            raise UnreadError("a bracket holds the number and words, which leaves the sign open")
        if minus > 1 or plus > 1 or (minus and plus) or len(brackets) > 1:
            raise UnreadError("the signs contradict each other")
        mark = -1 if minus or (brackets and not plus) else plus
        if mark and words and mark != words:
            raise UnreadError("sign and words contradict each other")
        return mark < 0 or words < 0

    def _mark(self, at: int, lead: range, number: int) -> int:
        """The sign that a mark gives to the number: -1, 1, or 0 for a dash between words."""
        piece, before, behind = self.pieces[at], self._piece(at - 1), self._piece(at + 1)
        sign = 1 if piece.kind == "plus" else -1
        if at in lead:
            if before is not None and not self._may_stand_behind(piece, before, behind):
                raise UnreadError(f'"{piece.text}" may be a sign or a dash')
            return sign
        ends = number + (
            2 if (one := self._piece(number + 1)) is not None and one.glued and one.kind == "unit" else 1
        )
        if (
            piece.glued
            and at in (number + 1, ends)
            and (behind is None or not behind.glued or behind.kind in ("unit", "closing", "money"))
        ):
            if piece.text in TRIANGLES:
                raise UnreadError(f'"{piece.text}" stands behind the number')
            return 0 if sign > 0 else -1
        alone = (
            before is not None
            and behind is not None
            and before.kind == "opening"
            and behind.kind == "closing"
        )
        if sign > 0 or (piece.text in TRIANGLES and not alone) or at in (number - 1, number + 1):
            raise UnreadError(f'"{piece.text}" may be a sign or a dash')
        return 0

    def _may_stand_behind(self, piece: TokenPiece, before: TokenPiece, behind: TokenPiece | None) -> bool:
        if before.kind in ("money", "opening", "stop", "plus", "minus"):
            return True
        if piece.text in TRIANGLES:
            return True
        if not piece.glued:
            return behind is not None and behind.glued
        return not before.text.isascii() and piece.text not in LONG_DASHES

    def _word_sign(self, at: int, pairs: dict[int, int]) -> int:
        """-1 for a fall or a loss, 1 for a rise, 0 where no word tells; a level that was reached is no change."""
        labels = {one for start, end in pairs.items() if end < at for one in range(start, end)}
        kinds = [piece.kind if one not in labels else "" for one, piece in enumerate(self.pieces)]
        moves = {"down", "up"}
        kinds = [
            "down" if kind == "less" and self._is_beside(one, at) else kind for one, kind in enumerate(kinds)
        ]
        left = at - 1
        while left >= 0 and (kinds[left] in (*_LEAD, "stop") or kinds[left].startswith("bound")):
            left -= 1
        if left > 0 and kinds[left] == "to":
            kinds = [kind if one > left or kind not in moves else "" for one, kind in enumerate(kinds)]
        right = at + 1
        while right < len(kinds) and kinds[right] in ("money", "unit", "counter", "scale"):
            right += 1
        if right < len(kinds) and _is_ja(self.pieces[right], "to"):
            kinds = [kind if one < right or kind not in moves else "" for one, kind in enumerate(kinds)]
        said = {kind for kind in kinds if kind in ("down", "up", "loss", "open", "less")}
        said |= {"open" for one, kind in enumerate(kinds) if kind == "loss" and self._is_another_loss(one)}
        if len(said) > 1 or said & {"open", "less"} or (said and "not" in kinds):
            raise UnreadError("its words leave the sign open")
        return 1 if said == {"up"} else -1 if said else 0

    def _is_another_loss(self, word: int) -> bool:
        """Whether a word of loss may name another thing: `profit xor loss`, `5 after a loss`, `loss ratio`."""
        before = [piece.text.casefold() for piece in self.pieces[:word]]
        behind = "".join(piece.text.casefold() for piece in self.pieces[word + 1 : word + 4])
        return (
            before[-1:] in (["or"], ["and"])
            or any(one in PROFITS for one in before)
            or any(one in "".join(before) for one in ("利益", "黒字"))
            or any(one in OF_ANOTHER for one in before[-3:])
            or behind.startswith(BEHIND_LOSS)
        )

    def _is_beside(self, word: int, number: int) -> bool:
        """Whether nothing but what belongs to the number stands between a word and it; `lower by 5` is beside."""
        between = self.pieces[min(word, number) + 1 : max(word, number)]
        return all(
            piece.kind in (*_LEAD, *_READ_BEHIND, "stop")
            or piece.kind.startswith("bound")
            or piece.text == "by"
            for piece in between
        )

    # Scale, unit, bound

    def _unit(self, at: int) -> tuple[int | None, frozenset[str]]:
        """The power of ten that the token names, and the units that it can mean."""
        number = self.pieces[at]
        named: list[int] = [] if number.power is None else [number.power]
        for before, piece in zip((None, *self.pieces), self.pieces, strict=False):
            if piece.kind in ("scale", "short"):
                joined = before is not None and before.kind == "scale"
                named.append((piece.power or 0) + (named.pop() if joined else 0))
        if len(set(named)) > 1:
            raise UnreadError("it names several scales")
        units = [piece for one, piece in enumerate(self.pieces) if self._is_unit(one, at)]
        power = named[0] if named else None
        if not units:
            return power, _NO_UNIT
        parts = units[0].power
        return power if parts is None else (power or 0) + parts, units[0].says

    def _is_unit(self, one: int, number: int) -> bool:
        """Whether a piece tells the unit; words such as yen or pound do so at the number alone."""
        piece = self.pieces[one]
        near = -1 <= one - number <= 2 and (one > number or piece.text.lower() not in _ENGLISH)
        sign = not piece.text.isalpha() or piece.text.isupper() or not piece.text.isascii()
        return piece.kind == "unit" or (piece.kind == "money" and (sign or near))

    def _bound(self, at: int) -> str:
        said = [piece.kind.removeprefix("bound_") for piece in self.pieces if piece.kind.startswith("bound_")]
        behind = self._piece(at + 1)
        return (
            said[0]
            if said
            else "over"
            if behind is not None and behind.kind == "plus" and behind.glued
            else ""
        )


def _is_ja(piece: TokenPiece, kind: str) -> bool:
    return piece.kind == kind and not piece.text.isascii()


def _is_sign_of(dash: TokenPiece, number: TokenPiece, between: tuple[TokenPiece, ...]) -> bool:
    """Whether a dash stands at the second number alone, as a sign does: `5.0 -6.0`."""
    return dash.text in DASHES and not dash.glued and between[-1] is dash and number.glued
