"""Sheet Guidance: what was announced for each fiscal year, how it was changed, and what was reached.

FY13  Apr. 2013 - Mar. 2014                    Original target   Final target      Actual   Against final
Operating income   FY13   USD mn   lowered     9,400             6,000              5,723   (277)   below

A target is met where its interval and that of the result meet; a floor is met from its lower edge on. Parts of
results that no document prints whole stand at the end.
"""

from __future__ import annotations

from reportgen.new.list_sheet import (
    DATA_ID,
    ListColumn,
    define,
    draw_folded,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    number_formats,
    printed_value,
    set_widths,
)
from reportgen.new.page import A3, CURRENCY, Page, fold_names, master, not_disclosed, paper, title
from reportgen.new.timeline_sheet import number_code
from reportgen.new.wanted import NewCompany

NAME = "Guidance"
BAND, HEAD, YEAR, ROW = 4, 5, 7, 8
PART_SECTION, PART_HEAD, PART = 10, 11, 13
LAST = "V"
_YEARS = 3

# Where no difference can be taken; the verdict says why.
NONE = "\u2013"
_TARGET = "target"
_NOTES = ("small", "muted", "indented", "wrap")


def _difference(target: str) -> str:
    return f'=IFERROR($N{ROW}-${target}{ROW},"{NONE}")'


def _percent(difference: str, target: str) -> str:
    return f'=IFERROR({difference}{ROW}/ABS(${target}{ROW}),"{NONE}")'


def _verdict(difference: str, reach: str, words: str) -> str:
    below, within, above = (f"${column}{ROW}" for column in words.split())
    return (
        f"=IFERROR(IF({difference}{ROW}+${reach}{ROW}<0,{below},"
        f"IF({difference}{ROW}>${reach}{ROW},{above},{within})),$AI{ROW})"
    )


def _reach(key: str, basis: str, spread: str) -> str:
    half = f"INDEX(data_half,MATCH(${key}{ROW},{DATA_ID},0))"
    return f"=IFERROR(${spread}{ROW}*${basis}{ROW}*{half}+$AP{ROW},0)"


ACTUAL = printed_value(
    f"$AD{ROW}",
    f"$AE{ROW}",
    f"IF(COUNTIFS(guidance_part_key,$AF{ROW})>0,SUMIFS(guidance_part_value,guidance_part_key,$AF{ROW}),$AG{ROW})",
)
ACTUAL_HALF = (
    f"=IFERROR(INDEX(data_half,MATCH($AD{ROW},{DATA_ID},0))*$AE{ROW},"
    f"SUMIFS(guidance_part_half,guidance_part_key,$AF{ROW}))"
)

