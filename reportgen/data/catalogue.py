"""Whether the catalogue's files agree with each other: parents, rules, aliases, events name what exists."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.units import UNIT_KINDS
from reportgen.data.delimited import Cells, read_delimited
from reportgen.data.records import (
    Alias,
    Concept,
    CorporateAction,
    Document,
    Member,
    MetricRef,
    Rule,
    RulePart,
    ScopeEvent,
    Waiver,
    parse_metric,
)
from reportgen.data.vocabulary import names_periods

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


CONCEPT_COLUMNS = (
    "concept",
    "label_en",
    "label_ja",
    "statement",
    "period_type",
    "unit_kind",
    "roll_time",
    "roll_dim",
    "expression",
    "natural_sign",
    "definition",
)
MEMBER_COLUMNS = ("axis", "member", "parent", "label_en", "label_ja", "valid_from", "valid_to", "successor")
DOCUMENT_COLUMNS = (
    "doc",
    "title",
    "kind",
    "published_on",
    "as_known_on",
    "accounting_standard",
    "rounding",
    "source_file",
    "url",
    "note",
)
RULE_COLUMNS = (
    "rule",
    "total",
    "parts",
    "over",
    "periods",
    "required",
    "severity",
    "explain_en",
    "explain_ja",
)
ALIAS_COLUMNS = ("printed_label", "doc_pattern", "concept", "service_line", "scope", "sign_flip", "note")
WAIVER_COLUMNS = ("check", "subject", "reason", "decided_by", "decided_on", "expires")
ACTION_COLUMNS = ("action", "effective_on", "factor", "applies_to", "note")
EVENT_COLUMNS = ("effective_on", "kind", "scope", "label_en", "label_ja", "affects", "doc", "line", "note")

PERIOD_TYPES = ("duration", "instant", "none")
ROLL_TIMES = ("sum", "last", "first", "avg", "none")
ROLL_DIMS = ("sum", "none")
SIGNS = ("positive", "negative", "any")
AXES = ("service_line", "scope")
OVERS = ("identity", "dimension", "period", "inequality", "roll_forward", "per_share")
REQUIRED = ("all", "residual")
SEVERITIES = ("E", "W", "I")
DOCUMENT_KINDS = ("results", "conference", "release", "filing", "correction", "press", "presentation")
ROUNDINGS = ("nearest", "truncate", "mixed")


def read_concepts(file: str, data: bytes, issues: list[Issue]) -> dict[str, Concept]:
    """The concepts by name."""
    concepts: dict[str, Concept] = {}
    for cells in _each(file, data, CONCEPT_COLUMNS, issues):
        name = cells.required("concept")
        _once(cells, name in concepts, "concept", name)
        _check_roll(cells)
        concepts[name] = Concept(
            name=name,
            label_en=cells.required("label_en"),
            label_ja=cells.text("label_ja"),
            statement=cells.text("statement"),
            period_type=cells.known("period_type", PERIOD_TYPES, "period type"),
            unit_kind=cells.known("unit_kind", tuple(UNIT_KINDS), "unit kind"),
            roll_time=cells.known("roll_time", ROLL_TIMES, "roll over time"),
            roll_dim=cells.known("roll_dim", ROLL_DIMS, "roll over lines"),
            expression=cells.text("expression"),
            natural_sign=cells.known("natural_sign", SIGNS, "sign"),
            definition=cells.text("definition"),
            place=cells.place,
        )
    return concepts


def _check_roll(cells: Cells) -> None:
    """Stretches of time add up, balances stand at their last day: the two never mix."""
    roll, known = cells.text("roll_time"), cells.text("period_type")
    wanted = {"sum": "duration", "last": "instant", "first": "instant"}.get(roll)
    if wanted is not None and known in PERIOD_TYPES and known != wanted:
        cells.report(
            "roll-contradicts-period-type",
            f'a figure known at {"an instant" if known == "instant" else "no own time"} cannot roll by "{roll}"'
            if wanted == "duration"
            else f'a figure known over a stretch of time cannot roll by "{roll}"',
            expected=f'period_type "{wanted}"',
            found=known,
            hint="what accumulates over time rolls by sum, what stands at a day by last",
        )


def read_members(file: str, data: bytes, issues: list[Issue]) -> dict[tuple[str, str], Member]:
    """The members by axis and name."""
    members: dict[tuple[str, str], Member] = {}
    for cells in _each(file, data, MEMBER_COLUMNS, issues):
        axis = cells.known("axis", AXES, "axis")
        name = cells.required("member")
        _once(cells, (axis, name) in members, axis.replace("_", " "), name)
        members[axis, name] = Member(
            axis=axis,
            name=name,
            parent=cells.text("parent"),
            label_en=cells.required("label_en"),
            label_ja=cells.text("label_ja"),
            valid_from=cells.text("valid_from"),
            valid_to=cells.text("valid_to"),
            successor=cells.text("successor"),
            place=cells.place,
        )
    return members


def read_documents(file: str, data: bytes, issues: list[Issue]) -> dict[str, Document]:
    """The source documents by name."""
    documents: dict[str, Document] = {}
    for cells in _each(file, data, DOCUMENT_COLUMNS, issues):
        name = cells.required("doc")
        _once(cells, name in documents, "document", name)
        published, known = cells.day("published_on"), cells.day("as_known_on")
        kind = cells.known("kind", DOCUMENT_KINDS, "kind of document")
        rounding = cells.known("rounding", ROUNDINGS, "rounding")
        if published is None or known is None:
            continue
        if known > published:
            cells.report(
                "known-after-published",
                "the figures are dated after the document that prints them",
                expected=f"a day up to {published}",
                found=str(known),
            )
        documents[name] = Document(
            doc=name,
            title=cells.required("title"),
            kind=kind,
            published_on=published,
            as_known_on=known,
            accounting_standard=cells.text("accounting_standard"),
            rounding=rounding,
            source_file=cells.text("source_file"),
            url=cells.text("url"),
            note=cells.text("note"),
            place=cells.place,
        )
    return documents


def read_rules(file: str, data: bytes, issues: list[Issue]) -> tuple[Rule, ...]:
    """The tie-outs; parts are spelled `+revenue -cost_of_revenue`."""
    rules: dict[str, Rule] = {}
    for cells in _each(file, data, RULE_COLUMNS, issues):
        name = cells.required("rule")
        _once(cells, name in rules, "rule", name)
        parts: list[RulePart] = []
        for part in cells.text("parts").split():
            if part[0] not in "+-" or len(part) == 1:
                cells.report(
                    "part-without-sign",
                    f'the part "{part}" has no sign',
                    expected=f"+{part} or -{part}",
                    hint="a sign stands directly before each part, a blank between parts",
                )
                continue
            parts.append(RulePart(1 if part[0] == "+" else -1, part[1:]))
        for word in cells.text("periods").split():
            if not names_periods(word):
                cells.report(
                    "unknown-periods",
                    f'"{word}" names no periods',
                    expected="*, a kind such as FY or Q, a period, or a range such as FY10.. or 1Q11..4Q12",
                    found=word,
                )
        over = cells.known("over", OVERS, "kind of rule")
        if not parts and over != "period":
            cells.report("rule-without-parts", f'the rule "{name}" has no parts')
        rules[name] = Rule(
            name=name,
            total=cells.required("total"),
            parts=tuple(parts),
            over=over,
            periods=cells.text("periods") or "*",
            required=cells.known("required", REQUIRED, "requirement"),
            severity=cells.known("severity", SEVERITIES, "severity"),
            explain_en=cells.text("explain_en"),
            explain_ja=cells.text("explain_ja"),
            place=cells.place,
        )
    return tuple(rules.values())


def read_aliases(file: str, data: bytes, issues: list[Issue]) -> tuple[Alias, ...]:
    """The printed labels; `doc_pattern` may end in `#208` for one line of the source text."""
    aliases: list[Alias] = []
    for cells in _each(file, data, ALIAS_COLUMNS, issues):
        flip = cells.text("sign_flip") or "1"
        if flip not in ("1", "-1"):
            cells.report(
                "wrong-sign-flip", "the sign flip is neither 1 nor -1", expected="1 or -1", found=flip
            )
            flip = "1"
        aliases.append(
            Alias(
                printed_label=cells.required("printed_label"),
                doc_pattern=cells.text("doc_pattern") or "*",
                concept=cells.required("concept"),
                service_line=cells.text("service_line"),
                scope=cells.text("scope"),
                sign_flip=int(flip),
                note=cells.text("note"),
                place=cells.place,
            )
        )
    return tuple(aliases)


def read_waivers(file: str, data: bytes, issues: list[Issue]) -> tuple[Waiver, ...]:
    """The known faults; each names who decided and why."""
    waivers: list[Waiver] = []
    for cells in _each(file, data, WAIVER_COLUMNS, issues):
        cells.day("decided_on")
        if cells.text("expires"):
            cells.day("expires")
        waivers.append(
            Waiver(
                check=cells.required("check"),
                subject=cells.required("subject"),
                reason=cells.required("reason"),
                decided_by=cells.required("decided_by"),
                decided_on=cells.text("decided_on"),
                expires=cells.text("expires"),
                place=cells.place,
            )
        )
    return tuple(waivers)


def read_actions(file: str, data: bytes, issues: list[Issue]) -> tuple[CorporateAction, ...]:
    """Splits and the like."""
    actions: list[CorporateAction] = []
    for cells in _each(file, data, ACTION_COLUMNS, issues):
        day, factor = cells.day("effective_on"), cells.decimal("factor")
        if factor is not None and factor <= Decimal(0):
            cells.report("wrong-factor", "the factor is not above zero", found=str(factor))
        if day is not None and factor is not None:
            actions.append(
                CorporateAction(
                    cells.required("action"), day, factor, cells.text("applies_to"), cells.text("note")
                )
            )
    return tuple(actions)


def read_events(file: str, data: bytes, issues: list[Issue]) -> tuple[ScopeEvent, ...]:
    """Changes of scope and of accounting."""
    events: list[ScopeEvent] = []
    for cells in _each(file, data, EVENT_COLUMNS, issues):
        when = cells.period("effective_on")
        line = cells.integer("line") if cells.text("line") else 0
        if when is None or line is None:
            continue
        events.append(
            ScopeEvent(
                effective_on=cells.text("effective_on"),
                kind=cells.required("kind"),
                scope=cells.text("scope"),
                label_en=cells.required("label_en"),
                label_ja=cells.text("label_ja"),
                affects=tuple(cells.text("affects").split()),
                doc=cells.text("doc"),
                line=line,
                note=cells.text("note"),
                place=cells.place,
            )
        )
    return tuple(events)


def _each(file: str, data: bytes, columns: tuple[str, ...], issues: list[Issue]) -> list[Cells]:
    rows, found = read_delimited(file, data, columns)
    issues.extend(found)
    return [Cells(file, row, issues) for row in rows]


def _once(cells: Cells, known: bool, what: str, name: str) -> None:
    if known:
        cells.report(
            "defined-twice", f'the {what} "{name}" is defined twice', hint="remove or rename one of them"
        )
