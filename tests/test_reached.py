"""Every name of the house is reached by the house itself, not by tests alone, and imports run in no circle."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from code_trees import FILES, PACKAGE, ROOT, tree
from test_architecture import imported_names

import reportgen

# What a notebook asks for, what http.server calls, and what Python users call.
DOORS = {"_repr_html_", "do_GET", "log_message", *reportgen.__all__}


def defined(body: list[ast.stmt]) -> Iterator[str]:
    """Functions, classes, methods and constants; what is decorated is reached by its decorator."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            plain = isinstance(node, ast.ClassDef) or all(
                ast.unparse(one).endswith(("property", "classmethod", "staticmethod", "contextmanager"))
                or "cache" in ast.unparse(one)
                for one in node.decorator_list
            )
            if plain:
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from defined([one for one in node.body if isinstance(one, ast.FunctionDef)])
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def used(module: ast.Module) -> Iterator[str]:
    """Every name that is read, called or given by keyword."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.asname)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_nothing_is_reached_by_tests_alone() -> None:
    uses = Counter(name for path in FILES for name in used(tree(path)))
    unreached = {
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in FILES
        for name in defined(tree(path).body)
        if not uses[name] and name not in DOORS and not name.startswith("__")
    }
    assert unreached == set()


def test_every_module_is_imported() -> None:
    homes = set(reportgen._HOMES.values()) | {"reportgen", "reportgen.__main__"}
    imported = {
        part for path in FILES for name in imported_names(path) for part in (name, name.rpartition(".")[0])
    }
    modules = {module_of(path) for path in FILES if path.name != "__init__.py"}
    assert modules - imported - homes == set()


def test_no_import_runs_in_a_circle() -> None:
    modules = {module_of(path): path for path in FILES}
    graph = {
        module: {
            name if name in modules else name.rpartition(".")[0]
            for name in imported_names(path)
            if {name, name.rpartition(".")[0]} & set(modules)
        }
        - {module}
        for module, path in modules.items()
        if module != "reportgen"
    }
    TopologicalSorter(graph).prepare()
