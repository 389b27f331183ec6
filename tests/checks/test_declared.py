"""Checks are declared once: what the pages say of them is what their declarations say."""

from __future__ import annotations

from pathlib import Path

from house import ROOT

from reportgen.checks.check import EXPIRED, UNUSED
from reportgen.checks.coverage import NOT_HELD, NOT_PRINTED
from reportgen.checks.run import CHECKS


def agree(page: Path, start: str, end: str, wanted: str, renew: bool) -> None:
    """Between two marks the page says what is wanted; written there where pages are renewed."""
    text = page.read_text("utf-8")
    head, tail = text.partition(start)[0] + start, end + text.partition(start)[2].partition(end)[2]
    if renew:
        page.write_text(head + wanted + tail, "utf-8")
    assert page.read_text("utf-8") == head + wanted + tail, "write it anew with pytest --renew"


def test_the_page_of_checks_shows_every_check(renew: bool) -> None:
    rows = [
        f"| {check.name} | {check.looks_at} | {', '.join(f'`{kind.id}`' for kind in check.kinds)} | {check.waived_by} |"
        for check in CHECKS
    ]
    wanted = "\n".join(
        ["| check | what it tests | findings | waived as |", "| --- | --- | --- | --- |", *rows]
    )
    agree(ROOT / "docs" / "checks.md", "(`pytest --renew`):\n\n", "\n\nAn identity", wanted, renew)


def test_the_page_of_findings_shows_what_checks_find(renew: bool) -> None:
    kinds = [*(kind for check in CHECKS for kind in check.kinds), EXPIRED, UNUSED, NOT_HELD, NOT_PRINTED]
    rows = dict(sorted((kind.id, f"| `{kind.id}` | {kind.why} | {kind.remedy} |") for kind in kinds))
    wanted = "\n".join(["| id | why it comes | what to do |", "| --- | --- | --- |", *rows.values()])
    agree(ROOT / "docs" / "findings.md", "## Checks of the figures\n\n", "\n\n## Definitions", wanted, renew)


def test_names_stand_once() -> None:
    names = [check.name for check in CHECKS]
    assert sorted(set(names)) == sorted(names)
    told = [check.as_json[0] for check in CHECKS if check.as_json is not None]
    assert sorted(set(told)) == sorted(told)
