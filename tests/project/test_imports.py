"""The directions of import, and what each layer may not know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.config import ROOT

ORDER = ("content", "rules", "config", "storage", "documents", "services", "web cli jobs", "app")
RANKS = {layer: rank for rank, layers in enumerate(ORDER) for layer in layers.split()}
CALLERS = {"web", "cli", "jobs"}
CLOCKS = {"now", "utcnow", "today"}


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT / "course").parts[0].removesuffix(".py")


FILES = [path for path in sorted((ROOT / "course").rglob("*.py")) if layer_of(path) in RANKS]
named = pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module (and name in it) that is imported, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def attributes(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every `….name(` that is called, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno


@named
def test_a_file_imports_only_from_its_left(path: Path) -> None:
    layer = layer_of(path)
    wrong = []
    for name, line in imports(ast.parse(path.read_text())):
        other = name.removeprefix("course.").split(".")[0]
        if name.startswith("course.") and other in RANKS and other != layer and RANKS[other] >= RANKS[layer]:
            wrong.append(f"line {line}: {name}")
    assert wrong == []


@named
def test_content_and_rules_know_no_web_and_no_database(path: Path) -> None:
    strangers = (
        ("flask", "werkzeug", "sqlalchemy", "jinja2") if layer_of(path) in ("content", "rules") else ()
    )
    found = [name for name, _ in imports(ast.parse(path.read_text())) if name.startswith(strangers)]
    assert found == ([] if strangers else found)


@named
def test_only_pages_know_the_request(path: Path) -> None:
    if layer_of(path) == "web":
        return
    known = {name for name, _ in imports(ast.parse(path.read_text()))}
    assert {name for name in known if name.startswith("flask_login")} == set()
    assert known & {"flask.request", "flask.session"} == set()


@named
def test_only_callers_read_the_clock(path: Path) -> None:
    if layer_of(path) in CALLERS:
        return
    assert [found for found in attributes(ast.parse(path.read_text())) if found[0] in CLOCKS] == []


@named
def test_only_services_commit(path: Path) -> None:
    if layer_of(path) == "services" or path == ROOT / "course" / "storage" / "database.py":
        return
    tree = ast.parse(path.read_text())
    assert [found for found in attributes(tree) if found[0] == "commit"] == []
    assert [name for name, _ in imports(tree) if name == "course.storage.database.writing"] == []


@named
def test_an_import_inside_a_function_says_that_it_is_slow(path: Path) -> None:
    lines = path.read_text().splitlines()
    inside = {
        inner.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert [line for line in inside if "# slow import" not in lines[line - 1]] == []
