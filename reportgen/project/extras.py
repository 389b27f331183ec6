"""How a package is added to this installation: by pip, or by the tool that gave the command an environment of its own.

pip install "watchfiles>=0.24"
pipx inject reportgen "watchfiles>=0.24"                     pipx_metadata.json stands in the environment
uv pip install --python /…/bin/python "watchfiles>=0.24"     uv-receipt.toml does, and pip is not there
"""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def to_install(*packages: str) -> str:
    """The command that adds packages."""
    named = " ".join(f'"{package}"' for package in packages)
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return f"pipx inject reportgen {named}"
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f'uv pip install --python "{sys.executable}" {named}'
    return f"pip install {named}"


def to_add(extra: str) -> str:
    """The command that adds what an extra of this package names."""
    return to_install(*(f"{one.name}{one.specifier}" for one in requirements(extra)))


def requirements(*extras: str) -> list[Requirement]:
    """What the package names, with no extra what it always needs; nothing where it is not installed as one."""
    from packaging.requirements import Requirement

    try:
        named = [Requirement(text) for text in metadata.requires("reportgen") or ()]
    except metadata.PackageNotFoundError:
        return []
    return [
        one
        for one in named
        if (one.marker is None and not extras)
        or (
            one.marker is not None and any(one.marker.evaluate({"extra": extra}) for extra in extras or ("",))
        )
    ]
