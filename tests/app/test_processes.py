"""Tasks in several processes give what they give in one, whatever becomes of a child."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from reportgen.app.processes import answers

HERE = os.getpid()


def no_word(task: int) -> None:
    """Nobody asks what begins."""


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_answers_keep_the_order_of_the_tasks(processes: int) -> None:
    begun: list[int] = []
    assert answers(lambda task: task * task, range(20), processes, begun.append, lambda task: task == 7) == [
        task * task for task in range(20)
    ]
    assert sorted(begun) == list(range(20))
    assert processes == 1 or begun[0] == 7


def test_children_do_the_work() -> None:
    assert HERE not in answers(lambda task: os.getpid(), range(4), 2, no_word)


def test_a_task_whose_child_is_killed_is_done_again_here() -> None:
    def work(task: int) -> int:
        if task == 1 and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    assert answers(work, range(5), 2, no_word) == [0, 1, 2, 3, 4]


def test_an_error_is_raised_here_as_if_there_were_no_children() -> None:
    def work(task: int) -> int:
        if task == 2:
            raise ValueError(f"task {task}")
        return task

    with pytest.raises(ValueError, match="task 2"):
        answers(work, range(5), 2, no_word)


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_children_end_where_their_parent_is_gone(tmp_path: Path, size: int) -> None:
    """A parent that is killed leaves no child working on for long, nor one that waits with a long answer."""
    pid = os.fork()
    if pid == 0:

        def work(task: int) -> bytes:
            (tmp_path / str(os.getpid())).touch()
            if task == 0:
                os.kill(os.getppid(), signal.SIGKILL)
            return bytes(size)

        answers(work, range(2), 2, no_word)
        os._exit(0)
    os.waitpid(pid, 0)
    for _ in range(1000):
        if not any(_runs(int(path.name)) for path in tmp_path.iterdir()):
            return
        signal.sigtimedwait([], 0.01)
    pytest.fail("a child runs on")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
