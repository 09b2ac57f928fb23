"""HTML to PDF in one warm child process: started on first use, watched, replaced when it dies or overruns."""

from __future__ import annotations

import atexit
import base64
import json
import os
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.documents import renderer

LARGEST = 8 * 1024 * 1024  # bytes of one request
# Display type: our own fonts, then those of the same design for other scripts, then any
SERIFS = (
    *("Armenian", "Georgian", "Hebrew", "Ethiopic", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Sinhala"),
    *("Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam"),
)
DISPLAY = ("Course Serif", "Course Naskh", *(f"Noto Serif {script}" for script in SERIFS), "serif")  # bold


class RendererUnavailable(Exception):
    """The renderer is busy, died or took too long: answer 503 and let the reader try again."""


class NotRendered(Exception):
    """This document cannot be drawn; trying again does not help."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One PDF.

    `missing` are the characters that no font could draw (they show as boxes), `refused` the addresses that
    the document asked for in vain, `boxes` the place of each element with an id: left, top, right and bottom
    in CSS pixels.
    """

    pdf: bytes
    pages: int
    missing: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    boxes: Mapping[str, tuple[float, float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text up to where a line may end, its spaces included.

    In ems: `width` without the spaces, `space` the width of these, `height` of a line in its fonts.
    """

    text: str
    width: float
    space: float = 0
    height: float = 1


class Renderer:
    """The parent's side of one child process; threads may share it and wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id; None before the first document and after `stop`."""
        return self._process.pid if self._process else None

    def render(self, html: str, *, attachment: bytes = b"", timeout: float = 20) -> Rendered:
        """Draw `html` as one file of PDF/UA-1 and PDF/A-3a, within `timeout` seconds for waiting and again
        for drawing. `attachment` is embedded as credential.json, the data that the document shows.

        Raises RendererUnavailable (try again) or NotRendered (this document never will be).
        """
        facts, pdf = self._ask({"html": html, "attachment": base64.b64encode(attachment).decode()}, timeout)
        return Rendered(
            pdf=pdf,
            pages=facts["pages"],
            missing=tuple(facts["missing"]),
            refused=tuple(facts["refused"]),
            boxes={name: (box[0], box[1], box[2], box[3]) for name, box in facts["boxes"].items()},
        )

    def measure(
        self, text: str, *, language: str = "en", direction: str = "ltr", timeout: float = 20
    ) -> tuple[Piece, ...]:
        """The parts of `text` in display type and how wide each is drawn. Raises as `render` does."""
        request = {"text": text, "language": language, "direction": direction, "families": DISPLAY}
        return tuple(Piece(*piece) for piece in self._ask(request, timeout)[0]["pieces"])

    def _ask(self, request: Mapping[str, Any], timeout: float) -> tuple[dict[str, Any], bytes]:
        message = json.dumps({**request, "seconds": max(1, round(timeout))}).encode()
        if len(message) > LARGEST:
            raise NotRendered(f"the document has {len(message)} bytes, at most {LARGEST} are drawn")
        if not self._lock.acquire(timeout=timeout):
            raise RendererUnavailable("the renderer is busy")
        try:
            facts, pdf = self._answer(message, timeout)
        finally:
            self._lock.release()
        if "error" in facts:
            raise NotRendered(facts["error"])
        return facts, pdf

    def _answer(self, message: bytes, timeout: float) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin
        assert process.stdout
        late = threading.Event()

        def overrun() -> None:
            late.set()
            process.kill()  # the pipes close, and the calls below end

        watch = threading.Timer(timeout, overrun)
        watch.daemon = True
        watch.start()
        whole = False
        try:
            renderer.send(process.stdin, message)
            answer = json.loads(renderer.receive(process.stdout)), renderer.receive(process.stdout)
            whole = True
            return answer
        except (OSError, EOFError, ValueError) as error:
            reason = f"took more than {timeout:g} seconds" if late.is_set() else "ended before it answered"
            raise RendererUnavailable(f"the renderer {reason}") from error
        finally:
            watch.cancel()
            if late.is_set() or not whole:  # never reuse a pipe with half an answer in it
                self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [renderer.interpreter(), "-P", str(Path(renderer.__file__))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=renderer.environment(os.environ),
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            _close(process)

    def stop(self) -> None:
        """End the child, at once; the next document starts a new one."""
        if self._process is not None:
            self._process.kill()
        with self._lock:
            self._end()

    def forget(self) -> None:
        """After a fork: leave the child to the parent, and start one of our own when needed."""
        process, self._process, self._lock = self._process, None, threading.Lock()
        if process is not None:
            _close(process)
            process.returncode = 0  # not ours to wait for


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


_shared = Renderer()
atexit.register(_shared.stop)
os.register_at_fork(after_in_child=_shared.forget)


def render(html: str, *, attachment: bytes = b"", timeout: float = 20) -> Rendered:
    """Draw `html` in the process's own renderer (see Renderer.render)."""
    return _shared.render(html, attachment=attachment, timeout=timeout)


def measure(text: str, *, language: str = "en", direction: str = "ltr") -> tuple[Piece, ...]:
    """Measure `text` in the process's own renderer (see Renderer.measure)."""
    return _shared.measure(text, language=language, direction=direction)


def stop() -> None:
    """End the process's own renderer; the next document starts a new one."""
    _shared.stop()
