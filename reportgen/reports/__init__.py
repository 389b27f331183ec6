"""Report definitions: what to build, read from YAML with every fault at its line."""

from reportgen.reports.definition import Definition, read_definition

__all__ = ["Definition", "read_definition"]
