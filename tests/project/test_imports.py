"""The directions of import, and what each layer may not know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from course.config import ROOT

ORDER = (
    "content",
    "rules",
    "config",
    "storage",
    "documents",
    "organisation",
    "services",
    "web cli jobs",
    "app",
)
RANKS = {layer: rank for rank, layers in enumerate(ORDER) for layer in layers.split()}
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT / "course").parts[0].removesuffix(".py")


FILES = [path for path in sorted((ROOT / "course").rglob("*.py")) if layer_of(path) in RANKS]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, with each name in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[str]:
    """Every `thing.name` that a file calls."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def outside(*layers: str) -> list[Path]:
    return [path for path in FILES if layer_of(path) not in layers]


def test_a_file_imports_only_from_its_left() -> None:
    wrong = []
    for path in FILES:
        layer = layer_of(path)
        for name in imports(path):
            other = name.removeprefix("course.").split(".")[0] if name.startswith("course.") else ""
            if other in RANKS and other != layer and RANKS[other] >= RANKS[layer]:
                wrong.append((path, name))
    assert wrong == []


def test_content_and_rules_know_no_web_and_no_database() -> None:
    strangers = ("flask", "werkzeug", "sqlalchemy", "jinja2")
    files = [path for path in FILES if layer_of(path) in ("content", "rules")]
    assert [(path, name) for path in files for name in imports(path) if name.startswith(strangers)] == []


def test_only_pages_know_the_request() -> None:
    strangers = ("flask_login", "flask.request", "flask.session", "flask_wtf")
    files = outside("web")
    assert [(path, name) for path in files for name in imports(path) if name.startswith(strangers)] == []


def test_only_callers_read_the_clock() -> None:
    files = outside("web", "cli", "jobs")
    assert [(path, call) for path in files for call in calls(path) if call.endswith(CLOCKS)] == []


def test_only_services_commit() -> None:
    files = [path for path in outside("services") if path != ROOT / "course" / "storage" / "database.py"]
    assert [(path, call) for path in files for call in calls(path) if call.endswith(".commit")] == []
    assert [path for path in files for name in imports(path) if name.endswith("database.writing")] == []


def test_an_import_inside_a_function_says_that_it_is_slow() -> None:
    silent = []
    for path in FILES:
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
                silent += [
                    (path, each.lineno) for each in inside if "# slow import" not in lines[each.lineno - 1]
                ]
    assert silent == []
