import gc

from reportgen.core.gc_paused import gc_paused


class Ring:
    def __init__(self):
        self.me = self


def rings():
    return sum(type(one) is Ring for one in gc.get_objects())


def test_what_is_made_while_the_collector_pauses_counts_as_old_at_once():
    with gc_paused():
        made = [Ring() for _ in range(10)]
    assert gc.isenabled()
    assert sum(type(one) is Ring for one in gc.get_objects(generation=2)) == len(made)


def test_cycles_that_were_made_while_the_collector_paused_are_still_collected():
    with gc_paused():
        for _ in range(10):
            Ring()
    gc.collect()
    assert rings() == 0


def test_what_a_caller_froze_stays_frozen():
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with gc_paused():
            pass
        assert gc.get_freeze_count() >= before - 10
    finally:
        gc.unfreeze()
