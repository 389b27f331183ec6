"""What a data file says before anything is made of it: its filings, and their values as they stand there.

Value("us-gaap:Revenues", "0001640147-25-000110", 1042074000, "USD", date(2025, 2, 1), date(2025, 4, 30))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place

STANDARD_OF = {"us-gaap": "us_gaap", "ifrs-full": "ifrs", "jppfs_cor": "jgaap"}


class Value(Struct, frozen=True):
    """One value of a data file, in base units.

    `start` is None for what stands at the day `end`; `period` is the name of a fiscal period where the file gives
    no days. `dimensions` are spelled `axis=member`. `decimals` is the last digit that the file vouches for, None
    where it says none; `scale` the power of ten that the file shows the value in. `spot` tells its place in the file.
    What is `plain` is a number as it is printed, whose unit or scale the file does not tell.
    """

    element: str
    filing: str
    value: Decimal
    unit: str
    start: date | None = None
    end: date | None = None
    period: str = ""
    dimensions: tuple[str, ...] = ()
    scenario: str = ""
    bound: str = "point"
    decimals: int | None = None
    scale: int | None = None
    spot: str = ""
    label: str = ""
    plain: bool = False

    @property
    def stretch(self) -> str:
        """The time that it is about, as the file gives it: `2025-02-01/2025-04-30`."""
        days = "/".join(day.isoformat() for day in (self.start, self.end) if day is not None)
        return self.period or days


class Filing(Struct, frozen=True):
    """One document of a data file: what `documents.csv` says of it. `published` is None where the file does not tell.

    `key` names it for good: an accession, or the digest of the file.
    """

    key: str
    form: str
    title: str
    published: date | None
    standard: str = ""
    kind: str = "filing"
    rounding: str = "nearest"
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class DataFile:
    """A data file: its kind, whose it is, its filings and their values.

    `names` are those of the company in the file, each language once; `year_end` is month and day of its fiscal
    years where the file tells. `labels` are what elements are called, `texts` how many values are no numbers.
    """

    kind: str
    names: tuple[str, ...]
    filings: tuple[Filing, ...]
    values: tuple[Value, ...] = field(repr=False)
    year_end: tuple[int, int] | None = None
    texts: int = 0
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    issues: tuple[Issue, ...] = ()

    def filing(self, key: str) -> Filing:
        """A filing by its key."""
        return next(one for one in self.filings if one.key == key)


def refuse(id: str, message: str, file: str, *, found: str = "", hint: str = "") -> FindingsError:  # noqa: A002
    """The finding that ends reading a file, to be raised."""
    return FindingsError(Issue(id, message, Place(file), found=found, hint=hint))
