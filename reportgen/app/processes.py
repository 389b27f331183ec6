"""Tasks done by several processes at once, where this machine can fork; the answers keep the order of the tasks."""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

S = TypeVar("S")
T = TypeVar("T")
_NUMBER = struct.Struct("=H")
_BEGUN, _DONE = "begun", "done"


def processors() -> int:
    """How many processors this process may use."""
    # A container often gives fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answers(
    work: Callable[[S], T],
    tasks: Sequence[S],
    processes: int,
    begun: Callable[[S], None],
    size: Callable[[S], int] = lambda task: 0,
) -> list[T]:
    """What `work` gives for each task, done by up to `processes` children that start with all that is in memory now.

    `begun` is told of each task here; the largest by `size` are begun first, so that no child works on alone for
    long. A task whose child dies or raises is done once more here, so that its error is raised as if there were no
    children. Where forking is not safe (threads, macOS) or not known (Windows), all is done here.
    """
    found: dict[int, T] = {}
    number = min(processes, len(tasks))
    if number > 1 and sys.platform not in ("darwin", "win32") and _is_alone():
        order = sorted(range(len(tasks)), key=lambda place: -size(tasks[place]))
        for what, place, answer in _from_children(lambda place: work(tasks[place]), order, number):
            if what == _BEGUN:
                begun(tasks[place])
            else:
                found[place] = answer
    for place, task in enumerate(tasks):
        if place not in found:
            begun(task)
            found[place] = work(task)
    return [found[place] for place in range(len(tasks))]


def by_all_processors(work: Callable[[S], T], tasks: Sequence[S]) -> list[T]:
    """What `work` gives for each task, done by a child for each processor."""
    return answers(work, tasks, processors(), lambda _: None)


def _is_alone() -> bool:
    """Whether no thread works beside this one.

    Those of fsspec, which starts its own anew in every child, do no harm, nor does the one that Dask leaves waiting
    when its cluster is gone: no child asks a cluster.
    """
    others = (one.name for one in threading.enumerate() if one is not threading.main_thread())
    return all(name.startswith(("fsspecIO", "asyncio_", "Dask-Offload")) for name in others)


def _from_children(
    work: Callable[[int], T], order: Sequence[int], number: int
) -> Iterator[tuple[str, int, Any]]:
    """What `number` children tell: which task they begin, and what they made of it."""
    import multiprocessing  # most commands have one task, and do it themselves
    from multiprocessing.connection import wait

    context = multiprocessing.get_context("fork")
    # A pipe is a queue that needs no lock: what a killed child had taken is missed, and nothing waits for it.
    queue, filled = os.pipe()
    os.write(filled, b"".join(map(_NUMBER.pack, order)))
    os.close(filled)
    receivers: list[Any] = []
    children = []
    try:
        for _ in range(number):
            pair: tuple[Any, Any] = context.Pipe(duplex=False)
            receiver, sender = pair
            receivers.append(receiver)
            child = context.Process(target=_child, args=(work, queue, sender, receivers), daemon=True)
            child.start()
            sender.close()
            children.append(child)
        while receivers:
            ready = wait(receivers)
            for receiver in [one for one in receivers if one in ready]:
                try:
                    yield receiver.recv()
                except (EOFError, OSError):
                    receivers.remove(receiver)
    finally:
        os.close(queue)
        for child in children:
            child.terminate()
            child.join()


def _end(*_: object) -> None:
    raise SystemExit


def _child(work: Callable[[int], T], queue: int, sender: Connection, receivers: Sequence[Connection]) -> None:
    """Take tasks until none is left; ends at once where the parent has gone or a task fails."""
    # Who stops a run at a terminal tells all of its processes; the parent ends them, and none leaves half a file.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    try:
        # While anybody could still read, a long answer would wait for a parent that has gone.
        for receiver in receivers:
            receiver.close()
        while taken := os.read(queue, _NUMBER.size):
            (place,) = _NUMBER.unpack(taken)
            sender.send((_BEGUN, place, None))
            sender.send((_DONE, place, work(place)))
    except BaseException:
        os._exit(1)
    os._exit(0)
