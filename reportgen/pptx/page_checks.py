"""What a demanding reader would send back of a finished deck, slide by slide, whoever made it.

slide 9, 61 % of the body in one empty piece     ->   empty-body
white on 9aa8c0, 2.4:1                           ->   low-contrast
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.reading_words import BOUNDS_EN
from reportgen.core.structs import replace
from reportgen.core.units import CURRENCY_MARK, READ_EN
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text, shapes
from reportgen.office.tags import find_tags
from reportgen.office.xml import local_name, qn
from reportgen.pptx.colours import contrast
from reportgen.pptx.fit import Frame
from reportgen.pptx.inherited import EMU_PER_POINT, StyleBook
from reportgen.pptx.library import library_pages, presentation_part
from reportgen.pptx.measure import FontBook
from reportgen.pptx.seen import SeenLine, SeenPage, SeenText, seen_page

SMALLEST = 9.0  # points; below, nobody reads it in print
CONTRAST, LARGE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3, level AA
LARGE, LARGE_BOLD = 18.0, 14.0
EMPTY = 1 / 3  # of the body, in one piece
APART = 3.0  # points between lists of one page
JUMP = 1.3  # between a page's lists and those of the deck
ORPHAN = 0.12  # of the width of a line
_ACROSS, _DOWN = 64, 36
_MEASURED = re.compile(
    r"^(?:c\. |approx\. |約)?[^\w.]*(?:JPY|¥|\$|€|US\$)? ?\(?[△+-]?[\d,]+(?:\.(\d+))?(?:\)|(\D*))$"
)
_CONTAINING = 2.0
_LEADS = rf"(?:up|down|{'|'.join(BOUNDS_EN.values())})"
_LED = re.compile(rf"(?i:\b(?:up|down|{BOUNDS_EN['approx']})\.?)$")
_UNIT_NEXT = re.compile(rf"(?:{'|'.join(READ_EN)}|points?|pt|[kMG]bps)\b")
_FIGURE = rf"\(?(?:{CURRENCY_MARK})?\s?\d"
_FIGURE_NEXT = re.compile(_FIGURE)
_SMALL_START = re.compile(rf"{_LEADS}\.?\s{_FIGURE}")
_STRAIGHT = re.compile(r"\"|(?<=\w)'")
_CURLY = re.compile("[“”’]")


def page_issues(package: Package, name: str, fonts: FontBook) -> Iterator[Issue]:
    """What is found on the slides of a deck; a slide with tags in braces is not finished and passed over."""
    main = package.peek(presentation_part(package))
    size = main.find(qn("p:sldSz"))
    wide, high = (
        int(size.get(side, "0")) / EMU_PER_POINT if size is not None else 0 for side in ("cx", "cy")
    )
    book = StyleBook(package, fonts)
    finished = [
        (Place(file=name, slide=page.number), seen_page(package, page.part, book.of(page.part), (wide, high)))
        for page in library_pages(package)
        if not _has_tags(package.peek(page.part))
    ]
    usual = _usual([page for _, page in finished])
    curly = any(_CURLY.search(text.text) for _, page in finished for text in page.texts)
    for place, page in finished:
        yield from _empty_body(page, place)
        yield from _contrasts(page, place)
        yield from _sizes(page, place, usual)
        yield from _orphans(page, place)
        yield from _spelling(page, place, curly=curly)
        yield from _decimals(page, place)
        yield from _outside(page, place)
        yield from _crossings(page, place)


def _has_tags(slide: etree._Element) -> bool:
    texts = (paragraph_text(one) for shape in shapes(slide) for one in shape.paragraphs())
    return any(map(find_tags, texts))


def _found(issue_id: str, message: str, place: Place, hint: str) -> Issue:
    return Issue(issue_id, message, place, Severity.WARNING, hint=hint)


def _at(place: Place, shape: str) -> Place:
    return replace(place, shape=shape)


# ---------------------------------------------------------------- empty body


def _empty_body(page: SeenPage, place: Place) -> Iterator[Issue]:
    """A piece of the page between title and foot where nothing stands."""
    if not page.is_designed or page.bottom <= page.top:
        return
    grid = [0] * _DOWN
    body = Frame(page.width * 0.03, page.top, page.width * 0.94, page.bottom - page.top)
    for frame in (*page.solid, *(text.frame for text in page.texts)):
        _mark(grid, frame, body)
    share = _largest(grid) / (_ACROSS * _DOWN)
    if share > EMPTY:
        message = f"{share * 100:.0f} % of the body stand empty in one piece"
        hint = "draw what is known, size frames to their content, or join the page with its neighbour"
        yield _found("empty-body", message, place, hint)


def _mark(grid: list[int], frame: Frame, body: Frame) -> None:
    """Set the bits that a frame takes in each row of the grid."""
    left, right = ((x - body.x) / body.width * _ACROSS for x in (frame.x, frame.x + frame.width))
    top, bottom = ((y - body.y) / body.height * _DOWN for y in (frame.y, frame.bottom))
    first, behind = max(0, int(left)), min(_ACROSS, int(right) + 1)
    taken = (1 << behind) - (1 << first) if first < behind else 0
    for row in range(max(0, int(top)), min(_DOWN, int(bottom) + 1)):
        grid[row] |= taken


def _largest(grid: Sequence[int]) -> int:
    """How many cells the largest empty rectangle has, of those that are larger than may stand empty."""
    best = int(EMPTY * _ACROSS * _DOWN)
    for top in range(_DOWN):
        free = (1 << _ACROSS) - 1
        for high, taken in enumerate(grid[top:], start=1):
            free &= ~taken
            while _has_run(free, best // high + 1):
                best = (best // high + 1) * high
    return best


def _has_run(free: int, wide: int) -> bool:
    """Whether so many neighbouring bits are set."""
    while free and wide > 1:
        half = wide // 2
        free &= free >> half
        wide -= half
    return bool(free)


# ---------------------------------------------------------------- contrast


def _contrasts(page: SeenPage, place: Place) -> Iterator[Issue]:
    for text in page.texts:
        for colour, size, bold in dict.fromkeys(text.colours):
            yield from _contrast(colour, text.ground, (size, bold), place, text.shape)
    for name, chart in page.charts:
        for series in chart.iter(qn("c:ser")):
            fill = page.palette.fill(series.find(qn("c:spPr")))
            for labels in series.iter(qn("c:dLbls")):
                ground = fill if _inside(labels) else page.palette.ground
                for properties in labels.iter(qn("a:defRPr"), qn("a:rPr")):
                    colour = page.palette.fill(properties)
                    look = float(properties.get("sz", "1000")) / 100, properties.get("b") == "1"
                    yield from _contrast(colour, ground, look, place, name)


def _inside(labels: etree._Element) -> bool:
    """Whether the labels of a series stand in its columns."""
    plot = labels.getparent().getparent() if labels.getparent() is not None else None  # type: ignore[union-attr]
    where = labels.find(qn("c:dLblPos"))
    if plot is None or local_name(plot) not in ("barChart", "bar3DChart", "pieChart", "doughnutChart"):
        return False
    grouping = plot.find(qn("c:grouping"))
    stacked = grouping is not None and "tacked" in grouping.get("val", "")
    return where.get("val") in ("ctr", "inEnd", "inBase") if where is not None else stacked


def _contrast(
    colour: str, ground: str, look: tuple[float, bool], place: Place, shape: str
) -> Iterator[Issue]:
    size, bold = look
    if not colour or not ground:
        return
    least = LARGE_CONTRAST if size >= (LARGE_BOLD if bold else LARGE) else CONTRAST
    found = contrast(colour, ground)
    if found < least:
        message = f"text {colour.upper()} on {ground.upper()} has a contrast of {found:.1f}:1"
        hint = f"{least:g}:1 or more: a darker text or a lighter ground"
        yield _found("low-contrast", message, _at(place, shape), hint)


# ---------------------------------------------------------------- sizes


def _usual(pages: Sequence[SeenPage]) -> float:
    """The size that most lists of the deck are set in; 0 where it has none."""
    found = [size for page in pages if (size := _list_size(page.texts))]
    return median(found) if found else 0.0


def _list_size(texts: Sequence[SeenText]) -> float:
    """The size of most characters in the lists of a page."""
    sizes: Counter[float] = Counter()
    for text in texts:
        if text.bullet and not text.is_placeholder:
            sizes[max(text.sizes)] += len(text.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _sizes(page: SeenPage, place: Place, usual: float) -> Iterator[Issue]:
    for text in page.texts:
        raised = max(text.sizes)
        if raised < SMALLEST - 0.05:
            message = f'the text "{_short(text.text)}" is set in {raised:g} pt'
            yield _found(
                "small-text", message, _at(place, text.shape), f"{SMALLEST:g} pt or more, or fewer words"
            )
    own = _list_size(page.texts)
    if own and usual and not usual / JUMP <= own <= usual * JUMP:
        message = f"the lists of this page are set in {own:g} pt, those of the deck in {usual:g} pt"
        yield _found("size-jump", message, place, "one ladder of sizes for all pages of a deck")
    lists: dict[str, dict[str, float]] = {}
    for text in page.texts:
        if text.bullet and not text.is_placeholder:
            lists.setdefault(text.bullet, {})[text.shape] = max(text.sizes)
    for sizes in lists.values():
        if max(sizes.values()) - min(sizes.values()) > APART:
            least, most = min(sizes.values()), max(sizes.values())
            message = f"lists beside each other are set in {least:g} and {most:g} pt"
            yield _found("size-jump", message, place, "one size for lists of one kind on a page")
            return


# ---------------------------------------------------------------- words and figures


def _orphans(page: SeenPage, place: Place) -> Iterator[Issue]:
    for text in page.texts:
        last = text.lines[-1].strip()
        wide = last and not last.isascii()
        alone = len(last) <= 2 if wide else len(last.split()) == 1
        wrapped = len(text.lines) > 1 and text.text.split("\n")[-1].strip() != last
        if wrapped and last and alone and text.share < ORPHAN:
            message = f'the last line of "{_short(text.text)}" holds nothing but "{last}"'
            yield _found(
                "orphan-word", message, _at(place, text.shape), "shorten the text or widen its frame"
            )


def _spelling(page: SeenPage, place: Place, *, curly: bool) -> Iterator[Issue]:
    """Figures parted from their unit by a line's end, lines that begin small, quotes of two kinds."""
    for text in page.texts:
        at = _at(place, text.shape)
        for line, follows in pairwise(one.strip() for one in text.lines):
            unit = line[-1:].isdigit() and _UNIT_NEXT.match(follows)
            if unit or (_LED.search(line) and _FIGURE_NEXT.match(follows)):
                message = f'a figure is broken over two lines: "{line[-12:]}" and "{follows[:12]}"'
                yield _found("broken-figure", message, at, "a blank that does not break holds it together")
        if text.bullet and _SMALL_START.match(text.text):
            message = f'a line of a list begins with a small letter: "{_short(text.text)}"'
            yield _found("small-start", message, at, "begin it with a capital, or with a word of its own")
        if curly and _STRAIGHT.search(text.text):
            message = f'straight quotes in a deck that has curly ones: "{_short(text.text)}"'
            yield _found("mixed-quotes", message, at, "one kind of quotes in a deck")


