"""Learners submit while the server is killed again and again: what was acknowledged is there, once."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from course.storage.database import db
from course.storage.tables import Attempt, Enrolment, Response
from tests.load.learners import Answer, Browser, database_of, enrolled_browsers
from tests.load.serving import Server

CLIENTS = 4
START = "/courses/short/modules/only/attempts"
RIGHT = {"q1": "a", "q2": "a", "q3": "a", "q4": "One window", "anyway": "1"}


@dataclass
class Crowd:
    """Clients that work through the learners, one attempt and one token each, and retry until they are heard."""

    waiting: list[Browser]
    acknowledged: dict[str, Browser] = field(default_factory=dict)
    retries: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    sending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        while not self.over.is_set():
            with self._lock:
                if not self.waiting:
                    return
                browser = self.waiting.pop()
            token = f"token of {browser.person.email}"
            address = self._heard(browser, START, {}).location
            self._heard(browser, f"{address}/submission", {**RIGHT, "token": token})
            with self._lock:
                self.acknowledged[token] = browser
            browser.close()

    def _heard(self, browser: Browser, path: str, form: dict[str, Any]) -> Answer:
        """The answer to a form, sent again until there is one."""
        for _ in range(2000):
            try:
                self.sending.set()
                answer = browser.post(path, form)
            except (OSError, http.client.HTTPException):
                browser.close()
            else:
                if answer.status == 303:
                    return answer
                assert answer.status in (502, 503), f"{path}: {answer.status}"
            self.retries += 1
            time.sleep(0.05)
        raise AssertionError(f"{path} was never answered")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often the server was killed, how many submissions it acknowledged, and what is wrong with the records."""

    kills: int
    acknowledged: int
    retries: int
    faults: list[str]


def run(settings: dict[str, str], log: Path, kills: int, learners: int, seed: int) -> Outcome:
    """Kill every process of the server `kills` times, each time while somebody submits."""
    dice = random.Random(seed)
    with database_of(settings) as app:
        crowd = Crowd(enrolled_browsers(app, learners, int(settings["COURSE_PORT"])))
        server = Server(settings, log)
        server.wait()
        threads = [threading.Thread(target=crowd.work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                time.sleep(dice.uniform(0.05, 0.4))
                crowd.sending.clear()
                crowd.sending.wait(20)
                time.sleep(dice.uniform(0, 0.03))
                server.kill()
                server = Server(settings, log)
                server.wait()
            crowd.over.set()
            for thread in threads:
                thread.join(120)
        finally:
            crowd.over.set()
            server.stop()
        return Outcome(kills, len(crowd.acknowledged), crowd.retries, _faults(crowd))


def _faults(crowd: Crowd) -> list[str]:
    db.session.rollback()
    rows = db.session.execute(
        select(Attempt.token, Attempt.state, Attempt.points, func.count(Response.id))
        .join(Response, Response.attempt_id == Attempt.id, isouter=True)
        .group_by(Attempt.id, Attempt.token, Attempt.state, Attempt.points)
    )
    found, seen = [], Counter[str]()
    for token, state, points, answers in rows:
        if token:
            seen[token] += 1
            if (state, points, answers) != ("submitted", 3.0, 4):
                found.append(f"{token}: {state}, {points} points, {answers} answers")
    found += [f"{token}: lost" for token in crowd.acknowledged if seen[token] == 0]
    found += [f"{token}: {count} rows" for token, count in seen.items() if count > 1]
    each = select(func.count(Attempt.id)).join(Enrolment).group_by(Enrolment.account_id)
    found += [f"{count} attempts of one learner" for count in db.session.scalars(each) if count > 1]
    return found
