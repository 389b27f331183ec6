"""Heads of sheets over several lists of periods, one row for each thing told of a period."""

from __future__ import annotations

from reportgen.new.page import Page

# Label, label in Japanese, tag, style
Head = tuple[str, str, str, str]
# What readers see of a period; all else serves look-ups and folds away.
SHOWN = ("period", "period.end", "period.status")
FIRST_HEAD = 4


def head_row(heads: tuple[Head, ...], tag: str) -> int:
    """The row of a head, by its tag without `period.`."""
    return FIRST_HEAD + [head[2].removeprefix("period.") for head in heads].index(tag)


def timeline_heads(
    page: Page, heads: tuple[Head, ...], lists: dict[str, str], end: str, gaps: str, *grounds: str
) -> None:
    """The rows of heads over lists of periods, by their columns, ruled from A to `end` but for the columns `gaps`.

    Periods stand on `grounds`.
    """
    last = FIRST_HEAD + len(heads) - 1
    for row, (label, label_ja, tag, style) in enumerate(heads, FIRST_HEAD):
        first = row == FIRST_HEAD
        look = ("head" if first else "facts", *(("head_end",) if row == last else ()))
        folds = tag not in SHOWN
        options = {"level": 1, "hidden": True} if folds else {}
        page.sheet.set_row(row - 1, 12.5 if folds else 15.5, None, options)
        page.fill(f"A{row}", f"{end}{row}", *look)
        page.put(f"B{row}", label, *look)
        page.put(f"C{row}", label_ja, *look, "japanese")
        for column, name in lists.items():
            opener = f"{{{{#{name} across}}}}" if first else ""
            page.put(f"{column}{row}", f"{opener}{{{{{tag}}}}}", look[0], *grounds, style, *look[1:])
        for gap in gaps:
            page.fill(f"{gap}{row}", f"{gap}{row}")
