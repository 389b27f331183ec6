"""The number tokens of a source text, each with a guess at what it is when it is no figure.

FY17: JPY7,840 million (up JPY2,413 million, up 44.5% YoY)      17 label   7,840   2,413   44.5
III - 2. Revenues                                                2 section number
May 15, 2018                                                     15 date   2018 date

The guesses read the characters around a token only; they know no company.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from msgspec import Struct

from reportgen.checks.check import FindingKind
from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.core.number import plain_width
from reportgen.core.reading_words import NUMBER
from reportgen.core.structs import replace
from reportgen.core.units import CURRENCY_CODE, READ_EN
from reportgen.data.records import Figure, MetricTable

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("markup", re.compile(r"<[^>]*>|&#?\w+;")),
    ("address", re.compile(r"https?://\S+|www\.\S+|\S+@\S+")),
    (
        "address",
        re.compile(r"\(?\b\d{1,4}\)?-\d{2,5}-\d{2,5}(?:-\d{2,5})?\b|(?:TEL|FAX|Tel|Fax)[.:]?\s*[\d() -]+"),
    ),
    ("address", re.compile(r"\b\d{1,3}-\d{1,4}\b(?=\s+[A-Z][a-z])")),
    # ASCII: beside a Japanese character begins a word.
    (
        "address",
        re.compile(r"(?a:\b\d{1,3}-\d{1,3}-\d{1,3}\b)|\b\d{3}-\d{4}\b|\b\d{1,3}-(?:chome|ku)\b|\b\d+F\b"),
    ),
    ("date", re.compile(rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d")),
    ("date", re.compile(rf"\b{_MONTH}\s+\d{{1,2}}\s?[-\u2013]\s?\d{{1,2}}\b|\b{_MONTH}\s\.\s?\d{{1,2}}\b")),
    ("date", re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d\d")),
    (
        "date",
        re.compile(rf"\b{_MONTH}\s*(?:19|20)\d\d\b|\b{_MONTH}[-' ]\d\d\b|\b{_MONTH}\s+\d{{1,2}}\b(?!\s*%)"),
    ),
    (
        "date",
        re.compile(
            r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?\b|\b\d\d/\d{1,2}(?:/\d{1,2})?\b"
        ),
    ),
    (
        "label",
        re.compile(
            r"\b(?:\d\s?Q\s?-\s?)?[1-4]\s?Q\s?(?:FY)?\s?(?:20)?\d{0,2}\b|\b[12]\s?H\s?(?:FY)?\s?(?:20)?\d{0,2}\b"
            r"|\b(?:3|6|9)M\s?(?:FY)?\d\d\b|\bFY\s?'?(?:19|20)?\d\d\b|\b(?:1st|2nd|3rd|4th)\s+(?:quarter|half)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "label",
        re.compile(r"(?<![\d/])(?:20)?\d\d/\d{1,2}期(?:\s?[1-4]Q)?|第?[1-4](?:\s?[~・/-]\s?第?[1-4])*四半期"),
    ),
    (
        "date",
        re.compile(
            r"(?:(?<!\d)(?:19|20)\d\d|(?:令和|平成|昭和)\d{1,2})\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?"
            r"|(?<!\d)\d\d年(?:度|\d{1,2}月)|(?<!\d)\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?"
        ),
    ),
    ("duration", re.compile(r"(?<!\d)\d{1,2}\s?[かカヵヶケ]月")),
    ("name", re.compile(r"(?<!\d)1株(?:当|あ)たり")),
    ("section", re.compile(r"^\W*(?:[IVX\u2160-\u216b]+\s*[-.]\s*\d*\s*[-.]?\s*(?:\(\d+\))?|[-.]\s*\d+\.?)")),
    ("section", re.compile(r"\(\d\)\s*(?=$|[A-Z]|Unit)|^\s*\d{1,2}[.)]\s+(?=[A-Z])|\bpages?\s+\d+\b")),
    ("footnote", re.compile(r"\*+\s?\d{1,2}\b|\u203b\s?\d|^\s*\(?\*?\d\)?:\s")),
    ("code", re.compile(r"\b(?:TSE|NASDAQ|NYSE|JASDAQ)\s?\d?\s?[:(]\s?\w+\)?")),
    ("ordinal", re.compile(r"\b\d+(?:st|nd|rd|th)\b|\bNo\.\s?\d+\b")),
    ("enumeration", re.compile(r"(?<![\w(.])\d\)(?=\s?[A-Za-z])")),
    ("ratio", re.compile(r"\b\d+:\d+\b")),
    ("duration", re.compile(r"\b\d{1,2}[ -]months?\b|\b1[ -]year\b", re.IGNORECASE)),
    ("name", re.compile(rf"(?<![\w.])(?=[\w/+-]*\d)(?=[\w/+-]*[A-Za-z])(?!{CURRENCY_CODE})[A-Za-z][\w/+-]*")),
    ("name", re.compile(r"\b[Ff]orm \d+-\w+|\b(?:Type|Phase|Level|Version|Tier|Layer) \d+\b")),
    ("name", re.compile(r"(?<![\w.,])\d+[A-Za-z][\w/+-]*(?<!bn)(?<!mn)")),
    ("date", re.compile(rf"\b(?:19[89]\d|20[0-4]\d)\b(?!\s*(?:%|{'|'.join(READ_EN)}|persons?|units?))")),
)

# A short number alone between two blank lines: the foot of a page.
_PAGE = re.compile(r"\s*\d{1,3}\s*")


class NumberToken(Struct, frozen=True):
    """One number as printed: its line (from 1), where it starts, its characters, and what it seems to be.

    `kind` is empty where nothing but a figure explains it; `around` are the characters that explain it, such
    as `FY2017` around `2017`.
    """

    line: int
    start: int
    text: str
    kind: str
    around: str = ""

    @property
    def digits(self) -> str:
        """The characters that make the number, without separators: `36,179` gives `36179`."""
        return _digits(self.text)

    @property
    def at(self) -> tuple[int, int]:
        """Line and column, which name it."""
        return self.line, self.start


def _digits(text: str) -> str:
    return plain_width(text).replace(",", "").replace(" ", "")


def tokens(text: str) -> Iterator[NumberToken]:
    """All number tokens, line by line."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if any(char.isdigit() for char in line):
            alone = _PAGE.fullmatch(line) and not any(
                lines[other].strip() for other in (number - 2, number) if 0 <= other < len(lines)
            )
            yield from _line_tokens(number, line, "page" if alone else "")


