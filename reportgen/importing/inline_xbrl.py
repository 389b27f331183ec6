"""XBRL: the figures inside the pages of a filing (inline), one page or the several of a set, or in an instance.

<ix:nonFraction name="us-gaap:Revenues" contextRef="c-1" unitRef="usd" scale="6" decimals="-6">46,743</ix:nonFraction>
    ->   Value("us-gaap:Revenues", ..., 46743000000, "USD", 2025-04-28, 2025-07-27, decimals=-6, scale=6)

Pages of one set share contexts and units. Versions 1.0 and 1.1 are read; `sign`, `scale`, `format` of the
transformation registries, `nil` and nested texts as the specification says them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.importing.reading import STANDARD_OF, DataFile, Filing, Value, refuse

_IX = ("http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL")
_INSTANCE = "{http://www.xbrl.org/2003/instance}"
_DIMENSIONS = "{http://xbrl.org/2006/xbrldi}"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_INSTANCE_ROOT = re.compile(rb"<(?:\w+:)?xbrl[\s>]")
# The first year of each era, less one.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d+|元)年\s*(\d+)月\s*(\d+)日")
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_STANDARDS = {"Japan GAAP": "jgaap", "IFRS": "ifrs", "US GAAP": "us_gaap"}
_BOUNDS = {"UpperMember": "under", "LowerMember": "over"}
_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
# Who files, what and when: the elements that say it, in the taxonomies of the regulators.
_NAMES = (
    "dei:EntityRegistrantName",
    "jpdei_cor:FilerNameInEnglishDEI",
    "jpdei_cor:FilerNameInJapaneseDEI",
    "tse-ed-t:CompanyName",
    "ifrs-full:NameOfReportingEntityOrOtherMeansOfIdentification",
)
_FORMS = ("dei:DocumentType", "jpdei_cor:DocumentTypeDEI", "tse-ed-t:DocumentName")
_FILED = ("tse-ed-t:FilingDate", "jpcrp_cor:FilingDateCoverPage", "dei:DocumentFilingDate")
_YEAR_ENDS = (
    "dei:CurrentFiscalYearEndDate",
    "jpdei_cor:CurrentFiscalYearEndDateDEI",
    "tse-ed-t:FiscalYearEnd",
)


class _Context(Struct, frozen=True):
    """The time and the dimensions of a value, and whose it is: a code and the scheme that it is one of."""

    entity: tuple[str, str]
    start: date | None
    end: date
    dimensions: tuple[str, ...]


class _Set(Struct):
    """The pages of one filing while they are read."""

    contexts: dict[str, _Context] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def is_xbrl(data: bytes) -> bool:
    """Whether a page holds inline XBRL, or a file is an XBRL instance; schemas and linkbases of a filing are not."""
    head = data[:4096]
    if b"schema>" in data[-100:]:
        return False
    return any(namespace.encode() in data for namespace in _IX) or _INSTANCE_ROOT.search(head) is not None


def read_xbrl(pages: Mapping[str, bytes], filing: Filing) -> DataFile:
    """The filing that some pages are.

    `FindingsError` where a page is no XML, or pages are of several companies.
    """
    found, trees = _Set(), {name: _tree(data, name) for name, data in pages.items()}
    for page, tree in trees.items():
        _resources(tree, page, found)
    for tree in trees.values():
        for one in _elements(tree, "nonNumeric"):
            found.texts.setdefault(one.get("name", ""), _text(one))
    values: list[Value] = []
    for page, tree in trees.items():
        values += _values(tree, page, filing.key, found)
    entities = {one.entity for one in found.contexts.values()}
    if len(entities) > len({scheme for scheme, _ in entities}):
        raise refuse(
            "several-companies",
            "the files are of several companies",
            next(iter(pages), ""),
            found=", ".join(sorted(code for _, code in entities)),
            hint="import the filings one by one",
        )
    return filing_of("XBRL", found.texts, values, filing, found.issues)


def filing_of(
    kind: str, texts: Mapping[str, str], values: Sequence[Value], filing: Filing, issues: Sequence[Issue]
) -> DataFile:
    """The one filing of some values, as its own texts describe it: whose, of which form, when published."""
    form = next((texts[name] for name in _FORMS if texts.get(name)), "")
    names = tuple(dict.fromkeys(texts[name] for name in _NAMES if texts.get(name)))
    standard = _STANDARDS.get(texts.get("jpdei_cor:AccountingStandardsDEI", ""), "")
    used = [one.element.partition(":")[0] for one in values]
    common = sorted((name for name in STANDARD_OF if name in used), key=used.count, reverse=True)
    document = replace(
        filing,
        form=_short(form),
        title=" ".join(filter(None, (form, f"({filing.title})"))),
        published=filing.published or _day(texts, _FILED),
        standard=standard or next((STANDARD_OF[name] for name in common), ""),
        rounding="truncate" if "tse-ed-t" in used else "nearest",
    )
    if _is_alone(texts):
        values = [_without_scope(one) for one in values]
    unique = tuple(dict.fromkeys(values))
    return DataFile(kind, names, (document,), unique, _year_end(texts), len(texts), issues=tuple(issues))


def _short(form: str) -> str:
    """A form as documents are named by it: `10-Q`, `tanshin`."""
    plain = unicodedata.normalize("NFKC", form)
    return "tanshin" if "短信" in plain or "様式" in plain else plain


def _is_alone(texts: Mapping[str, str]) -> bool:
    """Whether the company tells no consolidated figures, so that its own are all there are."""
    return texts.get("jpdei_cor:WhetherConsolidatedFinancialStatementsArePreparedDEI") == "false"


def _without_scope(one: Value) -> Value:
    kept = tuple(name for name in one.dimensions if not name.endswith(":NonConsolidatedMember"))
    return replace(one, dimensions=kept)


def _tree(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refuse("broken-data-file", "the page is no XML", name, found=str(error)) from None
    if root is None:
        raise refuse("broken-data-file", "the page is no XML", name)
    return root


def _elements(tree: etree._Element, *names: str) -> Iterator[etree._Element]:
    yield from tree.iter(*(f"{{{namespace}}}{name}" for namespace in _IX for name in names))


def _resources(tree: etree._Element, name: str, found: _Set) -> None:
    for one in tree.iter(f"{_INSTANCE}context"):
        try:
            found.contexts[one.get("id", "")] = _context(one)
        except ValueError as error:
            message = "a context of the file cannot be read"
            found.issues.append(
                Issue("unread-value", message, Place(name), Severity.WARNING, found=str(error))
            )
    for one in tree.iter(f"{_INSTANCE}unit"):
        found.units[one.get("id", "")] = _unit(one)


def _context(one: etree._Element) -> _Context:
    days = {
        part.tag.removeprefix(_INSTANCE): date.fromisoformat((part.text or "").strip()[:10])
        for part in one.iter(f"{_INSTANCE}instant", f"{_INSTANCE}startDate", f"{_INSTANCE}endDate")
    }
    end = days.get("instant") or days.get("endDate")
    if end is None:
        raise ValueError(f"{one.get('id')} has no day")
    members = [
        f"{part.get('dimension')}={_text(part)}"
        for part in one.iter(f"{_DIMENSIONS}explicitMember", f"{_DIMENSIONS}typedMember")
    ]
    identifier = one.find(f".//{_INSTANCE}identifier")
    code = (identifier.text or "").strip() if identifier is not None else ""
    entity = identifier.get("scheme", "") if identifier is not None else ""
    return _Context((entity, code), days.get("startDate"), end, tuple(sorted(members)))


def _unit(one: etree._Element) -> str:
    """A unit in plain words: USD, USD/shares, shares, pure."""
    measures = [(part.text or "").strip().rpartition(":")[2] for part in one.iter(f"{_INSTANCE}measure")]
    return "/".join(measures[:2]) if one.find(f"{_INSTANCE}divide") is not None else "*".join(measures)


def _values(tree: etree._Element, page: str, key: str, found: _Set) -> Iterator[Value]:
    for one in _numbers(tree):
        text = _text(one)
        if one.get(_NIL) in ("true", "1") or not text:
            continue
        name = one.get("name") or _prefixed(one)
        try:
            context = found.contexts[one.get("contextRef", "")]
            scale = _scale(one)
            value = _number(text, one.get("format", "")).scaleb(scale)
        except (KeyError, ValueError, InvalidOperation) as error:
            message = f"a value of {name} cannot be read"
            place = Place(page, _line(one))
            found.issues.append(
                Issue("unread-value", message, place, Severity.INFO, found=text or str(error))
            )
            continue
        ends = {member.rpartition(":")[2] for member in context.dimensions}
        decimals = one.get("decimals", "")
        yield Value(
            name,
            key,
            -value if one.get("sign") == "-" else value,
            found.units.get(one.get("unitRef", ""), ""),
            context.start,
            context.end,
            dimensions=context.dimensions,
            bound=next((word for end, word in _BOUNDS.items() if end in ends), "point"),
            decimals=int(decimals) if re.fullmatch(r"-?\d+", decimals) else None,
            scale=max(scale, 0) if one.get("name") else None,
            spot=f"{page}#{one.get('contextRef')}",
        )


def _numbers(tree: etree._Element) -> Iterator[etree._Element]:
    """The numbers of a page; those of a plain instance are its children with a unit."""
    yield from _elements(tree, "nonFraction")
    if tree.tag == f"{_INSTANCE}xbrl":
        yield from (one for one in tree.iterchildren() if isinstance(one.tag, str) and one.get("unitRef"))


def _prefixed(one: etree._Element) -> str:
    name = etree.QName(one)
    return f"{one.prefix}:{name.localname}"


def _scale(one: etree._Element) -> int:
    """The power of ten that a number is shown in; one that only holds another has it there."""
    inner = next((below for below in _elements(one, "nonFraction") if below is not one), None)
    return int(one.get("scale") or (inner.get("scale") if inner is not None else None) or 0)


def _text(one: etree._Element) -> str:
    return unicodedata.normalize("NFKC", "".join(map(str, one.itertext()))).strip()


def _number(text: str, format_name: str) -> Decimal:
    """A displayed number by its transformation: `numdotdecimal`, `num-comma-decimal`, `zerodash`, ..."""
    name = format_name.rpartition(":")[2].replace("-", "").lower()
    if name == "numwordsen":
        return Decimal(_WORDS.index(text.lower()))
    if name.startswith(("zerodash", "fixedzero", "numdash", "nocontent")) or text in "-\u2013\u2014\u2015":
        return Decimal(0)
    plain = re.sub(r"[\s\u00a0\u2009']", "", text)
    if "commadecimal" in name or name in ("numcomma", "numspacecomma", "numdotcomma"):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return Decimal(plain.replace(",", ""))


def _day(texts: Mapping[str, str], names: Iterable[str]) -> date | None:
    return next((day for name in names if (day := day_of(texts.get(name, "")))), None)


def day_of(text: str) -> date | None:
    """The day that a text says: 2018-10-15, 2018年10月15日, 平成30年10月15日."""
    plain = unicodedata.normalize("NFKC", text)
    try:
        if era := _ERA.search(plain):
            year = 1 if era[2] == "元" else int(era[2])
            return date(_ERAS[era[1]] + year, int(era[3]), int(era[4]))
        if iso := _ISO.search(plain):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        return None
    return None


def _year_end(texts: Mapping[str, str]) -> tuple[int, int] | None:
    for name in _YEAR_ENDS:
        text = texts.get(name, "")
        if short := re.fullmatch(r"(?:--)?(\d\d?)[-/](\d\d?)", text):
            return int(short[1]), int(short[2])
        if day := day_of(text):
            return day.month, day.day
    return None


def _line(one: etree._Element) -> int | None:
    line = one.sourceline
    return line if isinstance(line, int) else None
