"""Who may do what."""

from __future__ import annotations

import pytest

from course.rules.permissions import Permission, may


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (None, "public"),
        ("", "public"),
        ("superuser", "public"),
        ("learner", "public signed-in learn"),
        ("trainer", "public signed-in learn train"),
        ("admin", "public signed-in learn train administer"),
    ],
)
def test_each_role_may_what_the_lesser_may_and_more(role: str | None, allowed: str) -> None:
    assert " ".join(permission for permission in Permission if may(role, permission)) == allowed
