"""The definitions of a house's decks: a results deck and a briefing, their rows those of the catalogue.

Each text is written in English with its Japanese, from which the words file of the project is made.
"""

from __future__ import annotations

from reportgen.core.units import scale_word
from reportgen.new.deck import SERIES
from reportgen.new.definitions import currency_ja
from reportgen.new.house import REVENUE, House, is_total
from reportgen.new.yaml_text import mapping, scalar

# What decks say, in English and in Japanese.
WORDS = {
    "Results: {{ long(this) }}": "{{ long(this) }} 決算",
    "Results briefing: {{ long(this) }}": "{{ long(this) }} 決算概要",
    "{{ dates(this) }}": "{{ dates(this) }}",
    "{{ published }}": "{{ published }}",
    "Key figures": "主要数値",
    "Income statement": "損益計算書",
    "Revenue and operating income by quarter": "四半期別 売上高・営業利益",
    "Revenue and operating income by half": "半期別 売上高・営業利益",
    "Revenue and operating income by year": "年度別 売上高・営業利益",
    "Revenue": "売上高",
    "Operating income": "営業利益",
    "Balance sheet": "貸借対照表",
    "Cash flow": "キャッシュ・フロー",
    "Outlook: {{ long('target') }}": "{{ long('target') }} 業績予想",
    "{{ short(this) }}": "{{ short(this) }}",
    "{{ short(prior) }}": "{{ short(prior) }}",
    "{{ day(closing) }}": "{{ day(closing) }}",
    "{{ day(opening) }}": "{{ day(opening) }}",
    "{{ short('year_before_target') }}": "{{ short('year_before_target') }}",
    "{{ short('target') }} target": "{{ short('target') }} 予想",
    "Change": "増減",
    "YoY": "前年同期比",
    "Revenue {{ yoy(revenue) | up }}, operating income {{ yoy(operating_income) | up }} year over year": (
        "売上高は前年同期比{{ yoy(revenue) | up }}、営業利益は{{ yoy(operating_income) | up }}"
    ),
    "Revenue {{ revenue }}": "売上高{{ revenue }}",
    "Revenue {{ revenue }}, {{ yoy(revenue) | up }} year over year": (
        "売上高は{{ revenue }}、前年同期比{{ yoy(revenue) | up }}"
    ),
    "Gross margin {{ gross_margin }}, {{ change(gross_margin) | up }}": (
        "売上総利益率は{{ gross_margin }}、{{ change(gross_margin) | up }}"
    ),
    "Operating income {{ operating_income }}, {{ yoy(operating_income) | up }}": (
        "営業利益は{{ operating_income }}、{{ yoy(operating_income) | up }}"
    ),
    "Operating margin {{ operating_margin }}, {{ change(operating_margin) | up }}": (
        "営業利益率は{{ operating_margin }}、{{ change(operating_margin) | up }}"
    ),
    "Net income {{ net_income }}": "当期純利益は{{ net_income }}",
    "Free cash flow {{ free_cash_flow }}": "フリー・キャッシュ・フローは{{ free_cash_flow }}",
    "Cash {{ cash(closing) }} at {{ day(closing) }}": "現金は{{ day(closing) }}現在{{ cash(closing) }}",
    "Revenue, newest {{ revenue(newest) }}": "売上高、直近{{ revenue(newest) }}",
    "Operating income, newest {{ operating_income(newest) }}": "営業利益、直近{{ operating_income(newest) }}",
    "Equity ratio {{ equity_ratio(closing) }}": "自己資本比率は{{ equity_ratio(closing) }}",
    "Target of revenue {{ revenue(target) }}, {{ yoy(revenue(target)) | up }} year over year": (
        "売上高予想は{{ revenue(target) }}、前期比{{ yoy(revenue(target)) | up }}"
    ),
    "Target of revenue {{ revenue(target) }}": "売上高予想は{{ revenue(target) }}",
    "n/d: not disclosed": "n/d: 非開示",
}
_BOTH = "Revenue {{ yoy(revenue) | up }}, operating income {{ yoy(operating_income) | up }} year over year"
_FREE_CASH_FLOW = "Free cash flow {{ free_cash_flow }}"
_EQUITY_RATIO = "Equity ratio {{ equity_ratio(closing) }}"
_CASH = "Cash {{ cash(closing) }} at {{ day(closing) }}"
_OUTLOOK = "Outlook: {{ long('target') }}"
_TARGET = "Target of revenue {{ revenue(target) }}"
_NOTES = (
    ("Revenue {{ revenue }}, {{ yoy(revenue) | up }} year over year", (REVENUE,)),
    ("Gross margin {{ gross_margin }}, {{ change(gross_margin) | up }}", ("gross_margin",)),
    ("Operating income {{ operating_income }}, {{ yoy(operating_income) | up }}", ("operating_income",)),
    ("Operating margin {{ operating_margin }}, {{ change(operating_margin) | up }}", ("operating_margin",)),
    ("Net income {{ net_income }}", ("net_income",)),
    (_FREE_CASH_FLOW, ("free_cash_flow",)),
    (_CASH, ("cash",)),
)
_HEADLINE = (
    *(
        "revenue",
        "gross_profit",
        "gross_margin",
        "operating_expenses",
        "operating_income",
        "operating_margin",
    ),
    *("pretax_income", "net_income", "eps", "cf_operating", "free_cash_flow"),
)
_INCOME = (
    *("revenue", "cost_of_revenue", "gross_profit", "operating_expenses", "operating_income"),
    *("other_income_net", "pretax_income", "income_tax", "net_income", "eps"),
)
_TARGETS = (
    "revenue",
    "gross_profit",
    "operating_income",
    "pretax_income",
    "net_income",
    "dividend_per_share",
)
_PERIODS = {
    "prior": "prior_year(this)",
    "target": "plan_year(this)|target",
    "year_before_target": "prior_year(plan_year(this))",
    "closing": "end(this)",
    "opening": "year_start(this)",
}
# The newest of the periods that a company tells of, and how many before it the charts show.
_NEWEST = {"quarter": ("last_quarter(this)", 7), "half": ("last_half(this)", 5), "year": ("year(this)", 4)}
_CHANGES = {
    "money": "amount_change",
    "per_share": "per_share_change",
    "count": "count_change",
    "ratio": "points",
}
_LEVELS = {"money": "amount", "per_share": "per_share", "count": "count", "ratio": "ratio"}
_COLUMNS = (("level", "this"), ("level", "prior"), ("change", "this"), ("yoy", "this"))


