"""One process measured, and tables of measurements, put between the marks of their sections."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Spent:
    """What one process took: processor and wall seconds, and the most megabytes it or a child of it held."""

    processor: float
    wall: float
    megabytes: float


def spent(command: Sequence[str]) -> Spent:
    """Run a command once as a process of its own; `CalledProcessError` where it fails."""
    started = time.perf_counter()
    # As an installed program runs: with its modules compiled.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=compiled, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    wall = time.perf_counter() - started
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def write_between(text: str, file: Path, begin: str, end: str, section: str) -> None:
    """Put the table between the marks of its section, which is added where it is missing."""
    old = file.read_text(encoding="utf-8") if file.exists() else "# Performance\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n## {section}\n\n{begin}\n{end}\n"
    head, _, rest = old.partition(begin)
    tail = rest.partition(end)[2]
    file.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")
