"""Passwords in addresses: refused where they are typed, and never in a text."""

from __future__ import annotations

import re

from reportgen.core.findings import FindingsError, Issue, Place

_VARIABLE = re.compile(r"\$\{(\w+)\}")
# What stands between the name of a user and the host, and what drivers take as options.
_USER = re.compile(r"(:/+[^:/@\s]*):(.*)@", re.DOTALL)
_OPTION = re.compile(r"(?i)(\b(?:password|passwd|pwd|secret|token)=)([^&;\s]*)")
_HIDDEN = "***"


def without_password(text: str) -> str:
    """A text with three asterisks for the password of each address in it: `postgresql://me:***@host/sales`."""
    return _OPTION.sub(_hidden, _USER.sub(_hidden, text))


def _hidden(found: re.Match[str]) -> str:
    told = found[2] if _VARIABLE.fullmatch(found[2]) else _HIDDEN
    return f"{found[1]}:{told}@" if found.re is _USER else f"{found[1]}{told}"


def refuse_password(address: str, hint: str) -> None:
    """A finding where an address holds a password, which it does not tell; `hint` says where passwords belong."""
    safe = without_password(address)
    if safe != address:
        raise FindingsError(
            Issue("password-in-address", "this address holds a password", Place(safe), hint=hint)
        )


def held(url: str) -> list[tuple[str, str]]:
    """The passwords of an address, each behind what stands for it in texts."""
    return [(_HIDDEN, found[2]) for found in (*_USER.finditer(url), *_OPTION.finditer(url))]
