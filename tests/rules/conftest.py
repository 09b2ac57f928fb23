"""Property tests of rules have no deadline of their own: how busy the machine is says nothing of a rule."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
