"""The save gate: no file leaves that Office would offer to repair (see docs/security.md)."""

from reportgen.gate.gate import GateError, faults_of, grave_faults_of, pass_gate, seal, seal_bindings

__all__ = ["GateError", "faults_of", "grave_faults_of", "pass_gate", "seal", "seal_bindings"]
