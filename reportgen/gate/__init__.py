"""The save gate: no file leaves that Office would offer to repair (see docs/security.md)."""
