"""What the columns of all tables are made with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

Id = Mapped[int]


def own() -> Any:
    """The number of a row."""
    return mapped_column(primary_key=True)


def to(column: str, **options: Any) -> Any:
    """The number of a row of another table, as "table.id"."""
    return mapped_column(ForeignKey(column), **options)
