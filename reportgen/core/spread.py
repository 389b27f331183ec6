"""Work that may be spread over processes, for those who know nothing of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Spread(Protocol):
    """Gives what `work` makes of each task, in their order, done by as many processes as it likes."""

    def __call__(self, work: Callable[[S], T], tasks: Sequence[S]) -> list[T]:
        """The answers."""


def one_by_one(work: Callable[[S], T], tasks: Sequence[S]) -> list[T]:
    """What `work` makes of each task, done here."""
    return [work(task) for task in tasks]
