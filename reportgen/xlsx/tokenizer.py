"""openpyxl's tokenizer of formulas, read from its own file, with what Excel writes beyond it.

The file needs nothing but regular expressions. Imported by its name it would bring all of openpyxl, and numpy with it:
more than all else that a build imports.
"""

from __future__ import annotations

import re
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token, TokenizerError
    from openpyxl.formula.tokenizer import Tokenizer as _Tokenizer
else:
    _folders = [f"{folder}/formula" for folder in find_spec("openpyxl").submodule_search_locations]
    _spec = PathFinder.find_spec("tokenizer", _folders)
    _tokenizer = module_from_spec(_spec)
    _spec.loader.exec_module(_tokenizer)
    Token, _Tokenizer, TokenizerError = _tokenizer.Token, _tokenizer.Tokenizer, _tokenizer.TokenizerError

_BLANKS = re.compile(r"\s+")
_OTHER_BLANKS = re.compile(r"[^\S \n]")
# A name of a table's column: a sign behind an apostrophe is none that opens or closes.
_BRACKET = re.compile(r"'.|[\[\]]", re.DOTALL)


class Tokenizer(_Tokenizer):
    """openpyxl's tokenizer for all that Excel writes: its tokens joined give the formula back.

    Its own keeps one blank of several, knows no tabs and returns, no errors of newer versions and no brackets in the
    names of columns.
    """

    ERROR_CODES = (  # type: ignore[misc]  # openpyxl's stubs call it final
        *_Tokenizer.ERROR_CODES,
        *(
            "#SPILL!",
            "#CALC!",
            "#FIELD!",
            "#BLOCKED!",
            "#UNKNOWN!",
            "#CONNECT!",
            "#BUSY!",
            "#EXTERNAL!",
            "#PYTHON!",
        ),
    )

    def _parse(self) -> None:
        """All tokens of the formula."""
        written = self.formula
        # Blanks that it does not know become some of the same length, until all tokens are found.
        self.formula = _OTHER_BLANKS.sub(" ", written)
        super()._parse()  # type: ignore[misc]
        at = len(written) - sum(len(token.value) for token in self.items)
        for token in self.items if self.formula != written else ():
            token.value = written[at : at + len(token.value)]
            at += len(token.value)
        self.formula = written

    def _parse_whitespace(self) -> int:
        found = _BLANKS.match(self.formula, self.offset)
        assert found is not None
        self.items.append(Token(found.group(), Token.WSPACE))
        return len(found.group())

    def _parse_error(self) -> int:
        if self.token and self.token[-1] != "!":  # what a formula spilled, as A1#
            self.token.append("#")
            return 1
        return int(super()._parse_error())  # type: ignore[misc]

    def _parse_brackets(self) -> int:
        depth = 0
        for found in _BRACKET.finditer(self.formula, self.offset):
            depth += {"[": 1, "]": -1}.get(found.group(), 0)
            if depth == 0:
                self.token.append(self.formula[self.offset : found.end()])
                return found.end() - self.offset
        raise TokenizerError(f"a bracket is not closed in {self.formula}")


__all__ = ["Token", "Tokenizer", "TokenizerError"]
