"""Rows and columns of an old sheet find their places in the new one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.carry.address_map import AxisLine, axis_map


def lines(text: str) -> list[AxisLine]:
    """One line per word: `=key` has a key, `.` is blank, other words are texts."""
    found = []
    for word in text.split():
        if word == ".":
            found.append(AxisLine())
        elif word.startswith("="):
            found.append(AxisLine(word[1:], word[1:], word[1:]))
        else:
            found.append(AxisLine("", word, word.partition(":")[0]))
    return found


def mapped(old: str, new: str) -> dict[int, int]:
    return dict(axis_map(lines(old), lines(new)).places)


def test_keys_are_found_wherever_they_stand() -> None:
    assert mapped("=a =b =c", "=c =new =a =b") == {1: 3, 2: 4, 3: 1}


def test_blank_lines_go_along_with_their_neighbours() -> None:
    assert mapped("title . =a . =b", "title . =new =a . =b") == {1: 1, 2: 2, 3: 4, 4: 5, 5: 6}


def test_a_line_whose_text_was_revised_keeps_its_place_by_its_first_word() -> None:
    assert mapped("title total:x =a", "title total:y =a") == {1: 1, 2: 2, 3: 3}


def test_lines_of_the_same_text_keep_their_order() -> None:
    assert mapped("=a note note =b note", "=a note note =b note =c") == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def test_a_line_that_is_gone_has_no_place_and_its_place_is_nobodys() -> None:
    found = axis_map(lines("=a =b =c"), lines("=a =x =c"))
    assert found(2) is None
    assert found.back(2) is None


def test_lines_beyond_the_last_keep_their_distance() -> None:
    found = axis_map(lines("=a =b"), lines("=a =b =c"))
    assert found(5) == 6
    assert found.back(6) == 5


def test_a_range_that_took_in_new_lines_or_lost_gone_ones_is_the_same_range() -> None:
    found = axis_map(lines("=a =b =c =total"), lines("=b =c =d =total"))
    assert found.same_lines((1, 3), (1, 3))
    assert not found.same_lines((1, 2), (1, 3))
    assert not found.same_lines((1, 3), (1, 4))


@given(
    st.lists(st.sampled_from("abcdefgh."), max_size=12), st.lists(st.sampled_from("abcdefgh."), max_size=12)
)
def test_no_two_lines_get_one_place(old: list[str], new: list[str]) -> None:
    words = (" ".join(word if word == "." else f"={word}" for word in one) for one in (old, new))
    places = list(mapped(*words).values())
    assert len(places) == len(set(places))


@given(st.lists(st.sampled_from(["=a", "=b", "=c", ".", "x", "y"]), max_size=12))
def test_a_sheet_that_did_not_change_stays(old: list[str]) -> None:
    text = " ".join(old)
    assert mapped(text, text) == {at: at for at in range(1, len(old) + 1)}
