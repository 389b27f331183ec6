"""Whose knowledge is asked for: `--as-of`, `--vintage` and `--document` are three ways to say one thing."""

from __future__ import annotations

import typer

from reportgen.metrics import Vintage, parse_vintage


def chosen(as_of: str, vintage: str, document: str) -> Vintage | None:
    """The vintage that the options name, None where none is given; two at once are wrong use (exit code 2)."""
    given = [
        text for text in (as_of and f"as-of {as_of}", vintage, document and f"document {document}") if text
    ]
    if len(given) > 1:
        raise typer.BadParameter("use one of --as-of, --vintage and --document, not several")
    try:
        return parse_vintage(given[0]) if given else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
