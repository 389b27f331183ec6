"""Whether every figure printed in a source text is held, and every held figure is printed there.

document 2018-05-15_fy17_results    470 of 470 figures held     date 61, label 240, section 38, name 22

A token counts as held where a fact or claim names its line and shows its digits. What is left over is a
date, a label, an address ... or unexplained: a figure that nobody typed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportgen.checks.tokens import NUMBER, Token, tokens
from reportgen.diagnostics import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.metrics import Claim, Fact, MetricTable

UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Coverage:
    """What one source text prints against what the tables hold.

    `held` are the tokens of figures, `left` the others with their class, `absent` the figures (with a
    line) whose token does not stand where they say, `headings` counts held and unexplained per heading.
    """

    doc: str
    held: tuple[Token, ...]
    left: tuple[Token, ...]
    absent: tuple[tuple[Fact | Claim, int], ...]
    headings: Mapping[str, tuple[int, int]]

    @property
    def unexplained(self) -> tuple[Token, ...]:
        """The tokens that nothing explains."""
        return tuple(token for token in self.left if token.kind == UNEXPLAINED)

    def classes(self) -> dict[str, int]:
        """How many left-over tokens there are of each class, the most frequent first."""
        return dict(Counter(token.kind for token in self.left).most_common())

    def issues(self, source_file: str) -> list[Issue]:
        """Unexplained tokens and absent figures as findings."""
        found = [
            Issue(
                "figure-not-held",
                f'the number "{token.text}" is printed, but no fact or claim holds it',
                Place(source_file, token.line),
                Severity.WARNING,
                hint="add it to the facts or claims of this document, or to also_at of one",
            )
            for token in self.unexplained
        ]
        found += [
            Issue(
                "figure-not-printed",
                f"{figure.key} is not printed in line {line} of its document",
                figure.source.place,
                Severity.ERROR,
                expected=figure.source.printed,
                hint="correct the line, or the printed token",
            )
            for figure, line in self.absent
        ]
        return found


def coverage(table: MetricTable, doc: str, source_text: str) -> Coverage:
    """How the tables cover one document; `FindingsError` where no document has that name."""
    if doc not in table.catalogue.documents:
        hint = did_you_mean(doc, table.catalogue.documents)
        raise FindingsError(
            [Issue("unknown-document", f'no document is named "{doc}"', found=doc, hint=hint)]
        )
    everything_held: tuple[Fact | Claim, ...] = (*table.facts, *table.claims)
    figures = [figure for figure in everything_held if figure.source.doc == doc]
    by_line: dict[int, list[Token]] = defaultdict(list)
    everything = list(tokens(source_text))
    for token in everything:
        by_line[token.line].append(token)
    held: dict[tuple[int, int], Token] = {}
    absent: list[tuple[Fact | Claim, int]] = []
    for figure in figures:
        wanted = _digits(figure)
        for line in (figure.source.line, *figure.source.also_at):
            match = _match(by_line.get(line, []), wanted, held)
            if match is None:
                absent.append((figure, line))
            else:
                held[match.line, match.start] = match
    left = tuple(
        replace(token, kind=token.kind or UNEXPLAINED)
        for token in everything
        if (token.line, token.start) not in held
    )
    kept = tuple(token for token in everything if (token.line, token.start) in held)
    return Coverage(doc, kept, left, tuple(absent), _by_heading(figures, kept, left, source_text))


def _digits(figure: Fact | Claim) -> str:
    found = NUMBER.findall(figure.source.printed)
    return found[0].replace(",", "").replace(" ", "") if found else ""


def _match(candidates: list[Token], wanted: str, held: Mapping[tuple[int, int], Token]) -> Token | None:
    """The token of a line that shows the wanted digits; a free one before a used one, a bare before a label."""
    fitting = [token for token in candidates if token.digits == wanted]
    return min(
        fitting,
        key=lambda token: ((token.line, token.start) in held, bool(token.kind), token.start),
        default=None,
    )


def _by_heading(
    figures: list[Fact | Claim], held: tuple[Token, ...], left: tuple[Token, ...], text: str
) -> dict[str, tuple[int, int]]:
    """Held and unexplained tokens under each heading, in the order of the text."""
    names = {_plain(figure.source.heading): figure.source.heading for figure in figures}
    heading, headings = "", []
    for line in text.splitlines():
        plain = _plain(line)
        heading = names.get(plain) or next(
            (name for key, name in names.items() if key and plain.startswith(key)), heading
        )
        headings.append(heading)
    counts: dict[str, list[int]] = {}
    for group, tokens_of in ((0, held), (1, [token for token in left if token.kind == UNEXPLAINED])):
        for token in tokens_of:
            counts.setdefault(headings[token.line - 1], [0, 0])[group] += 1
    ordered = dict.fromkeys(name for name in headings if name in counts)
    return {name: (counts[name][0], counts[name][1]) for name in ordered}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