def _line_tokens(number: int, line: str, otherwise: str) -> Iterator[NumberToken]:
    plain = plain_width(line)
    if len(plain) != len(line):  # a kana and its mark are one: places would not be those of the line
        plain = line
    spans = [(match.span(), kind) for kind, shape in _CLASSES for match in shape.finditer(plain)]
    alone = ((0, len(line)), otherwise)
    for match in NUMBER.finditer(line):
        start, end = match.span()
        found = (span for span in spans if span[0][0] <= start and end <= span[0][1])
        (first, last), kind = next(found, alone)
        yield NumberToken(number, start, match[0], kind, line[first:last].strip() if kind else "")


NOT_HELD = FindingKind(
    "figure-not-held",
    Severity.WARNING,
    "a number of the source text stands in no table",
    "add it, or name it in the list of what is left out",
)
NOT_PRINTED = FindingKind(
    "figure-not-printed",
    Severity.ERROR,
    "the token is not on the line that the row names",
    "correct line or token",
)
UNEXPLAINED = "unexplained"
WAIVED = "waived"
CHECK = "coverage"
_TABLE = ".csv"
_ROW_SHOWN = 72


class AbsentFigure(NamedTuple):
    """A figure whose token does not stand in a line that it names."""

    figure: Figure
    line: int


class Coverage(Struct, frozen=True):
    """What one source text prints against what the tables hold.

    `held` are the tokens of figures, `left` the others with their class, `absent` the figures (with a
    line) whose token does not stand where they say, `headings` counts held and unexplained per heading,
    `reasons` says for a line why its tokens are waived.
    """

    doc: str
    held: tuple[NumberToken, ...]
    left: tuple[NumberToken, ...]
    absent: tuple[AbsentFigure, ...]
    headings: Mapping[str, tuple[int, int]]
    reasons: Mapping[int, str]

    @property
    def unexplained(self) -> tuple[NumberToken, ...]:
        """The tokens that nothing explains."""
        return tuple(token for token in self.left if token.kind == UNEXPLAINED)

    @property
    def good(self) -> bool:
        """Whether every token is held or explained and every figure stands in its line."""
        return not self.unexplained and not self.absent

    def classes(self) -> dict[str, int]:
        """How many left-over tokens there are of each class, the most frequent first."""
        return dict(Counter(token.kind for token in self.left).most_common())

    def issues(self, source_file: str) -> list[Issue]:
        """Unexplained tokens and absent figures as findings."""
        found = [
            NOT_HELD.at(
                Place(source_file, token.line),
                f'the number "{token.text}" is printed, but no fact or claim holds it',
                hint="add it to the facts or claims of this document, or to also_at of one; "
                f'or waive "{CHECK}" for {self.doc}#{token.line}',
            )
            for token in self.unexplained
        ]
        found += [
            NOT_PRINTED.at(
                figure.source.place,
                f"{figure.key} is not printed in line {line} of its document",
                expected=figure.source.printed,
                hint="correct the line, or the printed token",
            )
            for figure, line in self.absent
        ]
        return found


