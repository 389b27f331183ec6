"""`python -m benchmarks.fuzz`: thousands of spoilt templates, data and definitions; each case has its own seed.

The outcome of a case is a file that passes the gate once more after it was read back, or findings. Anything else is
a failure: another exception, a file with a fault that its template does not have, a case that takes too long.
`--case SEED` runs one case again and shows what happened; `--keep DIR` keeps finished files for other witnesses.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fuzz_files import small_deck, small_workbook
from benchmarks.fuzz_mutations import NUMBERS, WORDS, mutated, random_data
from reportgen.app.build import build_in_memory
from reportgen.app.inspecting import map_of
from reportgen.core.findings import FindingsError
from reportgen.filling.fill import as_record, fill_template
from reportgen.filling.filled import FillOptions
from reportgen.gate.gate import faults_of, grave_faults_of, template_at_fault
from reportgen.linting.lint import annotated, lint_template
from reportgen.office.package import open_package, write_package
from reportgen.pptx.operations import import_pages, rearranged
from reportgen.project.project import Project

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
LARGEST_TEMPLATE = 300_000
SLOW = 30


@dataclass
class Tally:
    """What became of all cases, by kind and outcome, the findings met, and each failure with its seed."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases were run."""
        return sum(self.outcomes.values())


class SlowError(Exception):
    """A case takes longer than `SLOW` seconds."""


@contextmanager
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise SlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SLOW)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def templates(corpus: Path | None = None) -> list[tuple[str, bytes]]:
    """The files that cases start from: ours, and the foreign ones where they are on this machine."""
    found = [("small.xlsx", small_workbook()), ("small.pptx", small_deck())] * 20
    folder = corpus or CORPUS
    for file in sorted(folder.rglob("*.*x")) if folder.is_dir() else ():
        if file.stat().st_size <= LARGEST_TEMPLATE:
            found.append((file.name, file.read_bytes()))
    return found


def _fill(name: str, data: bytes, chance: random.Random) -> bytes:
    return fill_template(data, name, as_record(random_data(chance)))


def _fill_nothing(name: str, data: bytes, chance: random.Random) -> bytes:
    return fill_template(data, name, None)


def _set(name: str, data: bytes, chance: random.Random) -> bytes:
    sets = [f"Offer!{chance.choice(('A1', 'C4', 'ZZ9', 'A1048576', 'A0', 'x'))}={chance.choice(WORDS)}"]
    given = None if name.endswith("xlsx") and chance.random() < 0.5 else as_record(random_data(chance))
    if not name.endswith("xlsx"):
        sets = [f"title={chance.choice(WORDS)}"]
    return fill_template(data, name, given, FillOptions(sets))


def _lint(name: str, data: bytes, chance: random.Random) -> bytes:
    linted = lint_template(data, name)
    if linted.package is not None and linted.kind == "workbook":
        return annotated(linted.package, linted.issues)[0]
    return b""


def _inspect(name: str, data: bytes, chance: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        map_of(file)
    return b""


def _rearrange(name: str, data: bytes, chance: random.Random) -> bytes:
    if not name.endswith("pptx"):
        return _fill(name, data, chance)
    deck = open_package(data, name)
    try:
        with template_at_fault(deck, name):
            if chance.random() < 0.5:
                numbers = [chance.randrange(1, 4) for _ in range(chance.randrange(4))]
                return write_package(rearranged(deck, numbers))
            return write_package(import_pages(open_package(small_deck()), deck, [1]))
    except ValueError as error:
        if "no slide" in str(error):
            return b""
        raise


OPERATIONS: tuple[Callable[[str, bytes, random.Random], bytes], ...] = (
    _fill, _fill, _fill, _fill, _fill_nothing, _set, _lint, _inspect, _rearrange
)  # fmt: skip


def template_case(seed: int, known: list[tuple[str, bytes]], tally: Tally, keep: Path | None = None) -> None:
    """Spoil one template, do one thing with it, and see what comes out."""
    chance = random.Random(seed)
    name, sound = chance.choice(known)
    data = mutated(sound, chance) if chance.random() < 0.9 else sound
    operation = chance.choice(OPERATIONS)
    what = operation.__name__.removeprefix("_")

    def run() -> bytes:
        return operation(name, data, chance)

    done = _outcome(seed, what, run, tally)
    if not done:
        return
    package = open_package(done, name)
    own = {(fault.id, fault.message) for fault in faults_of(package)}
    brought = {
        (fault.id, fault.message)
        for one in (data, small_deck())
        for fault in faults_of(open_package(one, name))
    }
    if own - brought:
        tally.failures.append((seed, what, f"invalid file: {sorted(own - brought)[:3]}"))
    if keep is not None and not grave_faults_of(open_package(data, name)):
        (keep / f"{seed}-{what}-{name}").write_bytes(done)
        (keep / f"{seed}-template-{name}").write_bytes(data)


def definition_case(seed: int, texts: dict[str, str], make: Callable[..., Project], tally: Tally) -> None:
    """Spoil one to three lines of a small project's tables and definitions, and build it."""
    chance = random.Random(seed)
    changes = {}
    for name in chance.sample(sorted(texts), chance.choice((1, 1, 2))):
        text = texts[name]
        for _ in range(chance.choice((1, 2, 3))):
            text = _spoilt_text(text, chance)
        changes[name] = text.encode("utf-8", "replace")

    def run() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            built = build_in_memory(make(Path(folder), changes), []).built
        return built[0].data if built else b""

    _outcome(seed, "build", run, tally)


def _spoilt_text(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    way = chance.randrange(7)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[chance.randrange(len(lines))])
    elif way == 2:
        lines[at] = " " * chance.choice((1, 2, 9)) + lines[at]
    elif way == 3:
        place = chance.randrange(len(lines[at]) + 1)
        lines[at] = (
            lines[at][:place]
            + chance.choice((*WORDS, *NUMBERS, "{{", "}}", ",", ":", "[", "(", "%"))
            + lines[at][place:]
        )
    elif way == 4:
        place = chance.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:place] + lines[at][place + chance.choice((1, 3)) :]
    else:
        pieces = lines[at].split("," if "," in lines[at] else " ")
        pieces[chance.randrange(len(pieces))] = chance.choice(
            (*WORDS, *NUMBERS, "1Q23", "FY99", "revenue", "x", "1-1")
        )
        lines[at] = ("," if "," in lines[at] else " ").join(pieces)
    return "\n".join(lines)


