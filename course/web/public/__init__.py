"""What anyone may read."""

from course.web.public import accounts, certificates, courses, credentials, dialogues, health, site

pages = (
    site.pages,
    courses.pages,
    accounts.pages,
    dialogues.pages,
    certificates.pages,
    credentials.pages,
    health.pages,
)
