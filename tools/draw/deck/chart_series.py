"""Name, categories and values of a series, with references to the embedded workbook."""

from __future__ import annotations

from tools.draw.deck.chart_workbook import SHEET, Column


def letter(columns: tuple[Column, ...], name: str) -> str:
    """The letter of a column of the workbook."""
    return chr(ord("B") + [column.name for column in columns].index(name))


def column_range(columns: tuple[Column, ...], name: str, count: int) -> str:
    """The reference of a column's values: `Data!$B$2:$B$9`."""
    at = letter(columns, name)
    return f"{SHEET}!${at}$2:${at}${count + 1}"


def series_head(columns: tuple[Column, ...], order: int, name: str) -> str:
    """Index, order and name."""
    ref = f"{SHEET}!${letter(columns, name)}$1"
    return (
        f'<c:idx val="{order}"/><c:order val="{order}"/><c:tx><c:strRef><c:f>{ref}</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )


def series_data(categories: tuple[str, ...], columns: tuple[Column, ...], name: str) -> str:
    """Categories and values."""
    column = next(column for column in columns if column.name == name)
    names = "".join(f'<c:pt idx="{i}"><c:v>{c}</c:v></c:pt>' for i, c in enumerate(categories))
    values = "".join(
        f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(column.values) if v is not None
    )
    size = f'<c:ptCount val="{len(categories)}"/>'
    categories_ref = f"{SHEET}!$A$2:$A${len(categories) + 1}"
    return (
        f"<c:cat><c:strRef><c:f>{categories_ref}</c:f><c:strCache>{size}{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{column_range(columns, name, len(categories))}</c:f><c:numCache>"
        f"<c:formatCode>{column.number_format}</c:formatCode>{size}{values}</c:numCache></c:numRef></c:val>"
    )
