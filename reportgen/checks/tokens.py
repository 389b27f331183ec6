"""The number tokens of a source text, each with a guess at what it is when it is no figure.

FY17: JPY7,840 million (up JPY2,413 million, up 44.5% YoY)      17 label   7,840   2,413   44.5
III - 2. Revenues                                                2 section number
May 15, 2018                                                     15 date   2018 date

The guesses read the characters around a token only; they know no company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportgen.values.number import plain_width
from reportgen.values.units import CURRENCY_CODE, READ_EN

# A blank after the point (`20. 0`) belongs to the number only where a cell ends behind it.
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+|\. \d(?=\s*(?:$|[|%)\]\t])))?|(?<![A-Za-z\d.])\.\d+")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_CLASSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("markup", re.compile(r"<[^>]*>|&#?\w+;")),
    ("address", re.compile(r"https?://\S+|www\.\S+|\S+@\S+")),
    (
        "address",
        re.compile(r"\(?\b\d{1,4}\)?-\d{2,5}-\d{2,5}(?:-\d{2,5})?\b|(?:TEL|FAX|Tel|Fax)[.:]?\s*[\d() -]+"),
    ),
    ("address", re.compile(r"\b\d{1,3}-\d{1,4}\b(?=\s+[A-Z][a-z])")),
    ("address", re.compile(r"\b\d{1,3}-\d{1,3}-\d{1,3}\b|\b\d{3}-\d{4}\b|\b\d{1,3}-(?:chome|ku)\b|\b\d+F\b")),
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


@dataclass(frozen=True, slots=True)
class NumberToken:
    """One number as printed: its line (from 1), where it starts, its characters, and what it seems to be.

    `kind` is empty where nothing but a figure explains it; `around` are the characters that explain it, such
    as `FY2017` around `2017`.
    """

    line: int
    start: int
    text: str
    kind: str = ""
    around: str = ""

    @property
    def digits(self) -> str:
        """The characters that make the number, without separators: `36,179` gives `36179`."""
        return plain_width(self.text).replace(",", "").replace(" ", "")


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
    spans = [(match.span(), kind) for kind, shape in _CLASSES for match in shape.finditer(line)]
    alone = ((0, len(line)), otherwise)
    for match in NUMBER.finditer(line):
        start, end = match.span()
        found = (span for span in spans if span[0][0] <= start and end <= span[0][1])
        (first, last), kind = next(found, alone)
        yield NumberToken(number, start, match[0], kind, line[first:last].strip() if kind else "")
