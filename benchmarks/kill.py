"""`python -m benchmarks.kill`: real builds killed (SIGKILL) at random moments, some hundred times.

A folder holds the two files of an older build. A process builds anew into it and is killed somewhere between its
start and a little after its usual end. Then every file has to be the old one or the new one, byte for byte, and
after the next build that is left alone nothing else may stand in the folder.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# The finished bytes are made once; a process loads them and writes them over and over, so that moments of writing
# are hit often. The whole command is killed as well, which mostly hits reading and rendering.
_WRITER = """
import sys
from pathlib import Path
from reportgen.project.files import write_together
folder, source = Path(sys.argv[1]), Path(sys.argv[2])
files = {folder / path.name: path.read_bytes() for path in sorted(source.iterdir())}
print("ready", flush=True)
while True:
    write_together(files)
"""


@dataclass
class Outcome:
    """What became of the folder: processes, those killed at work, torn files, parts left by a kill and for good."""

    rounds: int = 0
    killed: int = 0
    torn: int = 0
    swept: int = 0
    left_over: int = 0
    replaced: int = 0


def _strays(folder: Path, known: set[str]) -> int:
    return sum(entry.name not in known for entry in folder.iterdir())


def kill_at_random(
    rounds: int, seed: int, folder: Path, command: list[str] | None = None, seconds: float = 0.25
) -> Outcome:
    """Kill `rounds` processes that write to a folder; `command` gets the folder in place of `{out}`."""
    chance = random.Random(seed)
    out, old, new = folder / "out", folder / "old", folder / "new"
    for one in (out, old, new):
        one.mkdir(exist_ok=True)
    if command is None:
        for name in ("model.xlsx", "deck.pptx"):
            (old / name).write_bytes(b"old" * 400_000)
            (new / name).write_bytes(b"new" * 500_000)
        command = [sys.executable, "-c", _WRITER, "{out}", str(new)]
    told = "{out}" in command and command[1] == "-c"
    versions = {path.name: (path.read_bytes(), (new / path.name).read_bytes()) for path in old.iterdir()}
    outcome = Outcome()
    for _ in range(rounds):
        for name, (before, _after) in versions.items():
            (out / name).write_bytes(before)
        started = [word.replace("{out}", str(out)) for word in command]
        with subprocess.Popen(
            started,
            cwd=ROOT,
            stdout=subprocess.PIPE if told else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            if told and process.stdout is not None:
                process.stdout.readline()
            time.sleep(chance.uniform(0, seconds))
            process.send_signal(signal.SIGKILL)
            outcome.killed += process.wait() == -signal.SIGKILL
        outcome.rounds += 1
        for name, (before, after) in versions.items():
            found = (out / name).read_bytes()
            outcome.torn += found not in (before, after)
            outcome.replaced += found == after
        outcome.swept += _strays(out, set(versions))
    _write_once(out, new)
    outcome.left_over = _strays(out, set(versions))
    return outcome


def _write_once(out: Path, new: Path) -> None:
    code = _WRITER.replace("while True:\n    write_together(files)", "write_together(files)")
    subprocess.run(
        [sys.executable, "-c", code, str(out), str(new)], cwd=ROOT, check=True, capture_output=True
    )


def main() -> None:
    """Kill writers, then whole builds of this project, and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--builds", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=20_261)
    given = arguments.parse_args()
    reportgen = str(Path(sys.executable).parent / "reportgen")
    print(f"{'':<28}{'rounds':>8}{'killed':>8}{'torn':>6}{'parts left by a kill':>22}{'left for good':>15}")
    with tempfile.TemporaryDirectory() as name:
        one = kill_at_random(given.rounds, given.seed, Path(name))
        _tell("writing, killed", one)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for version, asked in (("old", ["--vintage", "first"]), ("new", [])):
            subprocess.run(
                [reportgen, "build", *asked, "--out", str(folder / version)],
                cwd=ROOT,
                check=True,
                capture_output=True,
            )
        started = time.perf_counter()
        subprocess.run(
            [reportgen, "build", "--out", str(folder / "out")], cwd=ROOT, check=True, capture_output=True
        )
        seconds = time.perf_counter() - started
        command = [reportgen, "build", "--out", "{out}"]
        _tell(
            "whole builds, killed", kill_at_random(given.builds, given.seed, folder, command, seconds * 1.05)
        )


def _tell(name: str, outcome: Outcome) -> None:
    print(
        f"{name:<28}{outcome.rounds:>8}{outcome.killed:>8}{outcome.torn:>6}{outcome.swept:>22}"
        f"{outcome.left_over:>15}   (new files found: {outcome.replaced})"
    )


if __name__ == "__main__":
    main()
