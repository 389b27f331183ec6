import gc

import pytest

from reportgen.core.gc_paused import gc_paused


@pytest.fixture
def thawed():
    """Nothing is frozen, as in a process that runs no tests (see conftest)."""
    gc.unfreeze()
    yield
    gc.freeze()


class Ring:
    def __init__(self):
        self.me = self


def rings(generation=None):
    return sum(type(one) is Ring for one in gc.get_objects(generation))


def test_what_is_made_while_the_collector_pauses_counts_as_old_at_once(thawed):
    with gc_paused():
        made = [Ring() for _ in range(10)]
    assert gc.isenabled()
    assert rings(2) == len(made)


def test_cycles_that_were_made_while_the_collector_paused_are_still_collected(thawed):
    with gc_paused():
        for _ in range(10):
            Ring()
    gc.collect()
    assert rings() == 0


def test_what_a_caller_froze_stays_frozen():
    ring = Ring()
    gc.freeze()
    with gc_paused():
        pass
    assert all(one is not ring for one in gc.get_objects())
