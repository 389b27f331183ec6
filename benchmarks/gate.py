"""`python -m benchmarks.gate`: what the save gate costs, as a share of the build that it ends."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import ROOT
from reportgen.app.build import build
from reportgen.gate import gate
from reportgen.project.project import Project

RUNS = 7


def main() -> None:
    """Build several times and time the gate inside; the first build counts from the start of its process."""
    started = 0.0  # processor time counts from the start of the process
    spent: list[float] = []
    real = gate.pass_gate

    def timed(*given: object) -> object:
        begun = time.process_time()
        try:
            return real(*given)  # type: ignore[arg-type]
        finally:
            spent[-1] += time.process_time() - begun

    gate.pass_gate = timed  # type: ignore[assignment]
    builds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            spent.append(0)
            begun = time.process_time() if number else started
            build(Project(ROOT), [], Path(folder))
            builds.append(time.process_time() - begun)
    shares = [gated / build for gated, build in zip(spent, builds, strict=True)]
    print(
        f"\ngate {statistics.median(spent) * 1000:.0f} ms of {statistics.median(builds):.2f} s processor time",
        file=sys.stderr,
    )
    print(
        f"share of a build: median {statistics.median(shares):.1%}, of a whole process {shares[0]:.1%}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
