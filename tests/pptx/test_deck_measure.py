import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.pptx.measure import Faces, FontFace, Measured, Stretch, break_pieces, wrap


def measure(text: str, width: float, size: float) -> Measured:
    return wrap([Stretch(text, size)], width)


def carlito():
    if shutil.which("fc-match") is None:
        return None
    asked = subprocess.run(
        ["fc-match", "-f", "%{file}", "Carlito"], capture_output=True, text=True, check=False
    )
    file = Path(asked.stdout)
    return file if file.name.startswith("Carlito") else None


def test_latin_text_breaks_at_spaces_and_after_hyphens():
    assert break_pieces("year-over-year growth 4Q17") == ["year-", "over-", "year ", "growth ", "4Q17"]


def test_figures_keep_their_sign_and_their_unit_behind_a_no_break_space():
    assert break_pieces("up -15.2% by JPY\u00a05 bn") == ["up ", "-15.2% ", "by ", "JPY\u00a05 ", "bn"]


def test_japanese_text_breaks_between_characters_but_not_before_a_full_stop():
    assert break_pieces("売上高、増加。") == ["売", "上", "高、", "増", "加。"]
    assert break_pieces("「営業」ー") == ["「営", "業」ー"]


def test_lines_are_counted_with_their_height():
    text = measure("one two three", 45, 12)
    assert text.lines == ("one two", "three")
    assert text.height == pytest.approx(2 * 12 * 1.22)


def test_a_word_longer_than_the_line_is_broken():
    assert measure("abcdefghij", 20, 10).lines == ("abcd", "efgh", "ij")


def test_an_end_of_line_starts_a_new_one():
    assert measure("a\n\nb", 100, 10).lines == ("a", "", "b")


def test_wide_characters_count_one_em():
    assert Faces().width("売上高", 10) == 30


@given(st.text("ab 売、-（\n", max_size=40), st.floats(8, 200))
def test_no_character_is_lost_and_no_line_is_too_long(text, width):
    found = measure(text, width, 10)
    assert "".join(found.lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(len(line) == 1 or Faces().width(line, 10) <= width for line in found.lines)


@pytest.mark.skipif(carlito() is None, reason="Carlito is not installed")
def test_a_font_file_gives_its_own_widths_and_averages_err_on_the_wide_side():
    face = FontFace(carlito().read_bytes())
    faces = Faces(latin=face)
    text = "Consolidated Financial Results for FY2017, up JPY1,942 million (61.3% YoY)"
    assert faces.width("0", 100) == pytest.approx(50.7, abs=0.5)
    assert faces.width(text, 12) < Faces().width(text, 12) < 1.15 * faces.width(text, 12)
