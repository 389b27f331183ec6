"""Writes what is proven; see the package."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

import formualizer
import ironcalc
from openpyxl.utils import FORMULAE

from tools.proven.cases import HERE, Case, cases, proven_functions

ROOT = HERE.parents[1]
_UNKNOWN = {"#NAME?", "#ERROR!", "#N/IMPL!", None}


def known_to_both(names: Iterable[str], newer: frozenset[str]) -> list[str]:
    """The functions that neither calculator takes for a mere name, whatever they are given."""
    return [name for name in sorted(names) if _first_knows(name, newer) and _second_knows(name)]


def _calls(name: str) -> list[str]:
    return [f"={name}({','.join([argument] * count)})" for count in range(7) for argument in ("1", "$Z$1")]


def _first_knows(name: str, newer: frozenset[str]) -> bool:
    book = formualizer.Workbook()
    book.add_sheet("S")
    for row, call in enumerate(_calls(f"_xlfn.{name}" if name in newer else name), 1):
        book.set_formula("S", row, 1, call)
    book.evaluate_all()
    found = [book.get_value("S", row, 1) for row in range(1, 15)]
    return any(not isinstance(one, dict) or one["kind"] not in ("Name", "NImpl", "Error") for one in found)


def _second_knows(name: str) -> bool:
    found: set[object] = set()
    for call in _calls(name):
        model = ironcalc.create("book", "en", "UTC", "en")
        try:
            model.update_cell_with_formula(0, 1, 1, call)
            model.evaluate()
        except BaseException as error:  # a panic of the calculator is no `Exception`
            if isinstance(error, KeyboardInterrupt):
                raise
            return False
        found.add(model.get_cell_value(0, 1, 1))
    return not found <= _UNKNOWN


def _set(name: str, comment: str, values: Iterable[str]) -> str:
    lines = textwrap.wrap(", ".join(f'"{value}"' for value in values), 100)
    held = "\n".join(f"        {line}" for line in lines)
    return f"# {comment}\n{name} = frozenset(\n    {{\n{held},\n    }}\n)\n"


def module(proven: Iterable[str], known: Iterable[str], newer: Iterable[str]) -> str:
    """The text of `reportgen/formula/proven.py`."""
    return "\n".join(
        (
            '"""Which functions may be believed; written by `python -m tools.proven`, told in docs/functions.md."""\n',
            "from __future__ import annotations\n",
            "# fmt: off",
            _set("PROVEN", "The calculator gives what Excel's documentation says.", proven),
            _set("KNOWN", "Both calculators know them.", known),
            _set("NEWER", "Excel's files name them with the prefix _xlfn.", newer) + "# fmt: on\n",
        )
    )


def page(held: list[Case], proven: list[str]) -> str:
    """The text of docs/functions.md."""
    lines = [
        "# Functions whose values are stored",
        "",
        "A finished workbook carries Excel's values, or none. The functions of this table are proven: what the",
        "calculator gives is what Excel's documentation says, in all cases of `tools/proven/cases.txt`. Formulas of",
        "nothing else get their values. All other functions are asked of a second, independent calculator as well;",
        "where the two do not agree, or only one knows the function, the cell stays without a value, is named",
        "(`uncached-formula`), and Excel calculates it when it opens the file. Operators follow Excel's rules: fifteen",
        "digits in comparisons and in texts, texts that look like numbers and days in arithmetic; format codes of TEXT",
        "are those of ECMA-376 part 1, 18.8.31, where it is certain what Excel shows. A function that takes one value",
        "and is handed several, as ISNUMBER in `SUMPRODUCT(--ISNUMBER(A1:A9))`, is calculated for each of up to 5,000,",
        "for the calculators err there; what makes ranges as it goes (OFFSET, INDIRECT) hands on none.",
        "Written by `python -m tools.proven`.",
        "",
        "| function | cases | such as | Excel gives |",
        "| --- | --- | --- | --- |",
    ]
    for name in proven:
        own = [case for case in held if case.function == name]
        shown = own[0]
        value = str(shown.value).upper() if isinstance(shown.value, bool) else shown.value
        text = f"{value:.15g}" if isinstance(value, float) else value
        lines.append(f"| {name} | {len(own)} | `{shown.formula}` | `{text}` |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Ask both calculators and write both files."""
    held = cases()
    newer = frozenset((HERE / "newer.txt").read_text().split())
    proven = proven_functions(held)
    known = known_to_both(FORMULAE | newer, newer)
    Path(ROOT / "reportgen/formula/proven.py").write_text(module(proven, known, sorted(newer)))
    Path(ROOT / "docs/functions.md").write_text(page(held, proven))
    print(f"{len(proven)} functions are proven, {len(known)} known to both calculators")


if __name__ == "__main__":
    main()
