"""One number format, two outputs: text for slides and a format code for Excel."""

from reportgen.formatting.number_format import NumberFormat
from reportgen.formatting.style import Style, read_style

__all__ = ["NumberFormat", "Style", "read_style"]