def results_definition(house: House) -> str:
    """`results.yaml`: the results deck."""
    pages = [_cover("Results: {{ long(this) }}"), _headline(house, "Key figures"), *_charts(house)]
    statements = (
        ("Income statement", house.held(*_INCOME), _COLUMNS, ("this", "prior", "Change", "YoY")),
        (
            "Balance sheet",
            tuple(one.name for one in house.of("balance")),
            (("level", "closing"), ("level", "opening"), ("change_in_year", "closing")),
            ("closing", "opening", "Change"),
        ),
        (
            "Cash flow",
            tuple(one.name for one in house.of("cashflow")),
            _COLUMNS[:3],
            ("this", "prior", "Change"),
        ),
        (
            _OUTLOOK,
            house.held(*_TARGETS),
            (("level", "year_before_target"), ("level", "target"), ("yoy", "target")),
            ("year_before_target", "target", "YoY"),
        ),
    )
    pages += [_statement(house, *one) for one in statements if one[1]]
    return _definition(house, "results", "Results: {{ long(this) }}", pages)


def briefing_definition(house: House) -> str:
    """`briefing.yaml`: two pages on any period."""
    pages = [_headline(house, "Results briefing: {{ long(this) }}"), *_charts(house)]
    return _definition(house, "briefing", "Results briefing: {{ long(this) }}", pages)


def words_file(house: House) -> str:
    """`words.ja.yaml`: every text of the decks in Japanese."""
    unit, wanted = house.wanted.unit, house.wanted
    head = "# The texts of the decks in Japanese; figures keep their braces and may stand in another order.\n"
    words = WORDS | {unit: scale_word(wanted.power, "ja") + currency_ja(wanted.currency)}
    return head + "".join(f"{scalar(text)}: {scalar(said)}\n" for text, said in words.items())


def _definition(house: House, name: str, title: str, pages: list[str]) -> str:
    wanted = house.wanted
    newest, back = _NEWEST[wanted.reports]
    head = {
        "report": name,
        "kind": "deck",
        "title": title,
        "template": "house/deck.pptx",
        "style": "house/style.yaml",
        "output": f"{wanted.short_name}-{{period}}-{name}.pptx",
        "period": "latest",
    }
    languages = "languages:\n  ja: {style: house/style.ja.yaml, words: house/words.ja.yaml}\n"
    return (
        "# Built for the newest period, or for another one: reportgen build "
        f"{name} --period FY24. Pages without figures go.\n"
        + mapping(head)
        + (languages if wanted.japanese else "")
        + f"periods:\n{_indented(mapping(_PERIODS | {'newest': newest}), 2)}"
        + f"lists:\n  {house.periods}: back(newest, {back})..newest\n\npages:\n"
        + "\n".join(pages)
    )


def _indented(text: str, blanks: int) -> str:
    return "".join(f"{' ' * blanks}{line}\n" for line in text.splitlines())


def _cover(title: str) -> str:
    words = {"title": title, "subject": "{{ dates(this) }}", "date": "{{ published }}"}
    return f"  - page: cover\n    words: {scalar(words)}\n"


