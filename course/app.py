"""The application: configuration, database, content, pages and commands, wired together."""

from __future__ import annotations

import logging
from functools import lru_cache

from flask import Flask
from flask.cli import FlaskGroup, NoAppException

from course import cli, jobs
from course.config import ROOT, Config, ConfigError, load
from course.content.catalogue import Library
from course.storage.database import db, prepare
from course.web import assets, compression, errors, guard, languages, security, sessions, templating
from course.web.admin import pages as admin_pages
from course.web.learner import pages as learner_pages
from course.web.public import pages as public_pages
from course.web.trainer import pages as trainer_pages


def create_app(config: Config | None = None) -> Flask:
    """Make the application; raises ConfigError for settings that cannot be used.

    Reads the content, but neither touches the database nor starts a thread: a server calls `jobs.start`.
    """
    settings = config or load()
    app = Flask("course", template_folder=str(ROOT / "templates"), static_folder=None)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    app.config.update(
        COURSE=settings,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not settings.sqlite, "pool_timeout": 10},
        LOCALE_FOLDER=ROOT / "course" / "locale",
    )
    settings.data.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    app.extensions["library"] = Library(settings.modules)
    styles = assets.Assets()
    security.init_app(app, settings, styles)
    sessions.init_app(app)
    languages.init_app(app)
    guard.init_app(app)
    templating.init_app(app, styles)
    assets.init_app(app, styles)
    errors.init_app(app)
    compression.init_app(app)
    for blueprint in (*public_pages, *learner_pages, *trainer_pages, *admin_pages):
        app.register_blueprint(blueprint)
    guard.check_routes(app)
    return app


def serve_app() -> Flask:
    """The application as a server runs it: content is watched and mail is sent."""
    app = _made(load())
    jobs.start(app)
    return app


@lru_cache(maxsize=1)
def _made(settings: Config) -> Flask:
    """The application that `course serve` has made already when it forks its workers, and else a new one."""
    return create_app(settings)


def _told_plainly() -> Flask:
    """The application for a command; settings that cannot be used are named, without a traceback."""
    try:
        return _made(load())
    except ConfigError as error:
        raise NoAppException(str(error)) from None


main = FlaskGroup(
    create_app=_told_plainly, add_default_commands=False, add_version_option=False, help=cli.HELP
)
for command in cli.commands:
    main.add_command(command)
