"""Names for parts that are added to a package: chart7.xml for a copy of chart2.xml."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERED = re.compile(r"^(.*?)(\d*)(\.[^./]+)$")


class PartNames:
    """Names for parts that are added to a package; none is given twice, none belongs to a part of `taken`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {part.lower() for part in taken}
        self._next: dict[tuple[str, str], int] = {}

    def own(self, part: str) -> str:
        """The name itself where it is free, else one beside it."""
        if part.lower() in self._taken:
            return self.beside(part)
        self._taken.add(part.lower())
        return part

    def beside(self, part: str) -> str:
        """Another name: chart7.xml for a copy of chart2.xml."""
        match = _NUMBERED.match(part)
        stem, ending = (match[1], match[3]) if match else (part, "")
        number = self._next.get((stem, ending), 1)
        while f"{stem}{number}{ending}".lower() in self._taken:
            number += 1
        self._next[(stem, ending)] = number + 1
        name = f"{stem}{number}{ending}"
        self._taken.add(name.lower())
        return name