def _messages(house: House, title: str) -> list[str]:
    """What a page says in a line: the first wording whose figures are known."""
    told: dict[str, list[tuple[str, tuple[str, ...]]]] = {
        "Balance sheet": [(_EQUITY_RATIO, ("equity_ratio",)), (_CASH, ("cash",))],
        "Cash flow": [(_FREE_CASH_FLOW, ("free_cash_flow",))],
        _OUTLOOK: [(f"{_TARGET}, {{{{ yoy(revenue(target)) | up }}}} year over year", ()), (_TARGET, ())],
    }
    usual: list[tuple[str, tuple[str, ...]]] = [(_BOTH, ("operating_income",)), ("Revenue {{ revenue }}", ())]
    found = [text for text, needed in told.get(title, usual) if house.has(*needed)]
    return [*found, "n/d: not disclosed"]


def _words(house: House, title: str, heads: dict[str, str]) -> str:
    lines = {"title": title, "message": _messages(house, title), "unit": house.wanted.unit, **heads}
    return "    words:\n" + _indented(mapping(lines), 6)


def _headline(house: House, title: str) -> str:
    heads = {"head_1": "{{ short(this) }}", "head_2": "{{ short(prior) }}", "head_3": "YoY"}
    columns = (_COLUMNS[0], _COLUMNS[1], _COLUMNS[3])
    notes = "".join(f"        - {scalar(text)}\n" for text, needed in _NOTES if house.has(*needed))
    return (
        "  - page: headline\n    required: true\n"
        + _words(house, title, heads)
        + f"    bullets:\n      notes:\n{notes}"
        + _table(house, "headline_table", house.held(*_HEADLINE), columns)
    )


def _statement(
    house: House,
    title: str,
    metrics: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
    heads: tuple[str, ...],
) -> str:
    told = {
        "this": "{{ short(this) }}",
        "prior": "{{ short(prior) }}",
        "closing": "{{ day(closing) }}",
        "opening": "{{ day(opening) }}",
        "year_before_target": "{{ short('year_before_target') }}",
        "target": "{{ short('target') }} target",
    }
    words = {f"head_{number}": told.get(head, head) for number, head in enumerate(heads, 1)}
    needs = columns[1][1] if columns[1][1] == "target" else ""
    return (
        f"  - page: statement_{len(columns)}\n"
        + _words(house, title, words)
        + _table(house, "statement_table", metrics, columns, needs)
    )


def _table(
    house: House, name: str, metrics: tuple[str, ...], columns: tuple[tuple[str, str], ...], needs: str = ""
) -> str:
    """A table over some metrics: levels in their own unit, changes of ratios in points."""
    formats = {"level": "amount", "yoy": "growth"}
    shown = [{"show": show, "at": at, "format": formats.get(show, "amount_change")} for show, at in columns]
    rows = "".join(f"          - {scalar(_row(house, metric, columns))}\n" for metric in metrics)
    needed = f"        needs: {needs}\n" if needs else ""
    return (
        f"    tables:\n      {name}:\n{needed}        columns:\n"
        + "".join(f"          - {scalar(one)}\n" for one in shown)
        + f"        rows:\n{rows}"
    )


def _row(house: House, metric: str, columns: tuple[tuple[str, str], ...]) -> dict[str, object]:
    concept = house.catalogue.concepts[metric]
    kind = concept.unit_kind
    row: dict[str, object] = {"metric": metric}
    if is_total(concept):
        row["role"] = "total"
    if kind == "money":
        return row
    formats: dict[str, str] = {}
    for show, _ in columns:
        if show == "level":
            formats[show] = _LEVELS[kind]
        elif show != "yoy" or kind == "ratio":
            formats[show] = _CHANGES[kind]
    row["formats"] = formats
    if kind == "ratio" and any(show == "yoy" for show, _ in columns):
        row["shows"] = {"yoy": "change"}
    return row


def _charts(house: House) -> list[str]:
    if not house.has(REVENUE, "operating_income"):
        return []
    heads = {"left_head": "Revenue", "right_head": "Operating income"}
    charts = ""
    for name, metric, alt in (
        ("left_chart", REVENUE, "Revenue, newest {{ revenue(newest) }}"),
        (
            "right_chart",
            "operating_income",
            "Operating income, newest {{ operating_income(newest) }}",
        ),
    ):
        column = {"name": SERIES, "metric": metric, "format": "amount"}
        charts += (
            f"      {name}:\n        periods: {house.periods}\n        scale: {house.wanted.power}\n"
            f"        headroom: fit\n        highest: {SERIES}\n        alt: {scalar(alt)}\n"
            f"        columns:\n          - {scalar(column)}\n"
        )
    return [
        "  - page: charts\n"
        + _words(house, f"Revenue and operating income by {house.wanted.reports}", heads)
        + "    charts:\n"
        + charts
    ]
