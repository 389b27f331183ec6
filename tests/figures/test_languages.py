"""Figures in the number style of another language: units of its own, signs, words around figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from house import ROOT
from language import context, said

from reportgen.core.findings import Place
from reportgen.figures.style import NumberFormat
from reportgen.figures.style_file import read_style

JA = "templates/iij/style.ja.yaml"
STYLE = read_style((ROOT / JA).read_bytes(), JA)
HERE = Place("x.yaml", 1)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("billion", "176051000000", "1,761"),
        ("billion_change", "-1358000000", "\u25b314"),
        ("jpy_bn", "17605100000", "176億円"),
        ("million", "-556000000", "\u25b3556"),
        ("growth", "-0.165", "\u25b316.5%"),
        ("growth_mark", "0.116", "[+11.6%]"),
        ("points_change", "-0.014", "\u25b31.4pt"),
        ("yen2", "27", "27.00円"),
        ("million_subs", "2300000", "230万件"),
    ],
)
def test_a_format_of_the_house_in_japanese(name: str, value: str, text: str) -> None:
    assert STYLE.format(name).text(Decimal(value)) == text


def test_both_styles_have_the_same_formats_with_the_same_precision() -> None:
    """JPY 0.1 bn are one 億円: a unit ten times smaller has one decimal fewer."""
    english = read_style((ROOT / "templates/iij/style.yaml").read_bytes(), "style.yaml")
    assert STYLE.formats.keys() == english.formats.keys()
    for name, one in english.formats.items():
        other = STYLE.formats[name]
        if name == "million_subs":
            continue  # Japanese counts by ten thousands: 2.3 million are 230万
        assert one.scale - one.digits == other.scale - other.digits, name


def write(template: str) -> str:
    here = context(style=(ROOT / JA).read_text("utf-8"))
    rendered = here.narrator.write(template, HERE)
    assert rendered.issue is None, rendered.issue
    return said(rendered.sentence)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ revenue }}", "«460百万円 = revenue|FY23»"),
        ("{{ revenue | bn }}", "«5億円 = revenue|FY23»"),
        ("{{ yoy(revenue) | up }}", "«5.2%増 = yoy(revenue)|FY23»"),
        ("{{ qoq(cost(quarter)) | up }}", "«約20%減 = qoq(cost)|4Q23»"),
        ("{{ margin('3Q23') }}", "«\u25b35百万円 = margin|3Q23»"),
        ("前四半期比{{ qoq(margin('3Q23')) | up }}", "前四半期比«赤字転落 = qoq(margin)|3Q23»"),
        ("前四半期比{{ qoq(margin(quarter)) | up }}", "前四半期比«黒字転換 = qoq(margin)|4Q23»"),
        ("{{ label(quarter) }}", "2024年3月期 第4四半期"),
        ("{{ name('tea') }}", "茶"),
    ],
)
def test_a_sentence_in_japanese(template: str, sentence: str) -> None:
    assert write(template) == sentence


def test_units_of_print_give_way_to_those_of_the_language() -> None:
    assert STYLE.place(9) == 8
    assert STYLE.place(6) == 6
    assert STYLE.place(6, money=False) == 4
    assert NumberFormat(scale=STYLE.place(9), suffix="億円").text(Decimal("500000000")) == "5億円"
