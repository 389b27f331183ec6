"""The words and signs that the reader of printed figures knows, each with what it says of its number.

fell          the number is a fall        or less     a bound, no sign        p     pence, hundredths of a pound
million       six digits more             loss        below zero              forty-five     45

Words that are not listed say nothing, where they stand apart: `24 new contracts` is 24.
"""

from __future__ import annotations

import re

from reportgen.core.units import CURRENCIES, POWER_OF, READ_EN

# Dashes as keyboards, word processors and PDFs write a minus; triangles are the minus of Japanese accounts.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
# Between Japanese words these two are punctuation.
LONG_DASHES = "\u2014\u2015"
TRIANGLES = "\u25b3\u25b2\u25b5\u25bd\u25bc"
MINUS = DASHES + TRIANGLES
# A number wherever it stands. A blank after the point (`20. 0`) belongs to it only where a cell ends behind it.
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+|\. \d(?=\s*(?:$|[|%)\]\t])))?|(?<![A-Za-z\d.])\.\d+")

_DOWN = (
    "down downward downturn decrease decreases decreased decreasing decline declines declined declining fell fall "
    "falls fallen falling drop drops dropped dropping lowered lowering reduce reduces reduced reducing reduction "
    "shrink shrinks shrank shrunk shrinking contracted contraction minus negative slip slips slipped slipping slide "
    "slides slid sliding sink sinks sank sunk sinking dip dips dipped dipping tumble tumbles tumbled tumbling plunge "
    "plunges plunged plunging plummet plummets plummeted plummeting slump slumps slumped slumping weaken weakens "
    "weakened weakening eased easing cut cuts cutting trimmed slashed eroded erosion softened retreated dwindled "
    "diminished"
)
_UP = (
    "up increase increases increased increasing rise rises rose risen rising grew gain gains gained higher "
    "plus improved improvement"
)
_LOSS = "loss losses lost losing deficit deficits shortfall shortfalls"
# They say that a figure moved, and leave open which way its number goes.
_OPEN = (
    "narrowed narrowing widened widening worse worsen worsens worsened worsening deteriorated deterioration swing "
    "turned reversed used outflow outflows"
)
# A number beside them is no longer the number that is meant, or is a day or the number of a note or a page.
_DAYS = (
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_REFUSED = (
    f"{_DAYS} note notes page pages half halves third thirds quarters dozen dozens score lakh lakhs crore crores "
    "hundreds tens cr dr"
)

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SPELLED = {word: value for value, word in enumerate(("zero", *NUMBER_WORDS, *_TEENS.split()))}
SPELLED |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}

WORD_KINDS = {
    **dict.fromkeys(_DOWN.split(), "down"),
    **dict.fromkeys(_UP.split(), "up"),
    **dict.fromkeys(("less", "lower", "fewer"), "less"),
    **dict.fromkeys(_LOSS.split(), "loss"),
    **dict.fromkeys(_OPEN.split(), "open"),
    **dict.fromkeys(_REFUSED.split(), "refused"),
    **dict.fromkeys(("no", "not", "never", "without"), "not"),
    **dict.fromkeys(("to", "from"), "to"),
    **dict.fromkeys((word for word in READ_EN if " " not in word), "scale"),
    **dict.fromkeys((*SPELLED, "hundred"), "spelled"),
}

_PERCENT = frozenset({"pct", "point"})
_POINTS = frozenset({"point"})
_BITS = frozenset({"bit/s"})
_TIMES = frozenset({"times"})
# What stands behind a number, with the units that it can mean and the power of ten that it names.
UNIT_WORDS: dict[str, tuple[frozenset[str], int]] = {
    **dict.fromkeys(("%", "percent", "パーセント"), (_PERCENT, 0)),
    **dict.fromkeys(
        ("pt", "pts", "ppt", "ppts", "pp", "point", "points", "ポイント", "percentage points"), (_POINTS, 0)
    ),
    **dict.fromkeys(("bp", "bps", "basis points", "ベーシスポイント"), (_POINTS, -2)),
    **dict.fromkeys(("x", "倍"), (_TIMES, 0)),
    "kbps": (_BITS, 3),
    "mbps": (_BITS, 6),
    "gbps": (_BITS, 9),
    "tbps": (_BITS, 12),
}


def _money() -> dict[str, tuple[frozenset[str], int]]:
    """Signs and words of currencies with the currencies that they can mean: `$` may be any dollar."""
    found: dict[str, tuple[set[str], int]] = {}
    for one in CURRENCIES:
        for power, words in ((0, (one.code, *one.signs, one.word_ja, *one.words)), (-2, one.cent)):
            for word in words:
                found.setdefault(word.lower(), (set(), power))[0].add(one.code)
    dollars = {one.code for one in CURRENCIES if "dollar" in one.words}
    for word in ("$", "ドル"):
        found[word] = (dollars, 0)
    return {word: (frozenset(codes), power) for word, (codes, power) in found.items()}


