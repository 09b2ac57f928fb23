"""What a learner does: read, answer, reflect, pass, hold a certificate."""

from course.web.learner import (
    account,
    attempts,
    certificates,
    corrections,
    learning,
    lessons,
    modules,
    quizzes,
)

pages = (
    modules.pages,
    lessons.pages,
    quizzes.pages,
    attempts.pages,
    certificates.pages,
    corrections.pages,
    learning.pages,
    account.pages,
)
