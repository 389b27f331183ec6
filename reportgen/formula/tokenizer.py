"""openpyxl's tokenizer of formulas, read from its own file, with what Excel writes beyond it.

The file needs nothing but regular expressions. Imported by its name it would bring all of openpyxl, and numpy with it:
more than all else that a build imports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token, TokenizerError

    _Tokenizer: Any
else:
    _folders = [f"{folder}/formula" for folder in find_spec("openpyxl").submodule_search_locations]
    _spec = PathFinder.find_spec("tokenizer", _folders)
    _tokenizer = module_from_spec(_spec)
    _spec.loader.exec_module(_tokenizer)
    Token, _Tokenizer, TokenizerError = _tokenizer.Token, _tokenizer.Tokenizer, _tokenizer.TokenizerError

_BLANKS = re.compile(r"\s+")
# What begins nothing else: names, numbers, addresses.
_PLAIN = re.compile(r"[^\s\"'\[#+\-*/^&=><%({)},;]+")
# In a name of a table's column a sign behind an apostrophe opens and closes nothing.
_BRACKET = re.compile(r"'.|[\[\]]", re.DOTALL)


class Tokenizer(_Tokenizer):  # type: ignore[misc]
    """openpyxl's tokenizer for all that Excel writes: its tokens joined give the formula back.

    Its own keeps one blank of several, knows no tabs and returns, no errors of newer versions and no brackets in the
    names of columns.
    """

    ERROR_CODES = (
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
        formula, end = self.formula, len(self.formula)
        self.offset = 1  # behind the sign that begins a formula
        while self.offset < end:
            if plain := _PLAIN.match(formula, self.offset):
                self.token.extend(plain.group())
                self.offset = plain.end()
                continue
            sign = formula[self.offset]
            if sign in "+-" and self.check_scientific_notation():
                continue
            reader = _READERS.get(sign)
            if reader is None:
                blanks = _BLANKS.match(formula, self.offset)
                assert blanks is not None
                self.save_token()
                self.items.append(Token(blanks.group(), Token.WSPACE))
                self.offset = blanks.end()
                continue
            if sign in self.TOKEN_ENDERS:
                self.save_token()
            self.offset += reader(self)
        self.save_token()

    def _error_or_spill(self) -> int:
        if self.token and self.token[-1] != "!":
            self.token.append("#")  # all that a formula spilled: A1#
            return 1
        return int(self._parse_error())

    def _bracketed(self) -> int:
        depth = 0
        for found in _BRACKET.finditer(self.formula, self.offset):
            depth += {"[": 1, "]": -1}.get(found.group(), 0)
            if depth == 0:
                self.token.append(self.formula[self.offset : found.end()])
                return found.end() - self.offset
        raise TokenizerError(f"a bracket is not closed in {self.formula}")


_READERS: dict[str, Callable[[Tokenizer], int]] = {
    sign: reader
    for signs, reader in (
        ("\"'", Tokenizer._parse_string),
        ("+-*/^&=><%", Tokenizer._parse_operator),
        ("({", Tokenizer._parse_opener),
        (")}", Tokenizer._parse_closer),
        (",;", Tokenizer._parse_separator),
        ("[", Tokenizer._bracketed),
        ("#", Tokenizer._error_or_spill),
    )
    for sign in signs
}

__all__ = ["Token", "Tokenizer", "TokenizerError"]
