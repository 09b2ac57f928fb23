"""One site twice: ours, and the bare one that serves the same page and takes the same quiz."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from course.services.passwords import digest
from tests.bench import bare, courses, site
from tests.bench.measure import Pair, paired
from tests.bench.site import LESSON, MODULE, SECRET, Site, Visitor


@dataclass
class Twins:
    ours: Site
    bare: Flask
    visitor: Visitor
    attempt: int
    form: bytes
    database: sqlite3.Connection  # to undo a submission

    def lesson(self, pairs: int) -> Pair:
        """CPU of the signed-in lesson page."""
        ours = site.environ(LESSON, self.visitor.cookies)
        plain = site.environ(LESSON, self._bare_cookie(), accepts="")
        assert site.call(self.ours.app, ours)[0] == site.call(self.bare, plain)[0] == "200 OK"
        return paired(lambda: site.call(self.ours.app, ours), lambda: site.call(self.bare, plain), pairs)

    def submission(self, pairs: int) -> Pair:
        """CPU of submitting ten answers."""
        path = f"/attempts/{self.attempt}/submission"
        ours = site.environ(path, self.visitor.cookies, self.form)
        plain = site.environ(path, self._bare_cookie(), self.form, accepts="")
        for app, request in ((self.ours.app, ours), (self.bare, plain)):
            self.reopen()
            assert site.call(app, request, self.form)[0] == "303 SEE OTHER"
            assert self.result() == ("submitted", 9, 10, 1, courses.ITEMS)
        return paired(
            lambda: site.call(self.ours.app, ours, self.form),
            lambda: site.call(self.bare, plain, self.form),
            pairs,
            (self.reopen, self.reopen),
        )

    def reopen(self) -> None:
        """Undo the submission."""
        with self.database:
            self.database.execute("DELETE FROM response WHERE attempt_id = ?", (self.attempt,))
            self.database.execute(
                "UPDATE attempt SET state = 'open', token = NULL, passed = NULL, points = NULL, points_of = NULL, "
                "submitted_at = NULL WHERE id = ?",
                (self.attempt,),
            )

    def result(self) -> tuple[Any, ...]:
        row = self.database.execute(
            "SELECT state, points, points_of, passed FROM attempt WHERE id = ?", (self.attempt,)
        ).fetchone()
        answers = self.database.execute(
            "SELECT count(*) FROM response WHERE attempt_id = ?", (self.attempt,)
        ).fetchone()
        return (*row, *answers)

    def _bare_cookie(self) -> str:
        token = re.search(r"=(\S+);", self.visitor.cookies)
        assert token
        serializer = self.ours.app.session_interface.get_signing_serializer(self.ours.app)  # type: ignore[attr-defined]
        return bare.cookie(self.bare, digest(serializer.loads(token[1])["_user_id"]))


@contextmanager
def made(folder: Path, modules: Path) -> Iterator[Twins]:
    """Both, over the same database file."""
    with site.opened(modules, folder / "data") as ours:
        visitor = ours.person(1)
        attempt, form = ours.attempt(visitor)
        file = ours.config.data / "course.db"
        page = _page(ours, visitor)
        yield Twins(
            ours, bare.make(file, page, _key(ours), SECRET), visitor, attempt, form, sqlite3.connect(file)
        )


def _key(ours: Site) -> dict[str, Any]:
    module = ours.course.module(MODULE)
    assert module is not None
    assert module.quiz is not None
    return {item.id: site.right_answer(item) for item in module.quiz.items}


def _page(ours: Site, visitor: Visitor) -> dict[str, Any]:
    """What the bare page shows: the same text, and what else ours has, in one piece, so that both have one size."""
    size = len(site.call(ours.app, site.environ(LESSON, visitor.cookies, accepts=""))[1])
    module = ours.course.module(MODULE)
    assert module is not None
    lesson = module.lesson("lesson-3")
    assert lesson is not None
    base = LESSON.rsplit("/", 1)[0]
    page: dict[str, Any] = {
        "language": "en",
        "direction": "ltr",
        "module": module.title,
        "lesson": lesson.title,
        "style": "/assets/site.css",
        "menu": [
            {"url": f"/{name}", "text": name, "here": name == "Course"}
            for name in ("Course", "Dialogues", "Learning", "Account")
        ],
        "lessons": [
            {"id": each.id, "url": f"{base}/{each.id}", "title": each.title} for each in module.lessons
        ],
        "blocks": [getattr(block, "html", "") or getattr(block, "prompt", "") for block in lesson.blocks],
    }
    template = Flask("bare").jinja_env.from_string(bare.PAGE)
    lacking = size - len(template.render(**page, note="", name=visitor.person.display_name, rest="").encode())
    return {**page, "rest": "<p>Further words.</p>\n" * (lacking // 22)}


def statements(ours: Site, request: dict[str, Any]) -> int:
    """How many statements the database executes for one page."""
    from tests.completed import counted  # noqa: PLC0415  # slow import: nothing else here needs the certificates

    with counted(ours.app) as seen:
        site.call(ours.app, request)
    return sum(not statement.startswith("BEGIN") for statement in seen)
