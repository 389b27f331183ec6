"""Whose fault it is where something unforeseen happens: a damaged template is told as one, all else is ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.gate.gate import GateError, grave_faults_of
from reportgen.office.package import Package

_TOLD = 5
_HINT = "open the template in its Office program, let it repair the file, and save it again"


@contextmanager
def template_at_fault(package: Package, name: str) -> Iterator[None]:
    """Turn what goes wrong inside into findings where the package `name` itself is damaged.

    An error over a sound template is a fault of reportgen and passes on as it is.
    """
    try:
        yield
    except GateError as error:
        faults = grave_faults_of(package)
        known = {(fault.id, fault.message) for fault in faults}
        if not faults or known.issuperset((issue.id, issue.message) for issue in error.issues):
            raise
        raise FindingsError([_damaged(name, faults[0]), *_told(faults)]) from None
    except FindingsError:
        raise
    except Exception:
        faults = grave_faults_of(package)
        if not faults:
            raise
        raise FindingsError([_damaged(name, faults[0]), *_told(faults)]) from None


def _damaged(name: str, fault: Issue) -> Issue:
    message = "the template is damaged in a way that keeps it from being read or filled"
    return Issue("damaged-template", message, Place(name), found=fault.message, hint=_HINT)


def _told(faults: list[Issue]) -> list[Issue]:
    return [replace(fault, severity=Severity.WARNING) for fault in faults[:_TOLD]]
