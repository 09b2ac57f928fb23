"""The renderer draws, refuses to fetch, and comes back after every death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.documents.pdf import DISPLAY, NotRendered, Renderer, RendererUnavailable

PAGE = '<html lang="en"><title>A page</title><p id="text">A page'
ENDLESS = '<html lang="en"><title>Long</title>' + "<table><tr><td>a<td>b<td>c</table>" * 20_000
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    ours = Renderer()
    yield ours
    ours.stop()


def alive(pid: int) -> bool:
    """Running: neither gone nor waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(pid)


def test_a_page_is_drawn_by_one_child_that_stays(renderer: Renderer) -> None:
    first = renderer.render(PAGE)
    pid = renderer.pid
    second = renderer.render(PAGE)
    assert first.pdf[:5] == b"%PDF-"
    assert (first.pages, first.missing, first.refused) == (1, (), ())
    assert second.pdf == first.pdf
    assert renderer.pid == pid


def test_measuring_tells_where_a_line_may_end_and_how_wide_each_part_is(renderer: Renderer) -> None:
    pieces = renderer.measure("Amina Wanjiru-Njoroge")
    assert [piece.text for piece in pieces] == ["Amina ", "Wanjiru-", "Njoroge"]
    assert [piece.space > 0 for piece in pieces] == [True, False, False]
    whole = renderer.measure("Amina\u00a0Wanjiru\u2011Njoroge")
    assert len(whole) == 1
    assert round(sum(piece.width + piece.space for piece in pieces), 1) == round(whole[0].width, 1)


def test_what_is_measured_is_as_wide_as_what_is_drawn(renderer: Renderer) -> None:
    (piece,) = renderer.measure("Njoroge")
    families = ", ".join(f"'{family}'" for family in DISPLAY)
    drawn = renderer.render(
        f'<html lang="en"><title>A page</title><p><b id="name" style="font: bold 50px {families}">Njoroge</b>'
    )
    left, _, right, _ = drawn.boxes["name"]
    assert round(right - left, 2) == round(50 * piece.width, 2)


def test_two_words_are_told_in_the_languages_that_write_no_spaces(renderer: Renderer) -> None:
    assert [piece.text for piece in renderer.measure("王小明", language="zh-CN")] == ["王", "小", "明"]
    assert len(renderer.measure("ศิริพรวัฒนา", language="th")) > 1


def test_characters_without_a_glyph_are_named(renderer: Renderer) -> None:
    assert renderer.render(PAGE + " \ue123 and \U000f1234").missing == ("\ue123", "\U000f1234")


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ('<img src="file:///etc/passwd" alt="x">', ("file:///etc/passwd",)),
        ('<img src="http://127.0.0.1:9/x.png" alt="x">', ("http://127.0.0.1:9/x.png",)),
        ('<img src="https://example.org/x.png" alt="x">', ("https://example.org/x.png",)),
        ('<link rel="stylesheet" href="ftp://example.org/x.css">', ("ftp://example.org/x.css",)),
        ('<base href="file:///etc/"><img src="passwd" alt="x">', ("file:///etc/passwd",)),
        ('<link rel="attachment" href="file:///etc/passwd">', ("file:///etc/passwd",)),
        ('<style>@import url("file:///etc/x.css")</style>', ("file:///etc/x.css",)),
        ('<style>p{background:url("FILE:///etc/x.png")}</style>', ("FILE:///etc/x.png",)),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/x.png"/></svg>',
            ("file:///etc/x.png",),
        ),
        ('<img src="asset:../../app.png" alt="x">', ("asset:../../app.png",)),
        ('<img src="passwd" alt="x">', ()),
    ],
)
def test_nothing_is_fetched_from_disk_or_network(
    renderer: Renderer, html: str, refused: tuple[str, ...]
) -> None:
    drawn = renderer.render(PAGE + html)
    assert drawn.refused == refused
    assert b"root:" not in drawn.pdf
    assert b"EmbeddedFile" not in drawn.pdf


def test_pictures_in_the_document_itself_are_drawn(renderer: Renderer) -> None:
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
        "ErkJggg=="
    )
    assert renderer.render(f'{PAGE}<img src="{dot}" alt="A dot">').refused == ()


def test_a_renderer_killed_at_work_is_unavailable_once(renderer: Renderer) -> None:
    renderer.render(PAGE)
    pid = renderer.pid
    assert pid
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(RendererUnavailable, match="ended before it answered"):
        renderer.render(ENDLESS)
    assert renderer.render(PAGE).pages == 1
    assert renderer.pid != pid


def test_a_renderer_killed_at_rest_is_replaced_unnoticed(renderer: Renderer) -> None:
    renderer.render(PAGE)
    pid = renderer.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert renderer.render(PAGE).pages == 1


def test_a_document_that_takes_too_long_is_given_up(renderer: Renderer) -> None:
    renderer.render(PAGE)
    began = time.monotonic()
    with pytest.raises(RendererUnavailable, match=r"took more than 0\.5 seconds"):
        renderer.render(ENDLESS, timeout=0.5)
    assert time.monotonic() - began < 5
    assert renderer.render(PAGE).pages == 1


def test_a_frozen_renderer_is_given_up_too(renderer: Renderer) -> None:
    renderer.render(PAGE)
    assert renderer.pid
    os.kill(renderer.pid, signal.SIGSTOP)
    with pytest.raises(RendererUnavailable):
        renderer.render(PAGE + "x" * 1_000_000, timeout=0.5)
    assert renderer.render(PAGE).pages == 1


def test_who_waits_too_long_for_a_turn_is_sent_away(renderer: Renderer) -> None:
    renderer.render(PAGE)
    errors: list[Exception] = []

    def hold() -> None:
        try:
            renderer.render(ENDLESS, timeout=2)
        except RendererUnavailable as error:
            errors.append(error)

    holder = threading.Thread(target=hold)
    holder.start()
    time.sleep(0.2)
    with pytest.raises(RendererUnavailable, match="busy"):
        renderer.render(PAGE, timeout=0.2)
    holder.join()
    assert len(errors) == 1
    assert renderer.render(PAGE).pages == 1


def test_threads_take_turns(renderer: Renderer) -> None:
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(renderer.render(PAGE).pdf)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 6
    assert len(set(drawn)) == 1


def test_a_document_of_many_megabytes_is_refused_before_anything_starts() -> None:
    renderer = Renderer()
    with pytest.raises(NotRendered, match="at most 8388608 are drawn"):
        renderer.render("x" * 9_000_000)
    assert renderer.pid is None


def test_the_child_ends_with_its_parent() -> None:
    program = (
        "import os, signal\nfrom course.documents.pdf import Renderer\nr = Renderer()\n"
        f"r.render({PAGE!r})\nprint(r.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert parent.returncode == -signal.SIGKILL
    assert gone(int(parent.stdout))


def test_after_a_fork_each_process_has_its_own_child_and_only_that_loads_weasyprint() -> None:
    program = (
        "import os, sys\nfrom course.documents import pdf\n"
        f"first = pdf.render({PAGE!r}).pdf\n"
        "pid = os.fork()\n"
        f"same = pdf.render({PAGE!r}).pdf == first\n"
        "if pid == 0:\n    pdf.stop()\n    os._exit(0 if same else 1)\n"
        "print(same, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 'weasyprint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout == "True 0 False\n"


def test_the_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch, renderer: Renderer) -> None:
    renderer.stop()
    monkeypatch.setenv("COURSE_SECRET", "canary-in-the-environment")
    renderer.render(PAGE)
    assert b"canary" not in Path(f"/proc/{renderer.pid}/environ").read_bytes()
