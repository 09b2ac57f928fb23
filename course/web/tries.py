"""Tries of a visitor, counted in the memory of this process: looking writes nothing, and takes no longer.

Several processes count apart, so the limit is that of each; it spares the machine. What makes codes hard to
guess is their 60 random bits.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from flask import current_app

from course.services.errors import TooMany
from course.web.security import client_address
from course.web.sessions import now

WINDOW = timedelta(minutes=15)
LIMITS = {"codes": 30, "files": 20}  # unknown codes and checked files of one visitor within the window
MOST = 10_000  # visitors remembered; whoever was counted longest ago is forgotten first
NETWORK = 64  # bits of an IPv6 address that a household or an office shares


class Tries:
    """At most `limit` tries of one visitor within the window."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, address: str, now: datetime) -> None:
        """Raises TooMany when the limit is reached."""
        with self._lock:
            moments = self._seen.get(network_of(address), deque())
            while moments and moments[0] <= now - WINDOW:
                moments.popleft()
            if len(moments) >= self.limit:
                raise TooMany(moments[0] + WINDOW)

    def count(self, address: str, now: datetime) -> None:
        with self._lock:
            visitor = network_of(address)
            self._seen.setdefault(visitor, deque(maxlen=self.limit)).append(now)
            self._seen.move_to_end(visitor)
            if len(self._seen) > MOST:
                self._seen.popitem(last=False)


def check(what: str) -> None:
    """Raises TooMany when whoever asks has had what LIMITS grants."""
    _tries(what).check(client_address(), now())


def count(what: str) -> None:
    """Count a try of whoever asks."""
    _tries(what).count(client_address(), now())


def _tries(what: str) -> Tries:
    found: Tries = current_app.extensions.setdefault(f"tries:{what}", Tries(LIMITS[what]))
    return found


def network_of(address: str) -> str:
    """The address, or for IPv6 the network that one visitor has for himself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return str(found if found.version == 4 else found.ipv4_mapped)
    return str(ipaddress.ip_network((found, NETWORK), strict=False))
