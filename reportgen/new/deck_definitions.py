"""The definitions of a house's decks: a results deck and a briefing, their rows those that the company tells.

Each text is written in English beside its Japanese, from which the words file of the project is made.
"""

from __future__ import annotations

from typing import Any

from reportgen.core.units import scale_word
from reportgen.new.deck_rows import (
    charted_segments,
    crowded,
    income,
    key_figures,
    plan,
    planned,
    positions,
    profit,
    repeats,
    results,
    statement,
)
from reportgen.new.definitions import STYLES, currency_ja
from reportgen.new.house import House, is_total
from reportgen.new.yaml_text import block, scalar

# The newest of the periods that a company tells of, those before it that charts show, and what these are called.
_NEWEST = {
    "quarter": ("last_quarter(this)", 7, "by quarter", "四半期別"),
    "half": ("last_half(this)", 5, "by half", "半期別"),
    "year": ("year(this)", 4, "by year", "年度別"),
}
_PERIODS = {
    "prior": "prior_year(this)",
    "year_to_date": "to_date(this)",
    "prior_to_date": "prior_year(year_to_date)",
    "target": "plan_year(this)|newest_target",
    "year_before_target": "prior_year(plan_year(this))",
    "closing": "end(this)",
    "opening": "year_start(this)",
}
_LEVELS = {"money": "amount", "per_share": "per_share", "count": "count", "ratio": "ratio"}
_CHANGES = {
    "money": "amount_change",
    "per_share": "per_share_change",
    "count": "count_change",
    "ratio": "points",
}
Columns = tuple[tuple[str, str], ...]
_ONE_YEAR: Columns = (("level", "this"), ("level", "prior"), ("yoy", "this"))
# Key figures are of the quarter where it is told for itself; the statements are of the year to date.
_FLOW: Columns = (("level", "year_to_date"), ("level", "prior_to_date"), ("change", "year_to_date"))
_INCOME_COLUMNS: Columns = (
    *(("level", "year_to_date"), ("share_of_revenue", "year_to_date")),
    *(("level", "prior_to_date"), ("share_of_revenue", "prior_to_date")),
    *(("change", "year_to_date"), ("yoy", "year_to_date")),
)
_DAY: Columns = (("level", "closing"), ("level", "opening"), ("change_in_year", "closing"))
_PLAN: Columns = (
    *(("level", "year_before_target"), ("level", "target"), ("change", "target"), ("yoy", "target")),
)
_TO_DATE = "(year_to_date)"
_ND = ("n/d: not disclosed", "n/d: 非開示")