def _outcome(seed: int, what: str, run: Callable[[], bytes], tally: Tally) -> bytes:
    try:
        with _bounded():
            done = run()
    except FindingsError as error:
        tally.outcomes[what, "findings"] += 1
        tally.findings.update(issue.id for issue in error.issues[:3])
        if not error.issues:
            tally.failures.append((seed, what, "findings without a finding"))
        elif any("fault of reportgen" in issue.hint for issue in error.issues):
            tally.failures.append(
                (seed, what, f"stopped by the gate: {error.issues[0].id} {error.issues[0].message}")
            )
    except SlowError:
        tally.outcomes[what, "slow"] += 1
        tally.failures.append((seed, what, "too slow"))
    except Exception as error:
        tally.outcomes[what, "failure"] += 1
        step = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(step.filename).name}:{step.lineno}"
        tally.failures.append((seed, what, f"{type(error).__name__} {str(error)[:90]} at {place}"))
    else:
        tally.outcomes[what, "file" if done else "done"] += 1
        return done
    return b""


def project_language() -> tuple[dict[str, str], Callable[..., Project]]:
    """The small project of the tests."""
    if str(ROOT / "tests") not in sys.path:
        sys.path.append(str(ROOT / "tests"))
    from language import TEXTS, make

    return TEXTS, make


def fuzz(first: int, cases: int, builds: int, seconds: float, keep: Path | None = None) -> Tally:
    """Run template cases, then builds, from seed `first` on, for at most so many seconds."""
    tally = Tally()
    known = templates()
    started = time.perf_counter()
    for seed in range(first, first + cases):
        if time.perf_counter() - started > seconds:
            break
        template_case(seed, known, tally, keep)
    texts, make = project_language()
    for seed in range(first, first + builds):
        if time.perf_counter() - started > seconds:
            break
        definition_case(seed, texts, make, tally)
    return tally


def main() -> None:
    """Fuzz and print what was found; exit code 1 where anything was."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--cases", type=int, default=5000)
    arguments.add_argument("--builds", type=int, default=500)
    arguments.add_argument("--seconds", type=float, default=1800)
    arguments.add_argument("--case", type=int, help="run one template case and show its traceback")
    arguments.add_argument("--build", type=int, help="run one build case and show its traceback")
    arguments.add_argument("--keep", type=Path)
    given = arguments.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    if given.case is not None or given.build is not None:
        _show(given.case, given.build)
        return
    tally = fuzz(given.seed, given.cases, given.builds, given.seconds, given.keep)
    for (what, outcome), count in sorted(tally.outcomes.items()):
        print(f"{what:<14}{outcome:<10}{count:>7}")
    print(
        f"{tally.cases:,} cases; findings met most: {', '.join(f'{k} {n}' for k, n in tally.findings.most_common(12))}"
    )
    for seed, what, words in tally.failures:
        print(f"FAILURE seed {seed} {what}: {words}")
    print(f"{len(tally.failures)} failures")
    raise SystemExit(bool(tally.failures))


def _show(case: int | None, build: int | None) -> None:
    global _outcome  # one case is run bare, so that its traceback is seen

    def bare(seed: int, what: str, run: Callable[[], bytes], tally: Tally) -> bytes:
        print(f"seed {seed}: {what}", flush=True)
        return run()

    _outcome = bare
    if case is not None:
        template_case(case, templates(), Tally())
    if build is not None:
        definition_case(build, *project_language(), Tally())


if __name__ == "__main__":
    main()
