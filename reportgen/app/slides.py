"""Decks put together from slides of others."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.gate.gate import GatedPackage
from reportgen.office.package import open_package
from reportgen.pptx.operations import import_pages, rearranged
from reportgen.project.files import File, given_file


def combine_slides(first: tuple[File, Sequence[int]], *others: tuple[File, Sequence[int]]) -> bytes:
    """The slides of the first deck by their numbers (from 1), then those of the others.

    A slide left out is gone, one named twice comes twice, each with charts and notes of its own. Slides of other
    decks bring their layouts. `FindingsError` where a deck has no such slide.
    """
    content, name = given_file(first[0])
    deck = rearranged(open_package(content, name), first[1])
    for file, numbers in others:
        content, name = given_file(file)
        deck = import_pages(deck, open_package(content, name), numbers)
    return GatedPackage(deck).data  # each step has passed the gate
