"""`reportgen list`: what a project holds."""

from __future__ import annotations

from pathlib import Path

from reportgen.cli.output import as_json, say
from reportgen.core.period import Period
from reportgen.core.period_names import head
from reportgen.data.labels import catalogue_order
from reportgen.data.records import MetricRef
from reportgen.project.project import Project


def run(project: Path, json: bool) -> None:
    """Print documents, metrics with their periods, and reports."""
    here = Project(project)
    table = here.table()
    by_metric: dict[MetricRef, list[Period]] = {}
    for fact in sorted(table.facts, key=lambda fact: table.calendar.sort_key(fact.key.period)):
        periods = by_metric.setdefault(fact.key.metric, [])
        if fact.key.period not in periods:
            periods.append(fact.key.period)
    order = catalogue_order(table.catalogue)
    held = {str(metric): by_metric[metric] for metric in sorted(by_metric, key=order)}
    reports = [here.definition(name).spec for name in here.report_names()]
    if json:
        as_json(
            {
                "documents": [document.doc for document in table.catalogue.documents.values()],
                "metrics": {name: [period.id for period in periods] for name, periods in held.items()},
                "reports": {spec.report: spec.title for spec in reports},
            }
        )
        return
    say("Documents")
    for document in table.catalogue.documents.values():
        say(f"  {document.doc}  {document.title} ({document.published_on})")
    say(f"Metrics ({len(table.facts)} facts, {len(table.claims)} claims)")
    width = max(map(len, held), default=0)
    for name, periods in held.items():
        span = " .. ".join(dict.fromkeys((head(periods[0]), head(periods[-1]))))
        say(f"  {name.ljust(width)}  {len(periods):>2} periods, {span}")
    say("Reports")
    for spec in reports:
        say(f"  {spec.report}  {spec.title} -> {spec.output}")
