"""A renderer that is away: its process is killed whenever it starts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from course.documents import pdf


@contextmanager
def away() -> Iterator[None]:
    """Nothing is drawn meanwhile: the renderer ends before it answers."""
    pdf.stop()
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.01):
            process = pdf._shared._process
            if process is not None:
                process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()
        pdf.stop()
