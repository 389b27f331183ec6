"""Heads of sheets over several lists of periods, one row for each thing told of a period."""

from __future__ import annotations

from reportgen.new.page import Page

# Label, label in Japanese, tag, style
Head = tuple[str, str, str, str]


def timeline_heads(  # noqa: PLR0913  one for each part of the heads
    page: Page,
    heads: tuple[Head, ...],
    first: int,
    lists: dict[str, str],
    end: str,
    *,
    shown: int,
    gaps: str,
    folded: bool = False,
) -> None:
    """The rows of heads over lists of periods, from row `first`; those after the first `shown` fold away.

    They are open, or `folded` from the start but for the last.
    """
    last = first + len(heads) - 1
    for row, (label, label_ja, tag, style) in enumerate(heads, first):
        look = ("head" if row == first else "facts", *(("head_end",) if row == last else ()))
        folds = row >= first + shown
        options = {"level": 1, "hidden": row != last} if folded else {"level": 1}
        page.sheet.set_row(row - 1, 12.5 if folds else 15.5, None, options if folds else {})
        page.fill(f"A{row}", f"{end}{row}", *look)
        page.put(f"B{row}", label, *look)
        page.put(f"C{row}", label_ja, *look, "japanese")
        for column, name in lists.items():
            opener = f"{{{{#{name} across}}}}" if row == first else ""
            page.put(f"{column}{row}", f"{opener}{{{{{tag}}}}}", look[0], style, *look[1:])
        for gap in gaps:
            page.fill(f"{gap}{row}", f"{gap}{row}")
