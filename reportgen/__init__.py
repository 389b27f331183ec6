"""reportgen: canonical metric tables in, Excel models and PowerPoint decks out, every number traceable.

    import reportgen
    project = reportgen.load("house")                                        figures, checks and reports
    content = reportgen.fill("offer.xlsx", {"title": "Q2", "items": frame})  any template, any data

Everything is loaded when it is first asked for, so that `import reportgen` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportgen.app.python_door import combine_slides as combine_slides
    from reportgen.app.python_door import import_frame as import_frame
    from reportgen.app.python_door import load as load
    from reportgen.core.findings import FindingsError as FindingsError
    from reportgen.core.reading import read_figure as read_figure
    from reportgen.filling.fill import fill as fill
    from reportgen.linting.lint import lint as lint

__version__ = "0.2.0"
__all__ = [
    "FindingsError",
    "__version__",
    "combine_slides",
    "fill",
    "import_frame",
    "lint",
    "load",
    "read_figure",
]

_HOMES = {
    "FindingsError": "reportgen.core.findings",
    "fill": "reportgen.filling.fill",
    "lint": "reportgen.linting.lint",
    "load": "reportgen.app.python_door",
    "combine_slides": "reportgen.app.python_door",
    "import_frame": "reportgen.app.python_door",
    "read_figure": "reportgen.core.reading",
}


def __getattr__(name: str) -> object:
    """The public names, each from its room; `AttributeError` for any other."""
    if name not in _HOMES:
        raise AttributeError(f"module 'reportgen' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
