"""Powers of ten, units and currencies: every word they are written with or read from stands here once.

    ("JPY", 9)    "JPY billion" on a form, "JPY bn" in a model, "46.0 billion" or 460億円 on a page
    ("pct", 0)    "%"; a fraction wherever it is calculated with

A further scale is one row of SCALES, a further kind of unit one of UNIT_KINDS, a further currency one of CURRENCIES.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from msgspec import Struct

PERCENT = -2


class Scale(Struct, frozen=True):
    """A power of ten that figures are printed in.

    `word` heads a column, `short` a row of a model. English speaks of a figure only where it is `spoken`: 3 ten
    thousand are 30 thousand. `read` are the words that name the scale in a printed token, `typed` those that stand
    for it where a unit alone is typed.
    """

    power: int
    word: str
    short: str
    word_ja: str
    read: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    spoken: bool = True


SCALES = (
    Scale(0, "", "", ""),
    Scale(3, "thousand", "th", "千", ("thousand", "thousands"), ("k",)),
    Scale(4, "ten thousand", "10 th", "万", spoken=False),
    Scale(6, "million", "mn", "百万", ("million", "millions", "mn", "mln", "mil", "mio")),
    Scale(8, "hundred million", "100 mn", "億", ("hundred million",), spoken=False),
    Scale(9, "billion", "bn", "十億", ("billion", "billions", "bn", "bln", "bil", "mrd")),
    Scale(12, "trillion", "tn", "兆", ("trillion", "trillions", "tn", "trn")),
)
POWERS = tuple(scale.power for scale in SCALES)
_BY_POWER = {scale.power: scale for scale in SCALES}
# Longer words first: 百万 holds no 万, a hundred million is no million.
READ_EN, READ_JA, SCALE_WORDS = (
    sorted(words, key=len, reverse=True)
    for words in (
        [word for scale in SCALES for word in scale.read],
        [scale.word_ja for scale in SCALES if scale.word_ja],
        [scale.word for scale in SCALES if scale.word],
    )
)
POWER_OF = {
    word: scale.power for scale in SCALES for word in (*scale.read, scale.word, scale.word_ja, scale.short)
}
TYPED_WORDS = {typed: scale.word for scale in SCALES for typed in (*scale.typed, *scale.read)}


class UnitKind(Struct, frozen=True):
    """What a concept counts: how its units are spelled, and whether models and charts divide it by their scale.

    `offered` are units that a form offers before any document has printed one.
    """

    name: str
    shape: str
    example: str
    in_models: bool = False
    in_charts: bool = False
    offered: tuple[str, ...] = ()


_COUNTED = ("person", "customer", "contract", "subscription", "store", "order", "unit")
UNIT_KINDS = {
    kind.name: kind
    for kind in (
        UnitKind("money", r"[A-Z]{3}(?:/(?:day|month|quarter|year))?", "JPY", in_models=True, in_charts=True),
        UnitKind("per_share", r"[A-Z]{3}/share", "JPY/share"),
        UnitKind("ratio", r"pct|point", "pct or point"),
        UnitKind("count", r"[a-z][a-z_ ]*", "a word in the singular, such as person", offered=_COUNTED),
        UnitKind("bandwidth", r"bit/s", "bit/s", in_charts=True, offered=("bit/s",)),
        UnitKind("factor", r"times", "times", offered=("times",)),
        UnitKind("area", r"m2", "m2", offered=("m2",)),
        UnitKind("none", "", ""),
    )
}
_IRREGULAR = {"person": "people", "child": "children", "atm": "ATMs"}
RATIO_UNITS = {"pct": "%", "point": "points"}
PERCENT_WORDS = ("percentage points", "percent", "points", "point", "pt", "pp", "%", "ポイント")
_PER_SHARE = "/share"


class Currency(Struct, frozen=True):
    """A currency as pages write it: its code, its signs, its words in English and Japanese.

    `cent` are the signs and words of its hundredth.
    """

    code: str
    signs: tuple[str, ...]
    word_ja: str
    words: tuple[str, ...] = ()
    cent: tuple[str, ...] = ()


_DOLLAR = (("dollar", "dollars"), ("\u00a2", "cent", "cents"))
CURRENCIES = (
    Currency("JPY", ("\u00a5", "\uffe5"), "円", ("yen",), ("銭", "sen")),
    Currency("USD", ("$", "US$"), "ドル", *_DOLLAR),
    Currency("EUR", ("\u20ac",), "ユーロ", ("euro", "euros"), ("cent", "cents")),
    Currency("GBP", ("\u00a3",), "ポンド", ("pound", "pounds", "sterling"), ("p", "pence", "penny")),
    Currency("CHF", (), "フラン", ("franc", "francs")),
    Currency("CNY", ("RMB", "\u00a5", "\uffe5"), "元", ("yuan", "renminbi")),
    Currency("KRW", ("\u20a9",), "ウォン", ("won",)),
    Currency("HKD", ("HK$",), "香港ドル", *_DOLLAR),
    Currency("TWD", ("NT$",), "台湾ドル", *_DOLLAR),
    Currency("SGD", ("S$",), "シンガポールドル", *_DOLLAR),
    Currency("AUD", ("A$", "AU$"), "豪ドル", *_DOLLAR),
    Currency("CAD", ("C$", "CA$"), "カナダドル", *_DOLLAR),
    Currency("NZD", ("NZ$",), "ニュージーランドドル", *_DOLLAR),
    Currency("INR", ("\u20b9", "Rs", "Rs."), "ルピー", ("rupee", "rupees")),
    Currency("SEK", (), "スウェーデンクローナ", ("krona", "kronor")),
    Currency("NOK", (), "ノルウェークローネ", ("krone", "kroner")),
    Currency("DKK", (), "デンマーククローネ", ("krone", "kroner")),
    Currency("BRL", ("R$",), "レアル", ("real", "reais")),
    Currency("MXN", (), "メキシコペソ", ("peso", "pesos")),
    Currency("RUB", ("\u20bd",), "ルーブル", ("rouble", "roubles", "ruble", "rubles")),
    Currency("TRY", ("\u20ba",), "リラ", ("lira",)),
    Currency("THB", ("\u0e3f",), "バーツ", ("baht",)),
    Currency("VND", ("\u20ab",), "ドン", ("dong",)),
)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(dict.fromkeys(words), key=len, reverse=True)))})"


CURRENCY_CODE = _any_of(one.code for one in CURRENCIES)
CURRENCY_MARK = _any_of(mark for one in CURRENCIES for mark in (one.code, *one.signs))


def scale_word(power: int, language: str = "en") -> str:
    """The word of a scale: million, 百万; nothing for single units, and for a power that is no scale."""
    scale = _BY_POWER.get(power, SCALES[0])
    return scale.word_ja if language == "ja" else scale.word


def spoken_power(power: int, language: str = "en") -> int:
    """The scale that a language speaks in where a page prints in `power`: English has no word for 万 and 億."""
    if language == "ja" or power not in _BY_POWER or _BY_POWER[power].spoken:
        return power
    return max(scale.power for scale in SCALES if scale.spoken and scale.power < power)


def column_unit(unit: str, power: int) -> str:
    """A unit as a column is headed with it: `JPY million`; `subscription, thousand`."""
    word = scale_word(power)
    if not word:
        return unit
    return f"{unit} {word}" if re.fullmatch(r"[A-Z]{3}", unit) else f"{unit}, {word}"


def counted_unit(unit: str, power: int) -> str:
    """A unit behind a number: `million JPY`, `thousand subscription`, `%`."""
    return f"{scale_word(power)} {unit}".strip()


def units_of(unit: str) -> str:
    """What a count counts, in the plural: `people`, `retail stores`."""
    head, _, last = unit.replace("_", " ").rpartition(" ")
    return f"{head} {_plural(last)}".strip()


def _plural(word: str) -> str:
    if word in _IRREGULAR or word.endswith("s"):
        return _IRREGULAR.get(word, word)
    if re.search(r"(?:x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def model_unit(kind: str, currency: str, power: int) -> str:
    """The unit of a row of a model that shows money in `power`: `JPY mn`, `%`, `JPY` for figures per share."""
    match kind:
        case "ratio":
            return RATIO_UNITS["pct"]
        case "money":
            return f"{currency} {_BY_POWER[power].short}".strip()
        case "per_share":
            return currency
        case _:
            return ""


def model_power(kind: str, power: int) -> int:
    """The power of ten that a model in `power` divides figures of a kind by: money only."""
    return power if kind in UNIT_KINDS and UNIT_KINDS[kind].in_models else 0


@cache
def unit_kind_of(unit: str) -> str:
    """The kind that a unit is spelled as; empty where no kind spells so."""
    return next((name for name, kind in UNIT_KINDS.items() if re.fullmatch(kind.shape, unit)), "")


def units_offered(kind: str) -> tuple[str, ...]:
    """What a form offers for a kind of unit whatever the company's currency."""
    return UNIT_KINDS[kind].offered if kind in UNIT_KINDS else ()


def is_ratio(unit: str) -> bool:
    """Whether a figure is printed in percent or points."""
    return unit in RATIO_UNITS


def is_per_share(unit: str) -> bool:
    """Whether a figure is one per share, which a split of the shares divides."""
    return unit.endswith(_PER_SHARE)


def fraction(value: Decimal) -> Decimal:
    """Percent or points as a fraction: 11.6 is 0.116."""
    return value.scaleb(PERCENT)


def percent(value: Decimal) -> Decimal:
    """A fraction in percent or points: 0.116 is 11.6."""
    return value.scaleb(-PERCENT)


def as_fraction(value: Decimal, unit: str) -> Decimal:
    """A value in the base units of its table as it is calculated with: percent and points become fractions."""
    return fraction(value) if is_ratio(unit) else value
