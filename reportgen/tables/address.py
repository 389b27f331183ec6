"""Addresses of databases: what is asked of which, and never a password in a text.

sqlite:///shop.db?sql=select * from customers            a file
postgresql://me:${SALES_PASSWORD}@host/sales?sql=...     the password stands in the environment
${SALES_URL}?sql=...                                     so may the whole address
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import quote

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.project.passwords import held, refuse_password, without_password

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+]*:/|\$\{\w+\})")
_QUERY = re.compile(r"[?&]sql=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def is_address(text: str) -> bool:
    """Whether a text is an address rather than a path: `postgresql://...`."""
    return _ADDRESS.match(text) is not None


def split_query(text: str) -> tuple[str, str]:
    """A source and what is asked of it: all that stands behind `?sql=`, as it is."""
    found = _QUERY.search(text)
    return (text[: found.start()], found[1].strip()) if found else (text, "")


class Address(Struct, frozen=True):
    """An address as it is written, which may be shown, and as a driver takes it, which may not."""

    written: str
    url: str

    def __repr__(self) -> str:
        return f"Address({self.written!r})"

    @classmethod
    def of(cls, text: str, environment: Mapping[str, str] | None = None) -> Address:
        """The address with `${NAME}` from the environment; a finding where it holds a password or a name is not set."""
        known = os.environ if environment is None else environment
        refuse_password(text, "put it into a variable of the environment and write ${NAME} in its place")
        names = _VARIABLE.findall(text)
        unset = [name for name in names if name not in known]
        if unset:
            message = f"the environment has no variable {unset[0]}"
            raise FindingsError(Issue("unset-variable", message, Place(text), found=f"${{{unset[0]}}}"))
        if _VARIABLE.fullmatch(text):
            return cls(text, known[names[0]])
        return cls(text, _VARIABLE.sub(lambda one: quote(known[one[1]], safe=""), text))

    def told(self, text: str) -> str:
        """A message of a driver without what the environment gave."""
        for written, given in _given(self.written, self.url):
            text = text.replace(given, written)
        return without_password(text)


def _given(written: str, url: str) -> list[tuple[str, str]]:
    """What stands in `url` for the variables of `written`, the longest first, with the parts of a whole address."""
    names = _VARIABLE.findall(written)
    pairs = [(f"${{{name}}}", os.environ.get(name, "")) for name in names]
    pairs += [(word, quote(given, safe="")) for word, given in pairs]
    pairs += held(url)
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: -len(pair[1]))
