"""What went wrong, said in a line and with exit code 1, without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from course.config import ConfigError
from course.services.errors import NotFound, Refused
from course.services.refusals import in_words

P = ParamSpec("P")
R = TypeVar("R")


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what a service refuses, a bad setting or a database that is away into a plain message."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Refused as refused:
            raise click.ClickException(in_words(refused)) from None
        except NotFound:
            raise click.ClickException("There is no such thing here. Check what you typed.") from None
        except ConfigError as error:
            raise click.ClickException(str(error)) from None
        except (OperationalError, ProgrammingError) as error:
            message = f"the database cannot be used: {error.orig}\nTo see what is wrong, type: ./run doctor"
            raise click.ClickException(message) from None

    return wrapped


def printable(text: str) -> str:
    """The text without signs that could steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
