"""Structs, the frozen values of this house: copied with other fields, and as plain mappings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, structs

_Value = TypeVar("_Value")

# The type checker knows one signature of this kind, and holds every field that is given against its name and type.
if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value: _Value, /, **changes: object) -> _Value:
        """A copy of a struct or a dataclass with other fields."""
        copy = structs.replace if isinstance(value, Struct) else dataclasses.replace
        return copy(value, **changes)


def asdict(struct: Struct) -> dict[str, Any]:
    """The fields of a struct by name, structs inside it alike."""
    return {name: _plain(getattr(struct, name)) for name in struct.__struct_fields__}


def _plain(value: object) -> object:
    if isinstance(value, Struct):
        return asdict(value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, list):
        return list(map(_plain, value))
    return value
