"""The definitions and styles of a new project: how figures are shown, which reports there are."""

from __future__ import annotations

from reportgen.core.units import CURRENCIES, SCALES, scale_word, spoken_power
from reportgen.new.house import House
from reportgen.new.wanted import NewCompany
from reportgen.new.yaml_text import mapping, scalar

_RATES = {
    "ratio": {"scale": -2, "digits": 1, "suffix": "%"},
    "growth": {"scale": -2, "digits": 1, "signed": True, "suffix": "%", "limit": 1000},
    "growth_mark": {"scale": -2, "digits": 1, "signed": True, "suffix": "%", "brackets": "[]"},
    "points": {"scale": -2, "digits": 1, "signed": True, "suffix": " pt."},
}
_RATES_JA = _RATES | {"points": {"scale": -2, "digits": 1, "signed": True, "suffix": "pt"}}
STYLES = {"en": "style.yaml", "ja": "style.ja.yaml"}
_PHRASES_JA = {
    "up": "{}増",
    "down": "{}減",
    "up_points": "{}上昇",
    "down_points": "{}低下",
    "flat": "横ばい",
    "points": "{}ポイント",
    "not_meaningful": "{}：意味のある比較とならないもの",
    "coarse": "{}  小数点以下を公表していない値",
    "restated": "{}より前に公表した1株当たりの数値は、これを反映して修正",
    "to_loss": "赤字転落",
    "to_profit": "黒字転換",
    "loss_wider": "赤字拡大",
    "loss_smaller": "赤字縮小",
    "to_outflow": "マイナスに転換",
    "to_inflow": "プラスに転換",
    "outflow_wider": "マイナス幅拡大",
    "outflow_smaller": "マイナス幅縮小",
}
MODEL_TITLES = {"quarter": "Quarterly model", "half": "Half-yearly model", "year": "Annual model"}
# How many periods the forecast reaches ahead.
_AHEAD = {"quarter": 8, "half": 4, "year": 2}


def style_file(wanted: NewCompany) -> str:
    """`style.yaml`: the number formats of the house, in English."""
    units = {scale.power: f" {scale.word}" if scale.word else "" for scale in SCALES if scale.spoken}
    return (
        "# How figures are shown. A format divides by ten to the power of `scale`, rounds to `digits` places and puts\n"
        "# words around the number; docs of reportgen: reports.md.\n"
        + mapping({"negative": "parentheses", "currency": f"{wanted.currency} "})
        + f"units: {scalar(units)}\n\nformats:\n"
        + _formats(_amounts(wanted), _RATES)
    )


def japanese_style_file(wanted: NewCompany) -> str:
    """`style.ja.yaml`: the same formats in the words of Japanese."""
    word = currency_ja(wanted.currency)
    units = {scale.power: f"{scale.word_ja}{word}" for scale in SCALES}
    counts = {scale.power: scale.word_ja for scale in SCALES}
    return (
        "# The same formats by the same names, in the words of Japanese.\n"
        + mapping({"language": "ja", "negative": "triangle", "currency": "", "nothing": "－"})
        + f"units: {scalar(units)}\ncount_units: {scalar(counts)}\nphrases:\n"
        + "".join(f"  {name}: {scalar(text)}\n" for name, text in _PHRASES_JA.items())
        + "\nformats:\n"
        + _formats(_amounts(wanted, "ja"), _RATES_JA)
    )


def currency_ja(code: str) -> str:
    """What a currency is called in Japanese."""
    return next(one.word_ja for one in CURRENCIES if one.code == code)


def _amounts(wanted: NewCompany, language: str = "en") -> dict[str, dict[str, object]]:
    power = spoken_power(wanted.power)
    money: dict[str, object] = {"scale": power, "digits": wanted.digits}
    # Sentences speak in the unit of the house, whatever a document prints in.
    word = scale_word(power, language)
    spoken = (
        {"suffix": f"{word}{currency_ja(wanted.currency)}"}
        if language == "ja"
        else {"prefix": f"{wanted.currency} ", "suffix": f" {word}".rstrip()}
    )
    return {
        "amount": money,
        "amount_with_unit": money | spoken,
        "amount_change": money | {"signed": True},
        "per_share": {"digits": wanted.share_digits},
        "per_share_change": {"digits": wanted.share_digits, "signed": True},
        "count": {"digits": 0},
        "count_change": {"digits": 0, "signed": True},
    }


def _formats(*groups: dict[str, dict[str, object]]) -> str:
    return "".join(f"  {name}: {scalar(options)}\n" for group in groups for name, options in group.items())


def model_definition(house: House, name: str = "model") -> str:
    """`model.yaml`: the workbook, whose periods follow from the tables."""
    wanted, every = house.wanted, house.wanted.reports
    balances = (*house.held("total_assets"), *(one.name for one in house.of("balance")))
    return (
        f"# The model: history to the newest {every} that is told, then the {house.periods} ahead.\n"
        + mapping(
            {
                "report": name,
                "kind": "workbook",
                "title": MODEL_TITLES[every],
                "template": "house/model.xlsx",
                "style": "house/style.yaml",
                "output": f"{wanted.short_name}-{name}.xlsx",
                "period": "latest",
                "vintage": "latest",
                "per_share": "current",
                "scale": wanted.power,
                "unit": wanted.unit,
            }
        )
        + "timeline:\n"
        f"  start: first      # the history begins with the oldest {every} that is told; or name one\n"
        f"  by: {house.lead}       # its newest {every} ends the history\n"
        f"  every: {every}\n"
        f"  forecast: {_AHEAD[every]}\n" + (f"  balances: {balances[0]}\n" if balances else "")
    )
