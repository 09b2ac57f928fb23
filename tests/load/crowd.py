"""Many at once: threads that begin together, each with the database's context."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask


def at_once(app: Flask, count: int, what: Callable[[int], object]) -> list[Any]:
    """What each of `count` threads returned, or the error it raised."""
    start = Barrier(count)

    def one(number: int) -> object:
        with app.app_context():
            start.wait(20)
            try:
                return what(number)
            except Exception as error:
                return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))
