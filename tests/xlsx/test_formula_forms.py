"""Trees of formulas by their forms: the same as read one by one."""

from __future__ import annotations

import pytest

from reportgen.formula.forms import FormulaForms
from reportgen.formula.tree import UncertainError, parsed


def test_a_form_read_before_gives_each_formula_its_own_cells() -> None:
    forms = FormulaForms()
    for formula in (
        "D6-I6",
        "$D7-I$8",
        'IFERROR(IF($D$3=$I$3,D6-I6,NA()),"n/d")',
        'IFERROR(IF($D$4=$I$4,D7-I7,NA()),"n/d")',
        "SUM(E6:H6)*100%",
        "SUM('My sheet'!E7:H9)*100%",
        "SUM(A:B)+XFD1",
        "SUM(A:C)+XFD2",
        "SUM(5:5)+Other!$A$1",
        '"A1"&B2&"C3:D4"',
    ):
        assert forms.tree(formula) == parsed(formula, formula)


def test_a_form_that_cannot_be_read_is_uncertain_each_time() -> None:
    forms = FormulaForms()
    for formula in ("SUM(A1,", "SUM(B2,"):
        with pytest.raises(UncertainError):
            forms.tree(formula)