def _decimals(page: SeenPage, place: Place) -> Iterator[Issue]:
    for row in page.rows:
        found: dict[str, set[int]] = {}
        for cell in row.cells[1:]:
            match = _MEASURED.match(cell.strip())
            if match:
                unit = (match[2] or "").strip().strip("()")
                if unit == "%" and cell.strip()[0] in "+-△(":
                    unit = "% of change"
                found.setdefault(unit, set()).add(len(match[1] or ""))
        for unit, counts in found.items():
            if len(counts) > 1:
                shown = " and ".join(map(str, sorted(counts)))
                message = f"the figures of this row have {shown} decimals" + (f' in "{unit}"' if unit else "")
                hint = "one number of decimals, or a raised mark and a note that says why"
                shape = f"{row.shape}, row {row.number}"
                yield _found("mixed-decimals", message, _at(place, shape), hint)


# ---------------------------------------------------------------- frames and lines


def _outside(page: SeenPage, place: Place) -> Iterator[Issue]:
    for name, fit in page.fits:
        if not fit.fits:
            faults = [f"{fit.too_high:.0f} pt too high"] if fit.too_high > 1.5 else []
            faults += [f"{fit.too_wide:.0f} pt too wide"] if fit.too_wide > 1.5 else []
            faults += ["a word wider than its line"] if fit.broken else []
            message = f"a text does not stay in its frame: {', '.join(faults)}"
            yield _found("text-outside", message, _at(place, name), "enlarge the frame or shorten the text")
    for name in dict.fromkeys(page.outside()):
        yield _found("text-outside", "a text leaves the slide", _at(place, name), "move it onto the slide")


