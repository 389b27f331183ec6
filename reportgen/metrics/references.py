"""Whether the catalogue's files agree with each other: parents, rules, aliases, events name what exists."""

from __future__ import annotations

from collections.abc import Iterable

from reportgen.diagnostics import Issue, Place, did_you_mean
from reportgen.metrics.records import Alias, Concept, Document, Member, MetricRef, Rule, ScopeEvent
from reportgen.metrics.refs import parse_metric

Members = dict[tuple[str, str], Member]


def reference_issues(
    concepts: dict[str, Concept],
    members: Members,
    documents: dict[str, Document],
    rules: Iterable[Rule],
    aliases: Iterable[Alias],
    events: Iterable[ScopeEvent],
) -> list[Issue]:
    """All references that lead nowhere."""
    issues: list[Issue] = []
    for member in members.values():
        for role, name in (("parent", member.parent), ("successor", member.successor)):
            if name and (member.axis, name) not in members:
                issues.append(_unknown(role, name, _names(members, member.axis), member.place))
        if _in_a_circle(member, members):
            issues.append(
                Issue(
                    "member-in-a-circle", f'the parents of "{member.name}" lead back to itself', member.place
                )
            )
    for rule in rules:
        names = [] if rule.total == "*" else [rule.total]
        for spelled in [*names, *(part.metric for part in rule.parts)]:
            issues.extend(metric_issues(spelled, concepts, members, rule.place))
    for alias in aliases:
        if alias.concept:
            ref = MetricRef(alias.concept, alias.service_line, alias.scope)
            issues.extend(ref_issues(ref, concepts, members, alias.place))
    for event in events:
        place = event.place
        for spelled in event.affects:
            issues.extend(metric_issues(spelled, concepts, members, place))
        if event.scope and ("scope", event.scope) not in members:
            issues.append(_unknown("scope", event.scope, _names(members, "scope"), place))
        if event.doc and event.doc not in documents:
            issues.append(_unknown("document", event.doc, documents, place))
    return issues


def metric_issues(spelled: str, concepts: dict[str, Concept], members: Members, place: Place) -> list[Issue]:
    """What is wrong with a metric spelled `concept@service_line%scope`; an empty list where nothing is."""
    try:
        ref = parse_metric(spelled)
    except ValueError as error:
        return [Issue("no-metric", str(error), place, found=spelled)]
    return ref_issues(ref, concepts, members, place)


def ref_issues(ref: MetricRef, concepts: dict[str, Concept], members: Members, place: Place) -> list[Issue]:
    """Unknown concept, service line or scope of `ref`."""
    issues: list[Issue] = []
    if ref.concept not in concepts:
        issues.append(_unknown("concept", ref.concept, concepts, place))
    if ref.service_line and ("service_line", ref.service_line) not in members:
        issues.append(_unknown("service line", ref.service_line, _names(members, "service_line"), place))
    if ref.scope and ("scope", ref.scope) not in members:
        issues.append(_unknown("scope", ref.scope, _names(members, "scope"), place))
    return issues


def _in_a_circle(member: Member, members: Members) -> bool:
    here, seen = member, 0
    while here.parent and seen <= len(members):
        above = members.get((here.axis, here.parent))
        if above is None:
            return False
        if above.name == member.name:
            return True
        here, seen = above, seen + 1
    return False


def _names(members: Members, axis: str) -> list[str]:
    return [name for other, name in members if other == axis]


def _unknown(what: str, name: str, known: Iterable[str], place: Place) -> Issue:
    return Issue(
        f"unknown-{what.replace(' ', '-')}",
        f'no {what} is named "{name}"',
        place,
        found=name,
        hint=did_you_mean(name, known),
    )
