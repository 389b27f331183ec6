"""A small project in a few lines, for tests: `files(facts=[fact("revenue", "4Q17", "48,439")])`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue
from reportgen.data.figure_files import CLAIM_COLUMNS, FACT_COLUMNS
from reportgen.data.load import load
from reportgen.data.records import MetricTable

DOC = "2018-05-15_results"
DATA = Path(__file__).resolve().parents[2] / "data"

COMPANY = """\
entity: "TSE:0000"
name_en: Sample Inc.
name_ja: サンプル株式会社
fiscal_year_end: "03-31"
currency: JPY
languages: [en, ja]
"""
DOCUMENTS = """\
doc,title,kind,published_on,as_known_on,accounting_standard,rounding,source_file,url,note
2018-05-15_results,Results,results,2018-05-15,2018-05-15,us_gaap,nearest,a.txt,,
"""
LATER_DOCUMENT = "2019-05-15_results,Results,results,2019-05-15,2019-05-15,us_gaap,nearest,b.txt,,\n"
CONCEPT_HEAD = (
    "concept,label_en,label_ja,statement,period_type,unit_kind,roll_time,roll_dim,expression,"
    "natural_sign,definition"
)
CONCEPTS = f"""\
{CONCEPT_HEAD}
revenue,Revenues,売上高,income,duration,money,sum,sum,,positive,
cost_of_revenue,Cost of revenues,売上原価,income,duration,money,sum,sum,,positive,
gross_margin,Gross margin,売上総利益,income,duration,money,sum,sum,revenue - cost_of_revenue,profit_or_loss,
gross_margin_ratio,Gross margin ratio,売上総利益率,income,duration,ratio,none,none,gross_margin / revenue,any,
tax,Tax,税,income,duration,money,sum,none,,any,
cash,Cash,現金,balance,instant,money,last,none,,positive,
people,People,人数,kpi,instant,count,last,sum,,positive,
yoy,Year over year,前年同期比,rate,none,ratio,none,none,x / prior_year(x) - 1,any,
qoq,Quarter over quarter,前四半期比,rate,none,ratio,none,none,x / prior_quarter(x) - 1,any,
change,Change,増減,rate,none,money,none,none,x - prior_year(x),any,
share_of_revenue,Share of revenues,売上高比率,rate,none,ratio,none,none,x / revenue,any,
"""
MEMBERS = """\
axis,member,parent,label_en,label_ja,valid_from,valid_to,successor
service_line,si,,Systems integration,SI,,,
service_line,network,,Network services,ネットワーク,,,
scope,abroad,,Abroad,海外,,,
"""
RULES_HEAD = "rule,total,parts,over,periods,required,severity,explain_en,explain_ja\n"
MARGIN_RULE = (
    "margin,gross_margin,+revenue -cost_of_revenue,identity,*,all,E,Revenues less cost give the margin.,\n"
)
QUARTERS_RULE = "quarters,*,,period,*,all,E,Quarters add up to the year.,\n"
ALIAS_HEAD = "printed_label,doc_pattern,concept,service_line,scope,sign_flip,note\n"
WAIVER_HEAD = "check,subject,reason,decided_by,decided_on,expires\n"


def fact(metric: str, period: str, printed: str, **cells: object) -> dict[str, str]:
    """One fact row in JPY million, its value read off the printed token; `cells` replace single cells."""
    return _row(metric, period, printed, {"scale": "6", "unit": "JPY"}, cells)


def claim(metric: str, period: str, kind: str, against: str, printed: str, **cells: object) -> dict[str, str]:
    """One claim row in percent (JPY million for change_abs)."""
    base = {"scale": "0", "unit": "point" if kind == "change_pt" else "pct"}
    if kind == "change_abs":
        base = {"scale": "6", "unit": "JPY"}
    return _row(metric, period, printed, base | {"kind": kind, "against": against}, cells)


def _row(
    metric: str, period: str, printed: str, base: dict[str, str], cells: dict[str, object]
) -> dict[str, str]:
    head, _, scope = metric.partition("%")
    concept, _, line = head.partition("@")
    said = "" if "value" in cells else printed
    digits = "".join(char for char in said if char.isdigit() or char == ".") or "0"
    value = Decimal(digits) * (-1 if printed.startswith(("(", "-", "down")) else 1)
    row = base | {
        "concept": concept,
        "service_line": line,
        "scope": scope,
        "period": period,
        "scenario": "actual",
        "bound": "point",
        "value": f"{value:f}",
        "printed": printed,
        "heading": "Results",
        "line": "1",
        "also_at": "",
        "medium": "table",
        "status": "ok",
        "note": "",
    }
    row |= {name: str(cell) for name, cell in cells.items()}
    fraction = len(row["value"].partition(".")[2])
    row.setdefault("decimals", str(fraction - int(row["scale"])))
    return row


def sheet(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    """Rows as CSV bytes."""
    lines = [",".join(columns)]
    for row in rows:
        lines.append(",".join(f'"{row[name]}"' if "," in row[name] else row[name] for name in columns))
    return ("\n".join(lines) + "\n").encode()


def files(
    facts: Iterable[dict[str, str]] = (),
    claims: Iterable[dict[str, str]] = (),
    *,
    rules: str = "",
    aliases: str = "",
    waivers: str = "",
    concepts: str = CONCEPTS,
    later_facts: Iterable[dict[str, str]] | None = None,
    **others: bytes,
) -> dict[str, bytes]:
    """The files of a small project; `later_facts` stand in a second document of 2019."""
    result = {
        "company.yaml": COMPANY.encode(),
        "documents.csv": (DOCUMENTS + (LATER_DOCUMENT if later_facts is not None else "")).encode(),
        "concepts.csv": concepts.encode(),
        "members.csv": MEMBERS.encode(),
        "rules.csv": (RULES_HEAD + rules).encode(),
        "aliases.csv": (ALIAS_HEAD + aliases).encode(),
        "waivers.csv": (WAIVER_HEAD + waivers).encode(),
        f"facts/{DOC}.csv": sheet(FACT_COLUMNS, facts),
        f"claims/{DOC}.csv": sheet(CLAIM_COLUMNS, claims),
    }
    if later_facts is not None:
        result["facts/2019-05-15_results.csv"] = sheet(FACT_COLUMNS, later_facts)
    return result | others


def table(
    facts: Iterable[dict[str, str]] = (), claims: Iterable[dict[str, str]] = (), **more: str
) -> MetricTable:
    """The loaded table of such files."""
    return load(files(facts, claims, **more))  # type: ignore[arg-type]


def faults(given: dict[str, bytes]) -> list[Issue]:
    """The findings that loading raises; an empty list where it does not."""
    try:
        load(given)
    except FindingsError as error:
        return list(error.issues)
    return []


def only(given: dict[str, bytes]) -> Issue:
    """The one finding that loading raises."""
    found = faults(given)
    assert len(found) == 1, found
    return found[0]


def project_files() -> dict[str, bytes]:
    """The files of this repository's own data folder."""
    return {
        path.relative_to(DATA).as_posix(): path.read_bytes()
        for path in sorted(DATA.rglob("*"))
        if path.suffix in (".csv", ".yaml")
    }
