"""The sample tree, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.content.tree import SAMPLE, Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = tmp_path / "modules"
    shutil.copytree(SAMPLE, root)
    return Tree(root)