def _crossings(page: SeenPage, place: Place) -> Iterator[Issue]:
    hint = "lead the line around, or change the order of what it joins"
    for at, line in enumerate(page.lines):
        for other in page.lines[at + 1 :]:
            if line.shape != other.shape and _cross(line, other):
                message = f'the line "{line.shape}" crosses "{other.shape}"'
                yield _found("crossing-lines", message, _at(place, line.shape), hint)
        for text in page.texts:
            if _runs_through(line, text.frame):
                message = f'the line "{line.shape}" runs through "{_short(text.text)}"'
                yield _found("crossing-lines", message, _at(place, line.shape), hint)


def _cross(one: SeenLine, other: SeenLine) -> bool:
    """Whether two straight pieces cross, ends that touch aside."""

    def side(line: SeenLine, point: tuple[float, float]) -> float:
        (x, y), (to_x, to_y) = line.start, line.end
        return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)

    first = side(one, other.start) * side(one, other.end)
    return first < -_CONTAINING and side(other, one.start) * side(other, one.end) < -_CONTAINING


def _runs_through(line: SeenLine, frame: Frame) -> bool:
    """Whether a line goes through the middle of a text."""
    x, y = frame.x + frame.width * 0.1, frame.y + frame.height * 0.3
    to_x, to_y = frame.x + frame.width * 0.9, frame.bottom - frame.height * 0.3
    edges = ((x, y), (to_x, to_y)), ((x, to_y), (to_x, y))
    return any(_cross(line, SeenLine("", *edge)) for edge in edges)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"
