"""Who issues, for the pages: from the settings and the content of this request."""

from __future__ import annotations

from course.content.model import Course
from course.documents import signing
from course.documents.signing import SigningKeyFile
from course.services import certificates
from course.services.certificates import Issuer
from course.web.catalogue import catalogue
from course.web.sessions import config


def issuer_of(course: Course) -> Issuer:
    """Who issues a course's certificate."""
    return certificates.issuer_of(course, catalogue().people, config())


def signing_key() -> SigningKeyFile | None:
    """The key that signs sheets; None where none is installed."""
    return signing.key_of(config())