MONEY_WORDS = _money()
# Behind an amount of money only: 12m alone may be metres or months.
SHORT_SCALES = {"k": 3, "m": 6, "mm": 6, "b": 9, "t": 12}

# Bounds by language: a bound is no sign, `5.0 or less` is 5.0.
BOUNDS_EN = {
    "over": r"(?:no|not) (?:less|fewer|lower) than|at least|or (?:more|over|above|higher|greater)"
    r"|(?:more|greater|higher) than|in excess of|over|above|exceed(?:s|ed|ing)?|minimum(?: of)?",
    "under": r"(?:no|not) (?:more|greater|higher) than|not exceeding|at most|or (?:less|fewer|lower|under|below)"
    r"|(?:less|fewer|lower) than|up to|under|below|maximum(?: of)?",
    "approx": r"approx(?:imately)?|about|around|roughly|nearly|almost|circa|ca?(?=\.)",
}
BOUNDS_JA = {
    "over": r"以上|超え?(?!過)|を上回|最低|強(?!化)|余り",
    "under": r"以下|未満|以内|を下回|最大|弱",
    "approx": r"約|程度|前後",
}
# Labels that name both ways, and words that only look like a direction.
PROFITS = ("profit", "profits", "gain", "gains", "income", "earnings")
# Before a word of loss they say that the number is no loss, but compared with one, or set aside for one.
OF_ANOTHER = (
    *("after", "against", "before", "compared", "excluding", "for", "from", "reversing", "than", "versus"),
    *("vs", "with", "without"),
)
BEHIND_LOSS = ("ratio", "rate", "carryforward", "absorption", "引当", "率")
LABELS_EN = (
    r"(?:quarter|year|month)[ -](?:over|on)[ -](?:quarter|year|month)"
    rf"|(?:{'|'.join(PROFITS)}) (?:or|and) loss(?:es)?"
)
LABELS_JA = (
    r"利益(?:又は|または|及び|・|/)[^\d\s]*?損失|損益|増減|加減|減価|減損|減資|減税|減産|増資|増税|増産|増強"
)
KINDS_JA = {
    "down": r"減少|減収|減益|減額|削減|下落|低下|下降|縮小|マイナス|減"
    r"|落ち|下げ|下が|下振れ|下押し|下回|後退|急落|続落|反落|割り込|ダウン(?!ロード)",
    "up": r"増加|増収|増益|増額|上昇|拡大|改善|プラス|増",
    "loss": r"損失|赤字|欠損|(?:純|営業|経常|差)損",
    "open": r"悪化|転換|転落|解消|支出|流出|低迷",
    "to": r"に|へ|まで|から",
    "refused": r"(?<![受発外])注|第(?=\d)",
}
# What may stand right behind a number of a Japanese text, besides units and the words above.
COUNTERS = (
    r"人|名|社|件|台|回線?|契約|店舗?|拠点|株|口座?|個|本|枚|年[度間]?|[かヶカヵ][月国]|月|日|時間?|分|秒|位|戸|世帯|種類?"
    r"|期|室|棟|坪|トン|の|は|が|を|と|で|も|や|な"
)

# Other words are no slips of these: a lease does not ease.
_ALIKE = (
    "from",
    "third",
    "score",
    "eased",
    "easing",
    "used",
    "march",
    "note",
    "page",
    "notes",
    "pages",
)
_NEAR = {
    word
    for word in (
        *WORD_KINDS,
        *POWER_OF,
        "approx",
        "under",
        "percent",
        "profit",
        "profits",
        "income",
        "earnings",
    )
    if word.isascii() and word.isalpha() and (len(word) >= 4 or word in _DOWN.split()) and word not in _ALIKE
}


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_NEAR_SHORTER = {short: word for word in sorted(_NEAR) if len(word) >= 6 for short in _shorter(word)}


def is_slip(word: str) -> bool:
    """Whether a word is a number word with a letter too many."""
    return word.lower() not in WORD_KINDS and any(shorter in SPELLED for shorter in _shorter(word.lower()))


def meant(word: str) -> str:
    """The known word that an unknown one of small letters is a slip of, such as million for `milion`; else empty."""
    if len(word) < 4 or word in _NEAR or word == "solid":  # which did not slide
        return ""
    shorter = _shorter(word)
    extra = next((known for known in sorted(_NEAR) if known in shorter), "")
    return (
        extra
        or _NEAR_SHORTER.get(word, "")
        or next((_NEAR_SHORTER[s] for s in sorted(shorter) if s in _NEAR_SHORTER), "")
    )
