"""Finished files of a project: sealed after a build, opened again with everything they can be compared with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen import __version__
from reportgen.core.gc_paused import gc_paused
from reportgen.gate.gate import GatedPackage, gated_bindings
from reportgen.office.package import Package, kind_of, open_package
from reportgen.project.files import read_file
from reportgen.reports.context import fixed_times
from reportgen.verify.bindings import BoundCell, BoundText, bound_cells, bound_texts
from reportgen.verify.inventory import Finished, Inventory, inventory_as_written, read_finished
from reportgen.verify.seal import BuildMark, bindings_as_sealed, bindings_of, read_mark, read_seal, write_seal
from reportgen.xlsx.formulas import own_formulas

if TYPE_CHECKING:
    from reportgen.reports.definition import Definition

_MARKS = 12


@dataclass(frozen=True)
class Opened:
    """A finished file with its bindings, the mark of its build and the numbers as they stood then."""

    finished: Finished
    mark: BuildMark | None
    seal: Inventory | None
    texts: tuple[BoundText, ...] = ()
    cells: tuple[BoundCell, ...] = ()
    as_sealed: bool = True

    @property
    def bound(self) -> bool:
        """Whether the file says which figures it shows."""
        return bool(self.texts or self.cells)


def open_finished(file: Path) -> Opened:
    """Open a finished workbook or deck; a finding for every other file."""
    return opened(open_package(read_file(file), file.name))


def opened(package: Package) -> Opened:
    """A finished file from its package."""
    kind = kind_of(package)
    with gc_paused():
        finished = read_finished(package, kind)
    root = bindings_of(package)
    if root is None:
        return Opened(finished, None, None)
    return Opened(
        finished,
        read_mark(root),
        read_seal(root),
        tuple(bound_texts(root)),
        tuple(bound_cells(root)),
        bindings_as_sealed(root),
    )


def mark_of(definition: Definition, digests: tuple[str, str, str], vintage: str) -> BuildMark:
    """What a report is built from; `digests` are those of the tables, the definition and the template."""
    spec = definition.spec
    period = "" if spec.kind == "workbook" or fixed_times(spec) else spec.period
    return BuildMark(
        spec.report, spec.kind, vintage, *digests, __version__, str(spec.scale), period, spec.language
    )


def sealed(package: Package, mark: BuildMark) -> GatedPackage:
    """A package that has passed the gate, with the mark of its build and the seal over its numbers in its bindings.

    The numbers are read from the parts that are about to be written.
    """
    write_seal(package, inventory_as_written(package, mark.kind, own_formulas), mark)
    return gated_bindings(package)


def digest_of(data: bytes) -> str:
    """Twelve hexadecimal digits that name some bytes."""
    return hashlib.sha256(data).hexdigest()[:_MARKS]