def coverage(table: MetricTable, doc: str, source_text: str) -> Coverage:
    """How the tables cover one document; `FindingsError` where no document has that name."""
    document = table.catalogue.documents.get(doc)
    if document is None:
        hint = did_you_mean(doc, table.catalogue.documents)
        raise FindingsError(Issue("unknown-document", f'no document is named "{doc}"', found=doc, hint=hint))
    figures = [figure for figure in table.figures if figure.source.doc == doc]
    everything = list(tokens(source_text))
    held, absent = _held(figures, everything, source_text)
    kept = tuple(token for token in everything if token.at in held)
    if document.source_file.endswith(_TABLE):
        left = _rows_of_nobody(table, doc, source_text)
        named = {figure.source.line: figure.source.heading for figure in figures}
        headings = [named.get(line, "") for line in range(1, source_text.count("\n") + 2)]
    else:
        others = [token for token in everything if token.at not in held]
        left = tuple(replace(token, kind=token.kind or UNEXPLAINED) for token in others)
        headings = _headings(figures, source_text)
    left, reasons = _waived(table, doc, left)
    return Coverage(doc, kept, left, tuple(absent), _counts(headings, kept, left), reasons)


def _held(
    figures: list[Figure], everything: list[NumberToken], text: str
) -> tuple[set[tuple[int, int]], list[AbsentFigure]]:
    """The places of the tokens that figures hold, and the figures that do not stand in a line they name."""
    by_line: dict[int, list[NumberToken]] = defaultdict(list)
    for token in everything:
        by_line[token.line].append(token)
    lines = text.splitlines()
    held: set[tuple[int, int]] = set()
    absent: list[AbsentFigure] = []
    for figure in figures:
        # An amount such as 299億9000万円 has several.
        wanted = [_digits(found) for found in NUMBER.findall(figure.source.printed)]
        for line in figure.source.lines:
            found = _matches(by_line.get(line, []), wanted, held)
            shown = lines[line - 1] if 0 < line <= len(lines) else ""
            if found is None or (not wanted and figure.source.printed not in shown):
                absent.append(AbsentFigure(figure, line))
            else:
                held.update(token.at for token in found)
    return held, absent


def _matches(
    candidates: list[NumberToken], wanted: list[str], held: set[tuple[int, int]]
) -> list[NumberToken] | None:
    """The tokens of a line that show the wanted digits; a free one before a used one, a bare before a label."""
    found: list[NumberToken] = []
    for digits in wanted:
        fitting = [token for token in candidates if token.digits == digits and token not in found]
        best = min(
            fitting,
            key=lambda token: (token.at in held, bool(token.kind), token.start),
            default=None,
        )
        if best is None:
            return None
        found.append(best)
    return found


def _rows_of_nobody(table: MetricTable, doc: str, text: str) -> tuple[NumberToken, ...]:
    """The rows of a table that no document of this source holds; told once, by its first document."""
    source = table.catalogue.documents[doc].source_file
    sharing = [name for name, other in table.catalogue.documents.items() if other.source_file == source]
    if doc != sharing[0]:
        return ()
    held = {line for figure in table.figures if figure.source.doc in sharing for line in figure.source.lines}
    return tuple(
        NumberToken(number, 0, line[:_ROW_SHOWN], UNEXPLAINED)
        for number, line in enumerate(text.splitlines(), start=1)
        if number > 1 and line.strip() and number not in held
    )


def _waived(
    table: MetricTable, doc: str, left: tuple[NumberToken, ...]
) -> tuple[tuple[NumberToken, ...], dict[int, str]]:
    """The left-over tokens, those that a waiver explains marked, and the reasons by line."""
    waivers = [waiver for waiver in table.catalogue.waivers if waiver.check == CHECK]
    reasons: dict[int, str] = {}
    marked: list[NumberToken] = []
    for token in left:
        place, wanted = f"{doc}#{token.line}", waivers if token.kind == UNEXPLAINED else ()
        reason = next((waiver.reason for waiver in wanted if fnmatchcase(place, waiver.subject)), None)
        if reason is not None:
            reasons[token.line] = reason
        marked.append(token if reason is None else replace(token, kind=WAIVED))
    return tuple(marked), reasons


def _headings(figures: list[Figure], text: str) -> list[str]:
    """The heading that each line of the text stands under."""
    names = {_plain(figure.source.heading): figure.source.heading for figure in figures}
    names.pop("", None)
    longest = sorted(names, key=len, reverse=True)
    heading, headings = "", []
    for line in text.splitlines():
        plain = _plain(line)
        if plain in names:
            heading = names[plain]
        elif plain:
            heading = next((names[key] for key in longest if plain.startswith(key)), heading)
        headings.append(heading)
    return headings


def _counts(
    headings: list[str], held: tuple[NumberToken, ...], left: tuple[NumberToken, ...]
) -> dict[str, tuple[int, int]]:
    """Held and unexplained tokens under each heading, in the order of the text."""
    counts: dict[str, list[int]] = {}
    for group, tokens_of in ((0, held), (1, [token for token in left if token.kind == UNEXPLAINED])):
        for token in tokens_of:
            counts.setdefault(headings[token.line - 1], [0, 0])[group] += 1
    ordered = dict.fromkeys(name for name in headings if name in counts)
    return {name: (counts[name][0], counts[name][1]) for name in ordered}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>|[*#]", " ", text)).strip().casefold()