COLUMNS: tuple[ListColumn, ...] = (
    ListColumn("A", "", "", 2.2, ""),
    ListColumn("B", "Line", "項目", 38, "{{#guidance}}{{target.label}}", ("small", "wrap")),
    ListColumn("C", "項目", "", 30, "{{target.label_ja}}", ("japanese", "wrap")),
    ListColumn("D", "Period", "期間", 15, "{{target.period}}", ("indented", "wrap")),
    ListColumn("E", "Unit", "単位", 8, "{{target.unit}}", ("small", "muted", "shrink")),
    ListColumn("F", "Kind", "種類", 12.5, "{{target.kind}}", ("small", "muted")),
    ListColumn("G", "Bound", "範囲", 7.5, "{{target.first_bound}}", ("small", _TARGET), 1),
    ListColumn("H", "Announced", "公表日", 10.5, "{{target.first_day}}", ("small", "muted", _TARGET), 1),
    ListColumn("I", "Amount", "金額", 11, printed_value(f"$X{ROW}", f"$Y{ROW}"), ("one", "link", _TARGET), 1),
    ListColumn("J", "Changed", "修正", 10, "{{target.change}}", ("small", "centre")),
    ListColumn("K", "Bound", "範囲", 7.5, "{{target.last_bound}}", ("small", _TARGET)),
    ListColumn("L", "Announced", "公表日", 10.5, "{{target.last_day}}", ("small", "muted", _TARGET)),
    ListColumn("M", "Amount", "金額", 11, printed_value(f"$AA{ROW}", f"$AB{ROW}"), ("one", "link", _TARGET)),
    ListColumn("N", "Amount", "実績", 11, ACTUAL, ("one", "link")),
    ListColumn("O", "Known from", "公表日", 12, "{{target.actual_day}}", ("small", "muted", "indented")),
    ListColumn("P", "Difference", "差異", 10.5, _difference("I"), ("signed", "calculation"), 1),
    ListColumn("Q", "%", "％", 8.5, _percent("P", "I"), ("growth", "ratio"), 1),
    ListColumn("R", "Verdict", "判定", 11, _verdict("P", "AQ", "AJ AK AL"), ("bold", "centre"), 1),
    ListColumn("S", "Difference", "差異", 10.5, _difference("M"), ("signed", "calculation")),
    ListColumn("T", "%", "％", 8.5, _percent("S", "M"), ("growth", "ratio")),
    ListColumn("U", "Verdict", "判定", 11, _verdict("S", "AR", "AM AN AO"), ("bold", "centre")),
    ListColumn(
        "V",
        "Between, and notes",
        "途中の修正・注記",
        38,
        "{{target.remark}}",
        ("small", "muted", "indented", "wrap"),
    ),
    *helpers(
        "W",
        (
            ("Documents", "{{target.documents}}"),
            ("Original: key", "{{target.first_id}}"),
            ("Original: basis", "{{target.first_basis}}"),
            ("Original: spread", "{{target.first_spread}}"),
            ("Final: key", "{{target.last_id}}"),
            ("Final: basis", "{{target.last_basis}}"),
            ("Final: spread", "{{target.last_spread}}"),
            ("Actual: key", "{{target.actual_id}}"),
            ("Actual: basis", "{{target.actual_basis}}"),
            ("Metric and period", "{{target.key}}"),
            ("No actual", "{{target.missing}}"),
            ("Actual from", "{{target.actual_how}}: {{target.actual_document}}"),
            ("No verdict", "{{target.unjudged}}"),
            ("Original: below", "{{target.first_below}}"),
            ("Original: within", "{{target.first_within}}"),
            ("Original: above", "{{target.first_above}}"),
            ("Final: below", "{{target.last_below}}"),
            ("Final: within", "{{target.last_within}}"),
            ("Final: above", "{{target.last_above}}"),
        ),
    ),
    *helpers(
        "AP",
        (
            ("Actual: half a digit", ACTUAL_HALF),
            ("Original: reach", _reach("X", "Y", "Z")),
            ("Final: reach", _reach("AA", "AB", "AC")),
            # Behind the heads of the newest years targets are folded away.
            ("Folded away", f'=COUNTIF($A${YEAR}:$A{ROW},"?*")>{_YEARS}'),
        ),
    ),
)

PARTS: tuple[ListColumn, ...] = (
    ListColumn("B", "Part", "内訳", 38, "{{#guidance_parts}}{{part.label}}", ("small", "shrink")),
    ListColumn("C", "内訳", "", 30, "{{part.label_ja}}", ("japanese", "shrink")),
    ListColumn("D", "Period", "期間", 10.5, "{{part.period}}", ("indented",)),
    ListColumn("F", "Part of", "対象", 12.5, "{{part.of}}"),
    ListColumn("L", "Weight", "係数", 10.5, "{{part.weight}}", ("half", "typed")),
    ListColumn("N", "Amount", "金額", 11, printed_value(f"$X{PART}", f"$L{PART}"), ("one", "link")),
    ListColumn("V", "Document", "資料", 38, "{{part.document}}", _NOTES),
    *helpers("X", (("Key", "{{part.id}}"),)),
    *helpers("AF", (("Result", "{{part.key}}"),)),
    *helpers(
        "AP", (("Half a digit", f"=IFERROR(ABS($L{PART})*INDEX(data_half,MATCH($X{PART},{DATA_ID},0)),0)"),)
    ),
    *helpers("AQ", (("", "{{/guidance_parts}}"),)),
)

BANDS = (
    ("G", "I", "Original target", "target_head"),
    ("J", "J", "", ""),
    ("K", "M", "Final target", "target_head"),
    ("N", "O", "Actual", ""),
    ("P", "R", "Against the original", ""),
    ("S", "U", "Against the final", ""),
)
# How final targets ended: sign, words, and what their verdicts end with.
COUNTS = (
    ("\u25b2", "above", ("above",)),
    ("\u25cf", "in line or met", ("in line", "met")),
    ("\u25bc", "below", ("below",)),
)


