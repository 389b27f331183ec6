"""The workbook that `make report` builds: live formulas with values, each figure typed once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby

from house import Built
from lxml import etree
from model_language import compared
from office import (
    MAIN,
    Book,
    address_of,
    formula_nodes,
    opened,
    operands,
    parts_of,
    r1c1,
    same,
    sheet_parts,
    split,
)

from reportgen.core.period_names import head
from reportgen.data.labels import metric_label
from reportgen.data.records import MetricTable
from reportgen.figures.figure_resolver import FigureResolver

BLUE, GREEN, BLACK = "0000C8", "1E7B34", "1F2733"
LOOKUP = re.compile(r"INDEX\((?:data|rolled|forecast)_\w+,MATCH\([^()]*\)(?:,MATCH\([^()]*\))?\)")
# The switches that stand, a click away, on sheet Drivers.
SETTINGS = '"Forecast: "&scenario&".  Figures: "&vintage_words'
SHEETS = [
    "Summary",
    "Results vs target",
    "Model",
    "KPIs",
    "Guidance",
    "Drivers",
    "Read me",
    "Recent quarters",
    "Scenarios",
    "Balance sheet",
    "Cash flow",
    "Capex & EBITDA",
    "Per share",
    "Bridges",
    "Restatements",
    "Line names",
    "Documents",
    "As reported",
    "Data",
    "Periods",
    "Checks",
    "Check parts",
    "Changes",
]
TIMED = ("Model", "Balance sheet", "Cash flow", "KPIs")
# Typed numbers that are no figures: samples of the colour key, numbers of lines, ties and quarters.
_TIMELINE = (
    "Quarter",
    "Actual = 1",
    "Period end",
    "Month",
    "Second half = 1",
    "As of",
    "Warnings of the tables",
)


def columns_of(book: Book, sheet: str) -> dict[str, int]:
    """The columns of a flat list by their heads."""
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    for address, cell in book[sheet].items():
        row, column = split(address)
        if isinstance(cell.value, str):
            rows[row][cell.value] = column
    return next(heads for _, heads in sorted(rows.items()) if "Figure" in heads or "Tie" in heads)


def columns_under(book: Book, sheet: str, *words: str) -> set[int]:
    """All columns of a sheet that stand under heads that begin with one of `words`."""
    return {
        split(address)[1]
        for address, cell in book[sheet].items()
        if isinstance(cell.value, str) and cell.value.startswith(words)
    }


# Lists hold lines of source texts and counts, and say on which basis and how far a figure reaches.
LIST_NUMBERS: dict[str, Callable[[Book], set[int]]] = {
    "Guidance": lambda book: columns_under(
        book,
        "Guidance",
        *("Original: basis", "Original: spread", "Final: basis", "Final: spread", "Actual: basis"),
    ),
    "Restatements": lambda book: columns_under(
        book, "Restatements", "First: basis", "Later: basis", "Rounding counts", "Text line"
    ),
    "Line names": lambda book: columns_under(book, "Line names", "#", "Text line"),
    "As reported": lambda book: {split("B1")[1]},
    "Capex & EBITDA": lambda book: columns_under(book, "Capex & EBITDA", "Tie"),
    "Per share": lambda book: columns_under(book, "Per share", "Split", "Basis"),
    "Changes": lambda book: {split("A1")[1]},
    "Documents": lambda book: columns_under(book, "Documents", "Figures"),
    "Bridges": lambda book: columns_under(book, "Bridges", "Parts told", "Rounded down to"),
    "Periods": lambda book: columns_under(book, "Periods", "Quarters"),
}


def test_its_sheets_stand_in_reading_order(book: Book) -> None:
    assert list(book) == SHEETS


def test_every_formula_cell_carries_its_value_and_none_is_an_error(built: Built) -> None:
    cells = list(formula_nodes(built.workbook.read_bytes()))
    empty = [f"{sheet}!{cell.get('r')}" for sheet, cell in cells if cell.find(f"{MAIN}v") is None]
    errors = [f"{sheet}!{cell.get('r')}" for sheet, cell in cells if cell.get("t") == "e"]

    assert len(cells) > 30_000
    assert (empty, errors) == ([], [])


def test_the_account_of_the_build_counts_formulas_and_figures_rightly(
    built: Built, model_table: MetricTable
) -> None:
    workbook = next(one for one in built.result.built if one.report == "model")
    assert workbook.formulas == sum(1 for _ in formula_nodes(built.workbook.read_bytes()))
    assert workbook.figures == len(model_table.facts) + len(model_table.claims)
    assert workbook.warnings == ()


# What may begin another number than 0 and 1: no digit of an address or a name.
OTHER_DIGIT = re.compile(r"(?<![A-Za-z_$\d.])(?!(?:0|1)(?![\d.eE]))\d|\.\d")


# In percent: letters of 9 points are printed in 8.
READ_AT = 90


def test_no_formula_holds_a_typed_number_but_0_and_1(book: Book) -> None:
    """But for the line break in names that charts show, and for what says which lines a sheet folds away."""
    typed: dict[str, str] = {}
    for sheet, cells in book.items():
        folded = [split(at) for at, cell in cells.items() if cell.value == "Folded away"]
        rows, columns = ({at[part] for at in folded} for part in (0, 1))
        for address, cell in cells.items():
            if not OTHER_DIGIT.search(cell.formula):
                continue
            row, column = split(address)
            if row not in rows and column not in columns:
                told = operands(cell.formula.replace("CHAR(10)", ""))
                numbers = [text for kind, text in told if kind == "NUMBER" and text not in ("0", "1")]
                typed |= {f"{sheet}!{address}": text for text in numbers}
    assert typed == {}


def test_a_figure_is_typed_once_in_blue_on_data(book: Book, model_table: MetricTable) -> None:
    heads = columns_of(book, "Data")
    blue: dict[str, set[int]] = defaultdict(set)
    for sheet, cells in book.items():
        for address, cell in cells.items():
            if not cell.formula and isinstance(cell.value, int | float) and cell.colour == BLUE:
                blue[sheet].add(split(address)[1])

    typed = {heads[name] for name in ("Value", "Multiplier", "Split", "Half a digit")}
    assert blue.pop("Data") == typed
    assert blue.pop("Check parts") == {columns_of(book, "Check parts")["Weight"]}
    blue.pop("Bridges", None)  # weights of the figures behind a step
    blue.pop("Guidance", None)  # weights of parts, where a result is no printed figure
    assert {book["Drivers"][at].value for at in typed_in(book, "Drivers")} == {0}, (
        "an assumption, not a figure"
    )
    blue.pop("Drivers")
    assert set(blue) <= {"Read me"}, "the colour key shows one sample; no other sheet types a figure"

    keys = [
        cell.value
        for address, cell in book["Data"].items()
        if split(address)[1] == heads["Figure"] and split(address)[0] > 4
    ]
    assert len(keys) == len(set(keys)) == len(model_table.facts) + len(model_table.claims)


def typed_in(book: Book, sheet: str) -> set[str]:
    """The cells with a typed blue number."""
    return {
        at
        for at, cell in book[sheet].items()
        if not cell.formula and isinstance(cell.value, int | float) and cell.colour == BLUE
    }


def test_other_typed_numbers_only_say_when_or_which(book: Book) -> None:
    """Dates, quarter numbers and flags of a timeline, numbers of ties and lines; nothing that is a figure."""
    strange = []
    heads = columns_of(book, "Data")
    of_data = {heads[name] for name in ("Line", "Published", "Stands from", "until", "First = 1")}
    lists = {sheet: columns(book) for sheet, columns in LIST_NUMBERS.items()}
    for sheet, cells in book.items():
        labels = {
            split(address)[0]: cell.value for address, cell in cells.items() if re.fullmatch(r"B\d+", address)
        }
        for address, cell in cells.items():
            if cell.formula or not isinstance(cell.value, int | float) or cell.colour == BLUE:
                continue
            row, column = split(address)
            known = (
                sheet == "Read me"
                or labels.get(row) in _TIMELINE
                or (sheet == "Data" and column in of_data)
                or (sheet in ("Checks", "Check parts") and column == 1)
                or column in lists.get(sheet, set())
            )
            if not known:
                strange.append(f"{sheet}!{address} {cell.value}")
    assert strange == []


def test_data_shows_the_printed_token_and_its_place_beside_every_figure(
    book: Book, model_table: MetricTable
) -> None:
    heads = columns_of(book, "Data")
    rows: dict[int, dict[int, object]] = defaultdict(dict)
    for address, cell in book["Data"].items():
        row, column = split(address)
        rows[row][column] = cell.value
    shown = {
        tuple(row.get(heads[name]) or "" for name in ("Label", "Period", "Printed token", "Heading", "Line"))
        for row in rows.values()
    }
    for figure in model_table.figures:
        source = figure.source
        label = metric_label(figure.key.metric, model_table.catalogue)
        wanted = (label, head(figure.key.period), source.printed, source.heading, source.line)
        assert wanted in shown


def test_green_is_kept_for_figures_from_other_sheets(book: Book) -> None:
    """On sheets with a timeline: a green cell reaches beyond its sheet, one that does only that is never black."""
    wrong = []
    for sheet in TIMED:
        for address, cell in book[sheet].items():
            if not cell.formula or cell.formula == "master_check":
                continue
            beyond = LOOKUP.search(cell.formula) or "!" in cell.formula or cell.formula == SETTINGS
            own = LOOKUP.sub("", cell.formula)
            # What is left of a link is the flag of the column, if anything.
            link = beyond and not re.search(r"(?<![$A-Z])[A-Z]{1,3}\d", own)
            if (cell.colour == GREEN and not beyond) or (cell.colour == BLACK and link):
                wrong.append(f"{sheet}!{address} {cell.formula}")
    assert wrong == []


# One formula per row and block

PERIOD = re.compile(r"(?:\dQ|\dH|9M|FY)\d\d(?:\|\w+)?$|\d{4}-\d\d-\d\d$")


def period_blocks(book: Book, sheet: str) -> Iterator[tuple[int, list[int]]]:
    """The row of period keys of a sheet and each run of columns that stand side by side under keys."""
    cells = {split(address): cell for address, cell in book[sheet].items()}
    key_row = next(row for (row, column), cell in cells.items() if column == 2 and cell.value == "Key")
    columns = sorted(
        column
        for (row, column), cell in cells.items()
        if row == key_row and column > 4 and PERIOD.match(str(cell.value))
    )
    if sheet == "Scenarios":
        # Its blocks stand side by side: the next four quarters, the later ones, halves, nine months, years.
        kinds = [re.sub(r"\d", "", str(cells[(key_row, column)].value)) for column in columns]
        for _, run in groupby(range(len(columns)), key=lambda n: (kinds[n], kinds[n] == "Q" and n < 4)):
            yield key_row, [columns[n] for n in run]
        return
    for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
        yield key_row, [column for _, column in run]


def test_the_model_has_one_formula_for_each_row_and_block(book: Book) -> None:
    mixed = []
    for sheet in (*TIMED, "Drivers", "Scenarios", "Recent quarters"):
        rows = {split(address)[0] for address in book[sheet]}
        for key_row, columns in period_blocks(book, sheet):
            for row in rows:
                if row <= key_row:
                    continue
                cells = [book[sheet].get(address_of(row, column)) for column in columns]
                texts = {
                    r1c1(cell.formula, row, column) if cell is not None else None
                    for cell, column in zip(cells, columns, strict=True)
                }
                if len(texts) > 1:
                    mixed.append((sheet, row, columns, texts))
    assert mixed == []


def test_the_model_has_the_periods_that_were_asked_for(book: Book) -> None:
    blocks = [
        [book["Model"][address_of(key_row, column)].value for column in columns]
        for key_row, columns in period_blocks(book, "Model")
    ]
    quarters, halves, nine_months, years, targets = blocks
    assert (quarters[0], quarters[43], quarters[-1], len(quarters)) == ("1Q07", "4Q17", "4Q19", 52)
    assert (halves[0], halves[-1], len(halves)) == ("1H07", "2H19", 26)
    assert (nine_months[0], nine_months[-1], len(nine_months)) == ("9M07", "9M19", 13)
    assert (years[0], years[-1], len(years)) == ("FY07", "FY19", 13)
    assert targets == ["1H18|target", "FY18|target"]


def test_flat_lists_have_one_formula_for_each_column(book: Book) -> None:
    for sheet in ("Data", "Periods", "Check parts"):
        found: dict[int, set[str]] = defaultdict(set)
        for address, cell in book[sheet].items():
            row, column = split(address)
            if cell.formula and row > 5:
                found[column].add(r1c1(cell.formula, row, column))
        assert found
        assert {column: len(texts) for column, texts in found.items() if len(texts) > 1} == {}


# The same numbers as the tables give


def test_every_figure_of_the_timeline_is_the_one_the_resolver_gives(
    book: Book, model_figures: FigureResolver
) -> None:
    found = compared(book, model_figures)
    assert found.different == set()
    assert len(found.unknown) < 40
    assert found.equal > 2_000


def test_the_printed_page_agrees_with_the_tables(book: Book, model_figures: FigureResolver) -> None:
    page = book["Summary"]
    labels = {cell.value: split(address)[0] for address, cell in page.items() if address.startswith("B")}
    for label, name in [
        ("Total revenues", "revenue"),
        ("Gross margin", "gross_margin"),
        ("Operating income", "operating_income"),
        ("Net income attributable to IIJ", "net_income"),
    ]:
        row = labels[label]
        for column, when in zip("CDFG", ("4Q17", "4Q16", "FY17", "FY16"), strict=True):
            value = model_figures.ask(f"{name}|{when}").value
            shown = page[f"{column}{row}"].value
            assert shown == "n/d" if value is None else same(float(value.scaleb(-6)), shown)


def test_the_master_check_stands_on_every_sheet_and_is_good(book: Book) -> None:
    for sheet, cells in book.items():
        if sheet != "Checks":
            assert [cell.value for cell in cells.values() if cell.formula == "master_check"] == [
                "● ALL CHECKS OK"
            ]


def test_the_sheet_of_checks_reaches_the_verdicts_of_the_checks(book: Book, built: Built) -> None:
    """The workbook's own arithmetic against that of `reportgen check`: nothing to fix, same waivers."""
    verdicts = [
        cell.value for address, cell in book["Checks"].items() if cell.formula and "WAIVED" in cell.formula
    ]
    counted = {word: verdicts.count(word) for word in ("OK", "TO FIX", "WAIVED")}
    counts = built.result.checks.counts()

    assert counted["TO FIX"] == 0 == len(built.result.checks.errors)
    assert 0 < counted["WAIVED"] <= sum(group.get("waived", 0) for group in counts.values())
    assert counted["OK"] > 60


