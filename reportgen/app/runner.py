"""Thousands of tasks of one kind, done by the processes of this machine or by a cluster of Dask; one stops no other.

`work(shared, task)` is done for each task, on whichever worker; what all tasks share is sent to each worker once.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Protocol

from msgspec import Struct

from reportgen.app.processes import answers
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.project.extras import to_add
from reportgen.project.passwords import without_password

# Children of this machine are told their tasks through a pipe, which holds so many.
_AT_ONCE = 4_096
# So many tasks wait at each thread of a cluster: none is idle, and the memory of its scheduler stays flat.
_WAITING = 8
# The threads of one worker share an open template and its calculator.
_TURN = threading.Lock()


class Outcome(Struct, frozen=True):
    """What became of a task: `made`, `kept` since it stood as it would be made, or `failed` with its findings."""

    name: str
    state: str
    issues: tuple[Issue, ...] = ()


class Work(Protocol):
    """Tasks of one kind: how many, what all share, one by its place (from 0), and how it is done."""

    @property
    def count(self) -> int:
        """How many there are."""

    @property
    def shared(self) -> Any:
        """What all share."""

    def task(self, number: int) -> Any:
        """One of them; `FindingsError` where there can be none."""

    def name(self, number: int) -> str:
        """What findings call it."""

    @property
    def make(self) -> Callable[[Any, Any], Outcome]:
        """Does one, with what all share; it stands in a module, where workers elsewhere find it."""


def run_tasks(
    work: Work, processes: int, cluster: str, begun: Callable[[int], None]
) -> Iterator[tuple[int, Outcome]]:
    """What became of each task, with its place; `begun` is told of each as it is begun, or done on a cluster."""
    if cluster:
        yield from _on_cluster(cluster, work, begun)
        return
    for first in range(0, work.count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, work.count))
        yield from zip(numbers, answers(lambda one: _here(work, one), numbers, processes, begun), strict=True)


def _here(work: Work, number: int) -> Outcome:
    try:
        return work.make(work.shared, work.task(number))
    except FindingsError as error:
        return Outcome(work.name(number), "failed", error.issues)
    except Exception as error:  # one stops no other
        return _fault(work, number, error)


def _fault(work: Work, number: int, error: BaseException) -> Outcome:
    found = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    message = "this is a fault of reportgen or of its worker, not of your files"
    return Outcome(work.name(number), "failed", (Issue("fault-of-ours", message, found=found),))


def _on_cluster(address: str, work: Work, begun: Callable[[int], None]) -> Iterator[tuple[int, Outcome]]:
    """A task whose worker dies is done by another one: nothing is lost but time."""
    client = _client(address)
    from distributed import as_completed

    numbers: dict[str, int] = {}
    refused: list[tuple[int, Outcome]] = []

    def submitted() -> Iterator[Any]:
        for number in range(work.count):
            try:
                task = work.task(number)
            except FindingsError as error:
                refused.append((number, Outcome(work.name(number), "failed", error.issues)))
                continue
            # The place makes keys of one run apart; what is not pure is never taken from an earlier run.
            future = client.submit(_there, work.make, held, task, pure=False)
            numbers[future.key] = number
            yield future

    try:
        # A task of its own, so that it can be done again where all workers that held its result have died.
        held = client.submit(_same, work.shared, pure=False)
        waiting = submitted()
        threads = sum(client.nthreads().values()) or 1
        pending = as_completed(list(islice(waiting, _WAITING * threads)), loop=client.loop)
        for future in pending:
            number, error = numbers.pop(future.key), future.exception()
            begun(number)
            yield number, (future.result() if error is None else _fault(work, number, error))
            for more in islice(waiting, 1):
                pending.add(more)
        yield from refused
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        message = "a cluster needs the library distributed, which is not installed"
        hint = to_add("cluster")
        raise FindingsError(Issue("missing-library", message, hint=hint)) from None
    try:
        return Client(address, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        found = " ".join(str(error).split())[:300]
    # The thread of a client that could not be made ends with it, and would keep all that follows to one process.
    gc.collect()
    message = "the cluster does not answer"
    raise FindingsError(Issue("no-cluster", message, Place(without_password(address)), found=found))


def _same(shared: object) -> object:
    return shared


def _there(make: Callable[[Any, Any], Outcome], shared: Any, task: Any) -> Outcome:
    with _TURN:
        return make(shared, task)
