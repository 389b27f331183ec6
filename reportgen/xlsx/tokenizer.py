"""openpyxl's tokenizer of formulas, read from its own file.

The file needs nothing but regular expressions. Imported by its name it would bring all of openpyxl, and numpy with it:
more than all else that a build imports.
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
else:
    _folders = [f"{folder}/formula" for folder in find_spec("openpyxl").submodule_search_locations]
    _spec = PathFinder.find_spec("tokenizer", _folders)
    _tokenizer = module_from_spec(_spec)
    _spec.loader.exec_module(_tokenizer)
    Token, Tokenizer, TokenizerError = _tokenizer.Token, _tokenizer.Tokenizer, _tokenizer.TokenizerError

__all__ = ["Token", "Tokenizer", "TokenizerError"]
