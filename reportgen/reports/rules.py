"""The rules of a house's sentences, read from YAML and checked."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from reportgen.diagnostics import FindingsError, Issue, Place, did_you_mean
from reportgen.reports.lines import Path, load_with_lines, nearest_line
from reportgen.views.rule_specs import RuleSpec, RulesSpec

_KNOWN_NAMES = sorted({*RuleSpec.model_fields, *RulesSpec.model_fields})


@dataclass(frozen=True)
class Rules:
    """All rules of a file, with the line of everything in it."""

    spec: RulesSpec
    file: str
    lines: dict[Path, int]

    def place(self, *path: str | int) -> Place:
        """Where something of the file stands: `place("rules", 3, "when")`."""
        return Place(self.file, nearest_line(self.lines, path))


def read_rules(data: bytes, file: str) -> Rules:
    """The rules in a YAML file; all faults are raised together, each at its line."""
    raw, lines = load_with_lines(data, file)
    try:
        spec = RulesSpec.model_validate(raw)
    except ValidationError as error:
        raise FindingsError(_issue(dict(fault), file, lines) for fault in error.errors()) from None
    names = [rule.rule for rule in spec.rules]
    issues = [
        Issue(
            "duplicate-rule",
            f'two rules are named "{rule.rule}"',
            Place(file, nearest_line(lines, ("rules", number))),
        )
        for number, rule in enumerate(spec.rules)
        if rule.rule in names[:number]
    ]
    for number, rule in enumerate(spec.rules):
        for name in rule.covers:
            if name not in names:
                message = f'rule "{rule.rule}" covers "{name}", which is no rule'
                place = Place(file, nearest_line(lines, ("rules", number, "covers")))
                issues.append(Issue("unknown-rule", message, place, hint=did_you_mean(name, names)))
    if issues:
        raise FindingsError(issues)
    return Rules(spec, file, lines)


def _issue(fault: dict[str, object], file: str, lines: dict[Path, int]) -> Issue:
    path = tuple(step for step in fault["loc"] if isinstance(step, str | int))  # type: ignore[attr-defined]
    name = str(path[-1]) if path else ""
    place = Place(file, nearest_line(lines, path))
    where = ".".join(str(step) for step in path)
    if fault["type"] == "extra_forbidden":
        hint = did_you_mean(name, _KNOWN_NAMES)
        return Issue("unknown-option", f'"{name}" is no option here', place, found=where, hint=hint)
    if fault["type"] == "missing":
        return Issue("missing-option", f'"{name}" is missing', place, expected=where)
    return Issue("bad-option", f'"{name}" {str(fault["msg"]).lower()}', place, found=where)
