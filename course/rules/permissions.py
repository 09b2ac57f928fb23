"""Who may do what: a learner less than a trainer, a trainer less than an admin, an unknown role nothing."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What a page or command asks for."""

    PUBLIC = "public"  # anyone, signed in or not
    SIGNED_IN = "signed-in"  # one's own account
    LEARN = "learn"  # take a course: progress, attempts, certificate
    TRAIN = "train"  # drafts, previews, item statistics
    ADMINISTER = "administer"  # people, records, exports, certificates, audit


_RANKS = {"learner": 1, "trainer": 2, "admin": 3}
_NEEDED = {
    Permission.PUBLIC: 0,
    Permission.SIGNED_IN: 1,
    Permission.LEARN: 1,
    Permission.TRAIN: 2,
    Permission.ADMINISTER: 3,
}


def may(role: str | None, permission: Permission) -> bool:
    """Whether someone in `role` (learner, trainer, admin; None when signed out) has the permission."""
    return _RANKS.get(role or "", 0) >= _NEEDED[permission]
