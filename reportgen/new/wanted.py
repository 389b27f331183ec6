"""What a new project is asked to be: whose figures, in which unit, on which calendar, in which languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.units import CURRENCIES, column_unit, model_unit
from reportgen.data.catalogue import load_catalogue
from reportgen.data.company import NAMED_BY, PRINTED_IN
from reportgen.data.records import Catalogue
from reportgen.new.yaml_text import mapping

LANGUAGES = ("en", "ja")
# The shortest periods that a company tells of.
REPORTS = ("quarter", "half", "year")
# The most decimals of figures, in the scale that they are printed in.
DIGITS = 4


class NewCompany(Struct, frozen=True):
    """A project to be made.

    `scale` is the word of the power of ten that figures are printed in, `digits` how many decimals they have there.
    `share_digits` are the decimals of figures per share.
    `year_end` is the last day of a fiscal year, such as 01-31; `ends_on` the weekday of years of 52 or 53 weeks;
    `reports` the shortest periods that it tells of: quarter, half or year.
    """

    company: str
    currency: str = "USD"
    scale: str = "million"
    digits: int = 0
    year_end: str = "12-31"
    ends_on: str = ""
    named_by: str = "start"
    languages: tuple[str, ...] = ("en",)
    reports: str = "quarter"
    share_digits: int = 2

    @property
    def power(self) -> int:
        """The power of ten of the scale."""
        return PRINTED_IN[self.scale]

    @property
    def unit(self) -> str:
        """The unit of money, in words: USD thousand."""
        return column_unit(self.currency, self.power)

    @property
    def unit_short(self) -> str:
        """The unit of money as a row of the model has it: USD th."""
        return model_unit("money", self.currency, self.power)

    @property
    def short_name(self) -> str:
        """The company's name as files are called."""
        return re.sub(r"\W+", "-", self.company.split(",")[0]).strip("-")

    @property
    def japanese(self) -> bool:
        """Whether labels are shown in Japanese, too."""
        return "ja" in self.languages

    def decimals(self, kind: str) -> int:
        """How many decimals rows of a kind of unit show."""
        return {"money": self.digits, "per_share": self.share_digits, "ratio": 1}.get(kind, 0)

    def company_file(self) -> str:
        """`data/company.yaml`."""
        entries: dict[str, object] = {
            "entity": self.short_name,
            "name_en": self.company,
            "short_name": self.company,
            "fiscal_year_end": self.year_end,
        }
        if self.ends_on:
            entries["fiscal_year_ends_on"] = self.ends_on
        entries |= {"years_named_by": self.named_by, "currency": self.currency, "scale": self.scale}
        return (
            "# Whose figures these are, and when fiscal years end: docs of reportgen, new-company.md\n"
            + mapping(entries)
            + f"languages: [{', '.join(self.languages)}]\n"
        )


def checked(wanted: NewCompany, catalogue_files: Mapping[str, bytes]) -> Catalogue:
    """The catalogue of a project; `FindingsError` with everything that cannot be as it is wanted."""
    issues = [
        *not_one_of("currency", wanted.currency, [one.code for one in CURRENCIES]),
        *not_one_of("scale", wanted.scale, PRINTED_IN),
        *(issue for one in wanted.languages for issue in not_one_of("lang", one, LANGUAGES)),
        *not_one_of("years-named-by", wanted.named_by, NAMED_BY),
        *not_one_of("reports", wanted.reports, REPORTS),
    ]
    if not wanted.company.strip():
        issues.append(Issue("missing-name", "the company has no name", expected='--company "Acme Inc."'))
    if not 0 <= wanted.digits <= DIGITS:
        message = f"figures have no {wanted.digits} decimals"
        issues.append(Issue("bad-option", message, expected=f"--decimals 0 to {DIGITS}"))
    catalogue = load_catalogue(catalogue_files, "data", issues)
    if issues:
        raise FindingsError(issues)
    return catalogue


def not_one_of(option: str, value: str, known: Iterable[str]) -> list[Issue]:
    """The finding that an option has no such value; none where it has."""
    names = list(known)
    if value in names:
        return []
    hint = did_you_mean(value, names)
    return [
        Issue(
            "bad-option",
            f'no {option} is written "{value}"',
            expected=", ".join(names),
            found=value,
            hint=hint,
        )
    ]