def test_its_sheets_can_be_read_and_printed(built: Built, book: Book) -> None:
    """Frozen heads, print areas and titles, fit to page width or large enough to read, on every sheet of figures."""
    workbook = opened(built.workbook.read_bytes())
    for sheet in workbook:
        assert sheet.print_area, sheet.title
        fits = sheet.sheet_properties.pageSetUpPr.fitToPage
        assert fits or int(sheet.page_setup.scale) >= READ_AT, sheet.title
        if sheet.title in ("Model", "Balance sheet", "Cash flow", "Guidance", "Checks"):
            assert sheet.freeze_panes, sheet.title
            assert sheet.print_title_rows, sheet.title
        if sheet.title in ("Data", "Periods", "Check parts"):
            # Paper says what a list for the screen is, above its heads.
            assert sheet.freeze_panes, sheet.title
            assert sheet.print_area.endswith("$3"), sheet.title
            assert "too many for paper" in str(book[sheet.title]["A3"].value)
        if sheet.title in TIMED:
            last = max(int(re.sub(r"\D", "", address)) for address in book[sheet.title])
            assert sheet.print_area.endswith(f"${last}"), sheet.title
    assert sum(len(sheet._charts) for sheet in workbook) >= 2


# Where a click on what stands at the head of a sheet leads.
LEADS = {"master_check": "Checks!A1", SETTINGS: "Drivers!D1"}


def test_one_click_leads_from_a_figure_to_the_row_it_comes_from(built: Built, book: Book) -> None:
    data = built.workbook.read_bytes()
    parts, seen = parts_of(data), 0
    for sheet in TIMED:
        for link in etree.fromstring(parts[sheet_parts(data)[sheet]]).iter(f"{MAIN}hyperlink"):
            to, _, at = str(link.get("location")).partition("!")
            here = book[sheet][str(link.get("ref"))]
            if link.get("ref") == "A1" or here.formula in LEADS:
                assert LEADS.get(here.formula, "'Read me'!A1") == f"{to}!{at}"
                continue
            asked = str(link.get("tooltip")).partition(":")[0].replace(", ", "|")
            metric, _, period = asked.partition("|")
            shown = book[to][f"B{at[1:]}" if to == "Data" else at].value
            assert shown == (asked if to == "Data" else f"{metric}|FY{period[-2:]}"), (sheet, link.get("ref"))
            assert here.formula
            seen += 1
    assert seen > 2_000
