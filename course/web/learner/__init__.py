"""What a learner does: read, answer, reflect, pass, hold a certificate."""

from course.web.learner import account, attempts, certificates, learning, lessons, modules, quizzes

pages = (
    modules.pages,
    lessons.pages,
    quizzes.pages,
    attempts.pages,
    certificates.pages,
    learning.pages,
    account.pages,
)
