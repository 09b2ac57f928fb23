"""The shape of every front matter and YAML file, and its errors as located problems, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course.content import fields as f
from course.content.problems import Report, closest
from course.content.yaml import Loc, Tree

S = TypeVar("S", bound="Schema")


class Schema(BaseModel):
    """A mapping with known keys; an unknown one is a problem."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ModuleFront(Schema):
    title: f.Text
    id: f.Identifier | None = None
    minutes: f.Whole | None = None
    objectives: dict[f.Identifier, f.Text] = {}
    dialogue: f.Text = ""
    see_also: tuple[f.Text, ...] = ()
    further: tuple[f.Text, ...] = ()
    sensitive: bool = False
    content_note: f.Text = ""
    reviewed_on: f.Day | None = None
    reviewed_by: f.Text = ""
    was: f.Identifier | None = None
    source: f.Text = ""


class QuizFront(Schema):
    pass_mark: f.Share | None = Field(None, alias="pass")
    attempts: f.Attempts = None
    wait: f.Wait = 0
    draw: f.Whole | None = None
    shuffle: Literal["questions", "options", "both", "none"] = "both"
    show: Literal["after-submit", "after-pass"] = "after-submit"
    keep: Literal["best", "last"] = "best"
    source: f.Text = ""


class VideoFront(Schema):
    src: f.Text
    title: f.Text = ""
    poster: f.Text = ""
    minutes: f.Whole | None = None
    megabytes: f.Positive | None = None
    captions: f.Text = ""
    transcript: f.Text = ""


class CertificateFront(Schema):
    hours: f.Positive
    signatory: f.Text = ""
    expires: f.Years = None


class CourseFront(Schema):
    title: f.Text
    summary: f.Text
    audience: f.Text = ""
    languages: Annotated[tuple[f.Language, ...], Field(min_length=1)]
    id: f.Identifier | None = None
    modules: tuple[f.Folder, ...] = ()
    pass_mark: f.Share = Field(0.8, alias="pass")
    order: Literal["suggested", "required"] = "suggested"
    certificate: CertificateFront | None = None


class CourseTexts(Schema):
    title: f.Text
    summary: f.Text
    audience: f.Text = ""
    source: f.Text = ""


class ForumFront(Schema):
    opens: f.Day | None = None
    closes: f.Day | None = None
    address: f.Address = ""


class WebinarFront(Schema):
    starts: f.Moment
    minutes: f.Whole | None = None
    language: f.Language = ""
    join: f.Address = ""
    recording: f.Address = ""
    panellists: tuple[f.Text, ...] = ()


class DialogueFront(Schema):
    title: f.Text
    timezone: f.Zone
    id: f.Identifier | None = None
    language: f.Language = ""
    number: f.Whole | None = None
    series: f.Text = ""
    year: f.Whole | None = None
    forum: Annotated[ForumFront | None, f.Absent] = None
    webinars: tuple[WebinarFront, ...] = ()
    documents: dict[f.Identifier, f.Text] = {}
    questions: tuple[f.Text, ...] = ()
    source: f.Text = ""


class DialogueTexts(DialogueFront):
    """A translation of dialogue.md; what is no text may be left out, or is the same."""

    timezone: f.Zone = ""


class DocumentFront(Schema):
    title: f.Text = ""
    language: f.Language = ""


class SourceEntry(Schema):
    author: f.Text
    title: f.Text
    year: f.Text
    publisher: f.Text = ""
    address: f.Address = ""
    as_of: f.Month = ""
    review_by: f.Day | None = None
    note: f.Text = ""


class TermEntry(Schema):
    term: f.Text
    definition: f.Text
    see: tuple[f.Identifier, ...] = ()


class PersonEntry(Schema):
    name: f.Text
    role: f.Text
    organisation: f.Text = ""


class SupportEntry(Schema):
    country: f.Country
    name: f.Text
    address: f.Address = ""
    languages: tuple[f.Language, ...] = ()
    hours: f.Text = ""
    phone: f.Text = ""
    note: f.Text = ""
    verified_on: f.DayOrNever = None


class SupportFront(Schema):
    note: f.Text = ""
    services: tuple[SupportEntry, ...] = ()


class ServiceTexts(Schema):
    """What is text in a support service."""

    note: f.Text = ""
    hours: f.Text = ""


class SupportTexts(Schema):
    """A translation of support.yaml: its note, and the texts of each service by its name."""

    note: f.Text = ""
    services: dict[f.Text, ServiceTexts] = {}


_SHAPES = {
    "dict_type": ("a mapping of keys and values", "Write key: value lines below it."),
    "model_type": ("a mapping of keys and values", "Write key: value lines below it."),
    "tuple_type": ("a list", "Write it as [a, b], or as lines that begin with a hyphen."),
    "bool_type": ("true or false", "Write true or false."),
}


def validate(schema: type[S], tree: Tree, report: Report, loc: Loc = ()) -> S | None:
    """The value at `loc` as `schema`; None after reporting every error in it."""
    value: Any = tree.value
    for step in loc:
        value = value[step]
    try:
        return schema.model_validate(_arrays({} if value is None else value))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(schema, detail, tree, report, loc)
        return None


def _arrays(value: Any) -> Any:
    """Lists as tuples, which is what the frozen schemas hold; empty keys are left out."""
    if isinstance(value, list):
        return tuple(_arrays(item) for item in value)
    if isinstance(value, dict):
        return {key: _arrays(item) for key, item in value.items()}
    return value


def _report(schema: type[Schema], detail: Any, tree: Tree, report: Report, root: Loc) -> None:
    loc: Loc = (*root, *(step for step in detail["loc"] if step != "[key]"))
    name, kind, context = str(loc[-1]) if loc else "", detail["type"], detail.get("ctx", {})
    if kind == "missing":
        report.error("key-missing", tree.key(loc[:-1]), f'The key "{name}" is missing.', f"Add {name}: …")
    elif kind == "extra_forbidden":
        what = f'The key "{name}" is not known here.'
        known = _names(_within(schema, loc[len(root) : -1]))
        report.error("key-unknown", tree.key(loc), what, "", closest(name, known))
    elif kind == "literal_error":
        written = str(detail["input"])
        words = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(", ")]
        expected = f"Write one of: {', '.join(words)}."
        report.error(
            "value", tree.place(loc), f'"{written}" does not fit "{name}".', expected, closest(written, words)
        )
    elif "what" in context:
        at = tree.key(loc) if "[key]" in detail["loc"] else tree.place(loc)
        report.error(kind, at, context["what"], context["expected"], context["suggestion"])
    elif kind == "too_short":
        report.error("empty", tree.place(loc), f'"{name}" is an empty list.', "Name at least one.")
    else:
        shape, expected = _SHAPES.get(kind, ("fitting", ""))
        report.error("value", tree.place(loc), f"This is not {shape}.", expected)


def _within(schema: type[Schema], loc: Loc) -> type[Schema]:
    """The schema that stands at `loc` inside `schema`."""
    for step in loc:
        annotation = schema.model_fields[step].annotation if step in schema.model_fields else None
        schema = next(_schemas(annotation), schema)
    return schema


def _schemas(annotation: Any) -> Iterator[type[Schema]]:
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        yield annotation
    for part in get_args(annotation):
        yield from _schemas(part)


def _names(schema: type[Schema]) -> set[str]:
    return {field.alias or name for name, field in schema.model_fields.items()}
