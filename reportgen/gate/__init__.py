"""The save gate: no file leaves that Office would offer to repair (see docs/security.md)."""

from reportgen.gate.gate import (
    GatedPackage,
    GateError,
    faults_of,
    gated,
    gated_bindings,
    grave_faults_of,
    pass_gate,
)

__all__ = [
    "GateError",
    "GatedPackage",
    "faults_of",
    "gated",
    "gated_bindings",
    "grave_faults_of",
    "pass_gate",
]
