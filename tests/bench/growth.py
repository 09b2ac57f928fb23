"""Goal 8: the same page and the same submission with a hundred times the learners, attempts and modules."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from tests.bench import courses, site, twins
from tests.bench.measure import Pair, Row, paired

LEARNERS = 100
TIMES = 100
ATTEMPTS = 3  # of each learner, in each of two modules
FILL = (
    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count}) {statement}"
)
ROWS = (
    "INSERT INTO account (id, email, display_name, role, language, timezone, created_at) "
    "SELECT 100 + n, 'filler' || n || '@example.org', 'Filler', 'learner', 'en', 'UTC', '{at}' FROM number",
    "INSERT INTO session (account_id, token_hash, device, created_at, seen_at, expires_at) "
    "SELECT 100 + n, 'hash' || n, 'Firefox', '{at}', '{at}', '2999-01-01 00:00:00' FROM number",
    "INSERT INTO enrolment (id, account_id, course_id, enrolled_at, active_at) "
    "SELECT 100 + n, 100 + n, 'bench', '{at}', '{at}' FROM number",
    "INSERT INTO lesson_completion (enrolment_id, module_id, lesson_id, completed_at) "
    "SELECT 100 + n / 12, 'module-' || (1 + n / 6 % 2), 'lesson-' || (1 + n % 6), '{at}' FROM number WHERE n >= 12",
    "INSERT INTO attempt (id, enrolment_id, module_id, number, state, language, quiz_fingerprint, revision, layout, "
    "pass_mark, started_at, submitted_at, points, points_of, passed) "
    "SELECT 1000 + n, 100 + n / 6, 'module-' || (1 + n / 3 % 2), 1 + n % 3, 'submitted', 'en', 'q', 'r', '[]', 0.8, "
    "'{at}', '{at}', 9, 10, 1 FROM number WHERE n >= 6",
    "INSERT INTO response (attempt_id, item_id, fingerprint, answer, score, saved_at) "
    "SELECT 1000 + n / 10, 'item-' || (1 + n % 10), (SELECT fingerprint FROM item LIMIT 1), '0', 1, '{at}' "
    "FROM number WHERE n >= 60",
)
A_LEARNER = (1, 1, 1, 12, 6, 60)  # rows of each kind for one learner


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    with ExitStack() as open_ones:
        few, many = (
            open_ones.enter_context(
                twins.made(folder / name, courses.write(folder / name / "modules", count))
            )
            for name, count in (("few", 1), ("many", TIMES // 10 if quick else TIMES))
        )
        fill(few.ours.config.data / "course.db", LEARNERS)
        fill(many.ours.config.data / "course.db", LEARNERS * TIMES)
        yield _row("lesson page", _lessons(few, many, 400 if quick else 2000))
        yield _row("submission", _submissions(few, many, 150 if quick else 800))


def fill(database: Path, learners: int) -> None:
    """Add that many learners, each with lessons done and quizzes taken."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement, times in zip(ROWS, A_LEARNER, strict=True):
            last = learners * times if times == 1 else (learners + 1) * times - 1
            connection.execute(
                FILL.format(count=last, statement=statement.format(at=f"{site.NOW:%Y-%m-%d %H:%M:%S}.000000"))
            )
        connection.execute("ANALYZE")


def _lessons(few: twins.Twins, many: twins.Twins, pairs: int) -> Pair:
    def one(of: twins.Twins) -> Callable[[], object]:
        request = site.environ(site.LESSON, of.visitor.cookies)
        assert site.call(of.ours.app, request)[0] == "200 OK"
        return lambda: site.call(of.ours.app, request)

    return paired(one(many), one(few), pairs)


def _submissions(few: twins.Twins, many: twins.Twins, pairs: int) -> Pair:
    def one(of: twins.Twins) -> Callable[[], object]:
        request = site.environ(f"/attempts/{of.attempt}/submission", of.visitor.cookies, of.form)
        return lambda: site.call(of.ours.app, request, of.form)

    return paired(one(many), one(few), pairs, (many.reopen, few.reopen))


def _row(what: str, pair: Pair) -> Row:
    more = pair.ours / pair.bare - 1
    facts = {"many_ms": pair.ours, "few_ms": pair.bare, "more": more}
    what = f"{what} at {TIMES} × the learners and attempts"
    return Row(
        8,
        what,
        f"{more:+.0%} ({pair.ours:.3g} ms, before {pair.bare:.3g} ms)",
        "≤ +10 %",
        more <= 0.1,
        pair.spread,
        facts,
    )
