"""Sentences whose numbers come from the metric table (jinja2, sandboxed, strict)."""

from reportgen.narrative.desk import FigureDesk
from reportgen.narrative.rules import Chooser, Told
from reportgen.narrative.sentences import Narrator, Rendered

__all__ = ["Chooser", "FigureDesk", "Narrator", "Rendered", "Told"]