class Decks:
    """Definitions being written in the first language of the house, with all their words in the other one."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._words: dict[str, str] = {}

    def results(self, name: str = "results") -> str:
        """`results.yaml`: the results deck."""
        title = self._say("Results: {{ long(this) }}", "{{ long(this) }} 決算")
        cover = {
            "title": title,
            "subject": self._same("{{ dates(this) }}"),
            "date": self._same("{{ published }}"),
        }
        pages = [
            {"page": "cover", "words": cover},
            self._key_figures(self._say("Key figures", "主要数値")),
            *self._profit(),
            *self._income(),
            *self._positions(),
            *self._segments(),
            *self._outlook(),
        ]
        return self._definition(name, title, pages)

    def briefing(self) -> str:
        """`briefing.yaml`: two pages on any period."""
        title = self._say("Results briefing: {{ long(this) }}", "{{ long(this) }} 決算概要")
        return self._definition("briefing", title, [self._key_figures(title), *self._profit()])

    def words_file(self) -> str:
        """`words.ja.yaml`, or `words.en.yaml`: every text of the decks in the other language."""
        head = "# Texts of the decks in another language; figures keep their braces and may change their order.\n"
        return head + "".join(f"{scalar(text)}: {scalar(said)}\n" for text, said in self._words.items())

    # Texts

    def _say(self, english: str, japanese: str) -> str:
        own, other = (japanese, english) if self._house.wanted.languages[0] == "ja" else (english, japanese)
        self._words[own] = other
        return own

    def _same(self, text: str) -> str:
        return self._say(text, text)

    def _label(self, metric: str) -> str:
        return self._say(self._house.label(metric), self._house.label(metric, "ja"))

    def _labels(self, metric: str) -> tuple[str, str]:
        return self._house.label(metric), self._house.label(metric, "ja")

    def _unit(self) -> str:
        wanted = self._house.wanted
        japanese = scale_word(wanted.power, "ja") + currency_ja(wanted.currency)
        return self._say(f"Unit: {wanted.unit}", f"単位: {japanese}")

    def _grown(self) -> list[str]:
        """How the leading amount and the first result grew; the first wording stands whose figures are known."""
        lead, others = self._house.lead, results(self._house)[:1]
        found = []
        for result in others:
            (name, name_ja), (label, label_ja) = self._labels(lead), self._labels(result)
            growth, growths = f"{{{{ yoy({lead}) | up }}}}", f"{{{{ yoy({result}) | up }}}}"
            found.append(
                self._say(
                    f"{name} {growth}, {_inner(label)} {growths} year over year",
                    f"{name_ja}は前年同期比{growth}、{label_ja}は{growths}",
                )
            )
        return [*found, *self._told(lead, *others)]

    def _told(self, *metrics: str, at: str = "") -> list[str]:
        """The first of some flows that is known of a time, with its growth where there is one."""
        found = []
        for metric in self._house.held(*metrics):
            label, label_ja = self._labels(metric)
            figure = f"{{{{ {metric}{at} | as('amount_with_unit') }}}}"
            growth = f"{{{{ yoy({metric}{at}) | up }}}}"
            found.append(
                self._say(
                    f"{label} {figure}, {growth} year over year", f"{label_ja}は{figure}、前年同期比{growth}"
                )
            )
            found.append(self._say(f"{label} {figure}", f"{label_ja}は{figure}"))
        return [*found, self._say(*_ND)]

    def _stands(self, *metrics: str) -> list[str]:
        """The first of some balances that is known."""
        found = []
        for metric in self._house.held(*metrics):
            label, label_ja = self._labels(metric)
            figure = f"{{{{ {metric}(closing) }}}}"
            day = "{{ day(closing) }}"
            found.append(self._say(f"{label} {figure} at {day}", f"{label_ja}は{day}現在{figure}"))
        return found

    def _period(self, name: str) -> str:
        match name:
            case "closing" | "opening":
                return self._say(f"{{{{ day({name}) }}}}", f"{{{{ month({name}) }}}}末")
            case "target":
                return self._say("{{ short('target') }} target", "{{ short('target') }} 予想")
            case _:
                return self._same(f"{{{{ short({name!r}) }}}}")

    def _heads(self, columns: Columns, prefix: str = "head") -> dict[str, str]:
        """The heads of a table's columns."""
        words = {
            "yoy": ("YoY", "前年同期比"),
            "change": ("Change", "増減"),
            "change_in_year": ("Change", "増減"),
            "share_of_revenue": ("% of revenue", "売上高比"),
        }
        return {
            f"{prefix}_{number}": self._period(at) if show == "level" else self._say(*words[show])
            for number, (show, at) in enumerate(columns, 1)
        }

    # Pages

    def _definition(self, name: str, title: str, pages: list[dict[str, Any]]) -> str:
        wanted = self._house.wanted
        newest, back, _, _ = _NEWEST[wanted.reports]
        head: dict[str, object] = {
            "report": name,
            "kind": "deck",
            "title": title,
            "template": "house/deck.pptx",
            "language": wanted.languages[0],
            "style": f"house/{STYLES[wanted.languages[0]]}",
            "output": f"{wanted.short_name}-{{period}}-{name}.pptx",
            "period": "latest",
        }
        others = {
            language: {"style": f"house/{STYLES[language]}", "words": f"house/words.{language}.yaml"}
            for language in wanted.languages[1:]
        }
        if others:
            head["languages"] = others
        periods = {"newest": newest, **_PERIODS}
        lists: dict[str, object] = {self._house.periods: f"back(newest, {back})..newest"}
        lists["same_periods"] = "same(this, 5)"
        if charted_segments(self._house) or crowded(self._house):
            lists["few_periods"] = "back(newest, 4)..newest"
        if planned(self._house):
            lists |= {"told_years": "same(year_before_target, 4)", "planned_year": ["target"]}
            lists["to_target"] = ["same(year_before_target, 4)", "target"]
        return (
            "# Built for the newest period, or for another one: reportgen build "
            f"{name} --period FY24. What is not told goes, and pages without figures.\n"
            + block(head | {"periods": periods, "lists": lists})
            + "\npages:\n"
            + "\n".join(block([page], 2) for page in pages)
        )

    def _page(self, page: str, title: str, message: list[str], **words: str) -> dict[str, Any]:
        told = {"title": title, "message": message, "unit": self._unit(), **words}
        return {"page": page, "words": told}

    def _key_figures(self, title: str) -> dict[str, Any]:
        house = self._house
        page = self._page("key_figures", title, self._grown(), **self._heads(_ONE_YEAR))
        page["words"] |= self._chart_head("lead", self._label(house.lead), ())
        return page | {
            "required": True,
            "instead": ["key_figures_alone"],
            "tables": {"key_table": self._table(key_figures(house), _ONE_YEAR)},
            "charts": {
                "lead_chart": self._chart((house.lead,), *(self._few() if house.lead in house.large else ()))
            },
        }

    def _profit(self) -> list[dict[str, Any]]:
        """Results beside margins, or what there is of them."""
        shown = profit(self._house)
        if not shown:
            return []
        _, _, by, by_ja = _NEWEST[self._house.wanted.reports]
        title = self._say(f"Profit {by}", f"{by_ja} 利益・利益率")
        page = self._page("profit", title, self._told(*results(self._house), self._house.lead))
        for name, metrics in shown.items():
            margin = name == "margin"
            head = self._margins() if margin else self._label(metrics[0])
            page["words"] |= (
                {f"{name}_head": head} if len(metrics) == 1 else self._chart_head(name, head, metrics)
            )
        charts = {f"{name}_chart": self._chart(metrics, *self._few()) for name, metrics in shown.items()}
        return [page | {"charts": charts}]

    def _margins(self) -> Any:
        house = self._house
        if len(house.margins) == 1 and house.margins[0] in house.own:
            return self._label(house.margins[0])
        return self._say("Margins, % of revenue", "利益率（売上高比）")

    def _few(self) -> tuple[str, ...]:
        return ("few_periods",) if crowded(self._house) else ()

    def _income(self) -> list[dict[str, Any]]:
        rows = income(self._house)
        if not rows:
            return []
        columns = _INCOME_COLUMNS if self._house.has("revenue") else (*_FLOW, ("yoy", "year_to_date"))
        title = self._say("Income statement", "損益計算書")
        page = self._page(
            "income", title, self._told("net_income", "operating_income", at=_TO_DATE), **self._heads(columns)
        )
        # What stands among the key figures stands here for the year to date alone.
        only = {"only": ["2Q", "3Q", "4Q", "2H"]} if repeats(self._house, rows) else {}
        return [page | only | {"tables": {"income_table": self._table(rows, columns)}}]

    def _positions(self) -> list[dict[str, Any]]:
        """Balance sheet beside cash flow, or one of them."""
        house = self._house
        given = {
            "balance": (_DAY, self._say("Balance sheet", "貸借対照表")),
            "cashflow": (_FLOW, self._say("Cash flow", "キャッシュ・フロー")),
        }
        shown = {name: one for name, one in given.items() if statement(house, name)}
        if not shown:
            return []
        title = (
            self._say("Balance sheet and cash flow", "貸借対照表・キャッシュ・フロー")
            if len(shown) == 2
            else next(iter(shown.values()))[1]
        )
        message = [
            *self._stands("equity_ratio", "cash", "total_assets"),
            *self._told("free_cash_flow", "cf_operating", at=_TO_DATE),
        ]
        page = self._page("positions", title, message)
        for name, (columns, words) in shown.items():
            page["words"] |= {f"{name}_head": words, **self._heads(columns, name)}
        tables = {
            f"{name}_table": self._table(statement(house, name), columns)
            for name, (columns, _) in shown.items()
        }
        page["tables"] = tables
        if charted := positions(house):
            charts = {
                f"{name}_line_chart": self._chart((one,), *self._few()) for name, one in charted.items()
            }
            page |= {"instead": ["positions_alone"], "charts": charts}
            for name, one in charted.items():
                page["words"] |= self._chart_head(f"{name}_line", self._label(one), ())
        return [page]

    def _segments(self) -> list[dict[str, Any]]:
        """Revenue beside the result of each segment."""
        house, charted = self._house, charted_segments(self._house)
        if not house.segments:
            return []
        message = [*self._grown_segments(), self._say(*_ND)]
        page = self._page("segments", self._say("Segments", "セグメント"), message)
        _, _, by, by_ja = _NEWEST[house.wanted.reports]
        page["tables"], charts = {}, {}
        for number, (total, rows) in enumerate(house.segments.items(), 1):
            name = f"segments_{number}"
            page["words"] |= {f"{name}_head": self._label(total), **self._heads(_ONE_YEAR, name)}
            page["tables"][f"{name}_table"] = self._table((*rows, total), _ONE_YEAR)
            if charted:
                said = self._say(by[:1].upper() + by[1:], by_ja)
                page["words"] |= self._chart_head(f"segment_{number}", said, rows if len(rows) > 1 else ())
                charts[f"segment_{number}_chart"] = self._chart(rows, "few_periods")
        return [page | ({"charts": charts} if charted else {})]

    def _grown_segments(self) -> list[str]:
        """How the first segments grew, or the first of them that is told."""
        total, metrics = next(iter(self._house.segments.items()))
        name, name_ja = self._labels(total)
        pairs = [(self._labels(one), f"{{{{ yoy({_spoken(one)}) | up }}}}") for one in metrics[:3]]
        wordings = (pairs, *([one] for one in pairs)) if len(pairs) > 1 else (pairs,)
        return [
            self._say(
                f"{name} year over year: " + ", ".join(f"{label} {growth}" for (label, _), growth in said),
                f"{name_ja}の前年同期比: " + "、".join(f"{label} {growth}" for (_, label), growth in said),
            )
            for said in wordings
        ]

    def _outlook(self) -> list[dict[str, Any]]:
        """What the company expects, beside the years before."""
        house, rows = self._house, plan(self._house)
        if not rows:
            return []
        label, label_ja = self._labels(rows[0])
        money = self._house.catalogue.concepts[rows[0]].unit_kind == "money"
        spoken = " | as('amount_with_unit')" if money else ""
        figure, growth = f"{{{{ {rows[0]}(target){spoken} }}}}", f"{{{{ yoy({rows[0]}(target)) | up }}}}"
        message = [
            self._say(
                f"{label} expected at {figure}, {growth} year over year",
                f"{label_ja}予想は{figure}、前期比{growth}",
            ),
            self._say(f"{label} expected at {figure}", f"{label_ja}予想は{figure}"),
            self._say(*_ND),
        ]
        title = self._say("Outlook: {{ long('target') }}", "{{ long('target') }} 業績予想")
        page = self._page("outlook", title, message, **self._heads(_PLAN))
        page |= {"tables": {"plan_table": self._table(rows, _PLAN, "target")}}
        if charted := planned(house):
            page["instead"] = ["outlook_alone"]
            page["charts"] = {}
            for number, metric in enumerate(charted, 1):
                words = self._chart_head(f"plan_{number}", self._label(metric), ())
                page["words"] |= words | {
                    f"plan_{number}_1": self._say("Actual", "実績"),
                    f"plan_{number}_2": self._say("Target", "予想"),
                }
                page["charts"][f"plan_{number}_chart"] = self._plan_chart(metric)
        return [page]

    # What stands on pages

    def _chart_head(self, name: str, head: str, metrics: tuple[str, ...]) -> dict[str, str]:
        legend = {f"{name}_{number}": self._label(metric) for number, metric in enumerate(metrics, 1)}
        return {f"{name}_head": head, **legend}

    def _chart(self, metrics: tuple[str, ...], *periods: str) -> dict[str, Any]:
        concepts = [self._house.concept(name) for name in metrics]
        label, label_ja = self._labels(metrics[0])
        figure = f"{{{{ {_spoken(metrics[0])}(newest) }}}}"
        lines = concepts[0].unit_kind == "ratio"
        # Columns and a single line stand over zero; the axis of several lines is Office's own.
        alone = not lines or len(metrics) == 1
        axis = {"headroom": "fit", "highest": self._house.label(metrics[0])} if alone else {}
        return {
            "periods": [*(periods or (self._house.periods,)), "same_periods"],
            "gaps": True,
            "scale": -2 if lines else self._house.wanted.power,
            **axis,
            "alt": self._say(f"{label}, newest {figure}", f"{label_ja}、直近{figure}"),
            "columns": [
                {"name": self._house.label(name), "metric": name, "format": _LEVELS[one.unit_kind]}
                for name, one in zip(metrics, concepts, strict=True)
            ],
        }

    def _plan_chart(self, metric: str) -> dict[str, Any]:
        label, label_ja = self._labels(metric)
        figure = f"{{{{ {metric}(target) }}}}"
        return {
            "periods": ["to_target"],
            "scale": self._house.wanted.power,
            "headroom": "fit",
            "highest": "Total",
            "alt": self._say(f"{label} by year, target {figure}", f"年度別{label_ja}、予想{figure}"),
            "columns": [
                {"name": name, "metric": metric, "at": at, "format": "amount"}
                for name, at in (("Actual", "told_years"), ("Target", "planned_year"))
            ]
            + [{"name": "Total", "sum": ["Actual", "Target"], "plotted": False, "format": "amount"}],
        }

    def _table(self, metrics: tuple[str, ...], columns: Columns, needs: str = "") -> dict[str, Any]:
        """A table over some metrics: levels in their own unit, changes of ratios in points."""
        formats = {"level": "amount", "yoy": "growth", "share_of_revenue": "ratio"}
        shown = [
            {"show": show, "at": at, "format": formats.get(show, "amount_change")} for show, at in columns
        ]
        rows = [self._row(metric, columns) for metric in metrics]
        return {**({"needs": needs} if needs else {}), "columns": shown, "rows": rows}

    def _row(self, metric: str, columns: Columns) -> dict[str, Any]:
        concept = self._house.concept(metric)
        kind, shows = concept.unit_kind, {show for show, _ in columns}
        row: dict[str, Any] = {"metric": metric}
        if kind == "per_share":
            # Beside the unit of the page, which is that of amounts.
            (label, label_ja), currency = self._labels(metric), self._house.wanted.currency
            row["label"] = self._say(f"{label}, {currency}", f"{label_ja}（{currency_ja(currency)}）")
        total = is_total(concept) or metric == self._house.lead
        if total and "@" not in metric:
            row["role"] = "total"
        blank = {"share_of_revenue"} if kind != "money" or metric == "revenue" else set()
        # Growth of what has either sign says nothing, and a change is told once.
        either_sign = kind == "money" and concept.natural_sign == "any" and not total
        if either_sign or (kind != "money" and "change" in shows):
            blank.add("yoy")
        if kind != "money" and "yoy" in shows - blank:
            row["shows"] = {"yoy": "change"}
        if blank & shows:
            row["blank"] = sorted(blank & shows)
        if kind == "money":
            return row
        formats = {"level": _LEVELS[kind]} if "level" in shows else {}
        formats |= {show: _CHANGES[kind] for show in shows - blank if show.startswith(("change", "yoy"))}
        row["formats"] = dict(sorted(formats.items()))
        return row


def _spoken(metric: str) -> str:
    """A metric as sentences ask for it: that of a segment by its name in brackets."""
    concept, _, line = metric.partition("@")
    return f"{concept}['{line}']" if line else concept


def _inner(label: str) -> str:
    """A label inside a sentence; what is written in capitals stays so."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
