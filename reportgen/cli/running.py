"""Runs of very many files: a bar with rate and time left on the way, what failed and the account at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from reportgen.app.processes import processors
from reportgen.app.runner import Work, run_tasks
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Issue, Place, render_issues
from reportgen.core.structs import replace

_WIDTH = 24
_BETWEEN = 0.1
_TOLD = 50


def finish(
    work: Work,
    jobs: int,
    cluster: str,
    out: str,
    json: bool,
    doubts: Sequence[Issue] = (),
    last: Callable[[], Sequence[Issue]] = lambda: (),
) -> None:
    """Do all tasks and tell what became of them, after what is in doubt for all; exit code 1 where one failed.

    `last` is done when all are done, and tells what failed in it.
    """
    bar = Bar(work.count, shown=sys.stderr.isatty() and not json)
    counts = {"made": 0, "kept": 0, "failed": 0}
    failed: list[Issue] = []
    warned = list(doubts)
    try:
        for _, outcome in run_tasks(work, jobs or processors(), cluster, lambda _: bar.step()):
            counts[outcome.state] += 1
            told = failed if outcome.state == "failed" else warned
            told += (
                one
                if one.place.file == outcome.name
                else replace(one, place=_with_file(one.place, outcome.name))
                for one in outcome.issues
            )
    except KeyboardInterrupt:
        bar.close()
        sys.stderr.write(f"{out}   what is made stays, the same command again makes the rest\n")
        raise
    bar.close()
    failed += last()
    if json:
        findings = [issue.as_dict() for issue in (*failed, *warned)]
        as_json({"ok": not failed, "out": out, **counts, "findings": findings})
    else:
        _tell(failed, warned)
        say(f"{out}   {_account(counts)}{bar.account(counts['made'])}")
    if failed:
        raise SystemExit(1)


def _tell(failed: list[Issue], warned: list[Issue]) -> None:
    shown = [*warned[:_TOLD], *failed[:_TOLD]]
    if shown:
        say(render_issues(shown))
    for word, found in (("warnings", warned), ("errors", failed)):
        if len(found) > _TOLD:
            say(f"       and {len(found) - _TOLD:,} more {word}; --json lists all")


def _with_file(place: Place, name: str) -> Place:
    """The place of a fault of a template, by the finished file that lacks it."""
    return replace(place, file=f"{name} ({place.file})" if place.file else name)


def _account(counts: dict[str, int]) -> str:
    words = {"made": "made", "kept": "stood already", "failed": "failed"}
    told = [f"{count:,} {words[state]}" for state, count in counts.items() if count or state == "made"]
    return ", ".join(told)


class Bar(Struct):
    """How far a run has come, in one line of a terminal."""

    total: int
    shown: bool
    done: int = 0
    _start: float = field(default_factory=time.monotonic)
    _drawn: float = 0.0

    def step(self) -> None:
        """One more is done, or is being done."""
        self.done += 1
        now = time.monotonic()
        if self.shown and (now - self._drawn > _BETWEEN or self.done == self.total):
            self._drawn = now
            sys.stderr.write(f"\r\033[K{self.line(now - self._start)}")
            sys.stderr.flush()

    def line(self, passed: float) -> str:
        """The bar with rate and time left, after so many seconds."""
        filled = _WIDTH * self.done // max(self.total, 1)
        rate = self.done / passed if passed > 0 else 0.0
        left = f"{_clock((self.total - self.done) / rate)} left" if rate else ""
        return f"[{'#' * filled:<{_WIDTH}}] {self.done:,} of {self.total:,}   {rate:,.1f} a second   {left}"

    def close(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\033[K")

    def account(self, made: int) -> str:
        """How long it took, and how many files that is a second."""
        passed = time.monotonic() - self._start
        return f" in {_clock(passed)}" + (f", {made / passed:,.1f} a second" if made and passed else "")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