def draw_guidance(page: Page, wanted: NewCompany) -> None:
    """Draw the sheet."""
    set_widths(page, COLUMNS)
    title(
        page, "A1", NAME, "Original and final targets, actuals, and how they compare; newest year first", "C1"
    )
    page.put(
        "A3",
        "A verdict compares intervals: what rounding, approx., over or up to leave open. Units by row; figures "
        "per share on today's basis. Older years, and what was announced first, are folded away.",
        "muted",
    )
    master(page, "M1:O1")
    _counts(page)
    page.heights(BAND, BAND, 17)
    page.fill(f"A{BAND}", f"{LAST}{BAND}", "head")
    for first, last, words, ground in BANDS:
        grounds = (ground,) if ground else ()
        page.fill(f"{first}{BAND}", f"{last}{BAND}", "head", *grounds)
        page.put(f"{first}{BAND}", words, "head", *grounds)
    draw_heads(page, COLUMNS, HEAD)
    draw_group(
        page,
        YEAR,
        LAST,
        {"A": "{{#guidance_years}}{{year.id}}"},
    )
    muted = ("section", "muted", "small")
    page.put(f"D{YEAR}", "{{year.dates}}   {{year.told}}", *muted, "indented", bold=False)
    page.put(f"U{YEAR}", _record(f"$U{ROW}:$U{ROW}"), *muted, "centre", bold=False)
    draw_row(page, COLUMNS, ROW, 16)
    page.put(f"AT{ROW}", "{{/guidance}}{{/guidance_years}}", "tiny")
    words = "parts of actuals that no document prints whole"
    draw_folded(page, PARTS, PART_SECTION, LAST, words)
    for name, column in (("key", "AF"), ("value", "N"), ("half", "AP")):
        define(page, NAME, f"guidance_part_{name}", column, PART_HEAD, PART)
    _rules(page, wanted)
    fold_names(page, rows=f"$AS${ROW}:$AS${ROW}", fit=f"$B${ROW}:$B${ROW}")
    page.sheet.freeze_panes(HEAD + 1, 4)
    paper(page, A3, f"A1:{LAST}{PART}", rows=(BAND, HEAD + 1))


def _counted(verdicts: str, ends: tuple[str, ...]) -> str:
    return "+".join(f'COUNTIF({verdicts},"*{end}")' for end in ends)


def _counts(page: Page) -> None:
    """How the final targets ended, counted from the verdicts."""
    verdicts = f"$U${YEAR}:$U${ROW}"
    counts = [f'"   {sign} {words} "&({_counted(verdicts, ends)})' for sign, words, ends in COUNTS]
    page.put("K2", f'="Final targets:"&{"&".join(counts)}', "small", "muted")


def _record(verdicts: str) -> str:
    """How the targets of one year ended, told in its head, whether its rows are folded away or not."""
    counts = ((sign, f"({_counted(verdicts, ends)})") for sign, _, ends in COUNTS)
    told = "&".join(f'IF({count}=0,""," {sign} "&{count})' for sign, count in counts)
    return f"=TRIM({told})"


def _rules(page: Page, wanted: NewCompany) -> None:
    # Of a house that prints decimals all amounts have them.
    money = ((wanted.unit_short, number_code(wanted.digits)),) if wanted.digits else ()
    number_formats(page, (f"I{ROW}", f"M{ROW}", f"N{ROW}"), f"E{ROW}", money)
    for column in "PS":
        for unit, _ in money:
            signed = number_code(wanted.digits, signed=True)
            page.rule(f"{column}{ROW}", f'=$E{ROW}="{unit}"', {"num_format": signed}, stop=True)
        page.rule(
            f"{column}{ROW}",
            f'=AND($E{ROW}<>"{CURRENCY}",{column}{ROW}=INT({column}{ROW}))',
            {"num_format": "+#,##0_);(#,##0);0_);@_)"},
        )
        page.rule(
            f"{column}{ROW}", f'=$E{ROW}="{CURRENCY}"', {"num_format": "+#,##0.00_);(#,##0.00);0.00_);@_)"}
        )
    for word in ("n/d", "open", "no target"):
        page.equals(f"I{ROW}:U{ROW}", word, page.styles.rule("residual"))
    for sign, style in (("\u25b2", "up"), ("\u25bc", "down")):
        colour = {"up": "#1B6B3A", "down": "#A3261B"}[style]
        for column in "RU":
            page.rule(f"{column}{ROW}", f'=LEFT({column}{ROW},1)="{sign}"', {"font_color": colour})
    not_disclosed(page, f"N{PART}")
