"""The quizzes that come with this course ask for knowledge: the look of the answers passes none of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from course.content.catalogue import load
from course.content.guessing import Strategy, luckiest
from course.content.model import Quiz

SHIPPED = Path(__file__).parents[2] / "modules"


def quizzes() -> Iterator[tuple[str, Quiz]]:
    """Every quiz in every language, those of drafts included."""
    for languages in load(SHIPPED).courses.values():
        for language, course in languages.items():
            for module in (*course.modules, *course.drafts):
                if module.quiz and module.quiz.language == language:
                    yield f"{course.id}/{module.id}.{language}", module.quiz


QUIZZES = dict(quizzes())


def test_there_are_quizzes_to_judge() -> None:
    assert QUIZZES


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("name", QUIZZES)
def test_nobody_passes_by_the_look_of_the_answers(name: str, strategy: Strategy) -> None:
    quiz = QUIZZES[name]
    luck = luckiest(quiz.items, quiz.asked, strategy)
    assert not luck.passes(quiz.pass_mark), luck
