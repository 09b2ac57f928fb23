"""The parts pages are made of: their words, labels and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from wtforms import Form, PasswordField, RadioField, StringField
from wtforms.validators import DataRequired

from course.web.templating import number

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2018, 6, 9, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.filters["number"] = number
    environment.globals.update(
        csrf=lambda: Markup('<input type="hidden" name="csrf_token" value="x">'),
        url_for=lambda name, **values: "/" + name + "".join(f"/{value}" for value in values.values()),
        asset=lambda name: f"/assets/{name}",
        fragment=lambda *values, caller: caller(),
        get_flashed_messages=lambda with_categories: [],
    )
    return environment


@pytest.fixture(scope="module")
def macro(templates: Environment) -> Callable[..., str]:
    def call(file: str, name: str, *values: object, **named: object) -> str:
        return str(getattr(templates.get_template(f"components/{file}.html").module, name)(*values, **named))

    return call


def fragment(markup: str) -> Element:
    """The markup as a tree; a mistake in it fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(
        f"<!doctype html><html><head><title>x</title></head><body>{markup}</body></html>"
    )
    return tree


def words(tree: Element) -> str:
    return " ".join("".join(tree.itertext()).split())


def option(
    value: str, html: str, selected: bool = False, tone: str = "", feedback: str = ""
) -> SimpleNamespace:
    return SimpleNamespace(
        value=value, html=html, text=html, selected=selected, tone=tone, feedback_html=feedback
    )


def view(kind: str, **more: object) -> SimpleNamespace:
    """What a page knows of an item: everything empty but what is given."""
    fields: dict[str, object] = dict.fromkeys(
        ("hint_html", "value", "unit", "low_text", "high_text", "tone", "feedback_html", "answer_html"), ""
    )
    fields |= {"explanation_html": "", "describedby": "", "number": 3, "disabled": False}
    fields |= {"kind": kind, "name": "q-1", "legend_html": "<p>Who is asked?</p>"}
    fields |= {"options": [], "rows": [], "parts": []}
    return SimpleNamespace(**(fields | more))


CHOICES = [option("a", "The women"), option("b", "The men", selected=True)]
ROWS = [
    SimpleNamespace(html=f"Row {n}", name=f"q-1-{n}", options=CHOICES, tone="", feedback_html="")
    for n in (0, 1)
]
PARTS = [
    SimpleNamespace(html="<p>The ", name=""),
    SimpleNamespace(name="q-1-0", value="patriarchal", options=[], label="Gap 1", tone=""),
    SimpleNamespace(html=" dividend, a ", name=""),
    SimpleNamespace(name="q-1-1", value="", options=CHOICES, label="Gap 2", tone="no"),
    SimpleNamespace(html=".</p>", name=""),
]
KINDS = {
    "single": (view("single", options=CHOICES), ["q-1", "q-1"]),
    "multiple": (view("multiple", options=CHOICES), ["q-1", "q-1"]),
    "true-false": (view("true-false", options=CHOICES), ["q-1", "q-1"]),
    "matching": (view("matching", rows=ROWS), ["q-1-0", "q-1-1"]),
    "ordering": (view("ordering", rows=ROWS), ["q-1-0", "q-1-1"]),
    "short": (view("short", value="care"), ["q-1"]),
    "numeric": (view("numeric", value="16.4", unit="hours"), ["q-1"]),
    "gaps": (view("gaps", legend_html="", parts=PARTS), ["q-1-0", "q-1-1"]),
    "scale": (view("scale", options=CHOICES, low_text="Never", high_text="Daily"), ["q-1", "q-1"]),
    "open": (view("open", legend_html="<p>First.</p><p>Then.</p>"), ["q-1"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_every_kind_is_made_of_named_and_labelled_native_controls(
    kind: str, macro: Callable[..., str]
) -> None:
    shown, names = KINDS[kind]
    tree = fragment(macro("items", "item", shown))
    controls = [one for one in tree.iter() if one.tag in ("input", "select", "textarea")]
    assert [one.get("name") for one in controls] == names
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in tree.iter("label")} | {
        control.get("id") for label in tree.iter("label") for control in label.iter("input")
    }
    for one in controls:
        assert (
            one.get("id") in labelled
            or one.get("aria-label")
            or one.get("aria-labelledby")
            in (
                "id_q-1-prompt",
                "id_q-1-prompt id_q-1-unit",
            )
        )
    for one in tree.iter():
        for pointer in ("aria-describedby", "aria-labelledby"):
            assert set((one.get(pointer) or "").split()) <= set(ids)


def test_a_single_paragraph_names_the_group_in_a_legend_and_a_longer_prompt_from_a_block(
    macro: Callable[..., str],
) -> None:
    short = fragment(macro("items", "item", view("single", options=CHOICES)))
    assert [words(one) for one in short.iter("legend")] == ["3. Who is asked?"]
    long = fragment(
        macro("items", "item", view("single", legend_html="<p>One.</p><p>Two.</p>", options=CHOICES))
    )
    (group,) = long.iter("fieldset")
    assert group.get("aria-labelledby") == "id_q-1-prompt"
    assert [words(one) for one in long.iter("p")][:2] == ["3. One.", "Two."]


def test_feedback_stands_in_words_under_the_option_it_is_about(macro: Callable[..., str]) -> None:
    options = [
        option("a", "The women", selected=True, tone="ok", feedback="Every time."),
        option("b", "The men", selected=True, tone="no", feedback="Rarely."),
        option("c", "Nobody"),
    ]
    tree = fragment(macro("items", "item", view("multiple", options=options)))
    shown = [words(one) for one in tree.iter("div") if "opt" in (one.get("class") or "").split()]
    assert shown == ["The women Right. Every time.", "The men Not quite. Rarely.", "Nobody"]


def test_a_check_asks_by_get_and_returns_to_itself(macro: Callable[..., str]) -> None:
    tree = fragment(macro("check", "check", "spared", view("single", options=CHOICES), tried=True))
    (form,) = tree.iter("form")
    assert (form.get("method"), form.get("action"), form.get("id")) == (
        "get",
        "#check-spared",
        "check-spared",
    )
    assert [words(one) for one in form.iter("button")] == ["Check again", "Show the answer"]


def test_a_field_points_at_its_hint_and_its_error_and_the_summary_at_the_field(
    macro: Callable[..., str],
) -> None:
    class Account(Form):
        name = StringField("Name", [DataRequired("Type your name.")])
        password = PasswordField("Password", [DataRequired("Type a password.")])
        mail = RadioField("Write to me", choices={"a": "Often", "b": "Never"})

    form = Account(data={"mail": "b"})
    form.validate()
    field = fragment(macro("forms", "field", form.name, hint="As on a badge", autocomplete="name"))
    (box,) = field.iter("input")
    assert {key: box.get(key) for key in ("aria-describedby", "aria-invalid", "autocomplete")} == {
        "aria-describedby": "name-hint name-error",
        "aria-invalid": "true",
        "autocomplete": "name",
    }
    summary = fragment(macro("forms", "error_summary", form))
    assert [(one.get("href"), words(one)) for one in summary.iter("a")] == [
        ("#name", "Name: Type your name."),
        ("#password", "Password: Type a password."),
    ]
    (button,) = fragment(macro("forms", "field", form.password)).iter("button")
    assert (button.get("type"), button.get("hidden")) == ("button", "")
    group = fragment(macro("forms", "radio_group", form.mail))
    assert [words(one) for one in group.iter("legend")] == ["Write to me"]


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (SimpleNamespace(kind="not-started"), "Not started"),
        (SimpleNamespace(kind="in-progress", done=1, of=5), "In progress: 1 of 5"),
        (SimpleNamespace(kind="completed"), "Completed"),
        (SimpleNamespace(kind="locked", opens_after=SimpleNamespace(number=5)), "Opens after module 5"),
    ],
)
def test_the_four_states_of_a_module_are_words(
    state: SimpleNamespace, text: str, macro: Callable[..., str]
) -> None:
    assert words(fragment(macro("tags", "state", state)).find("body") or Element("x")) == text


def test_the_rings_say_what_they_show(macro: Callable[..., str]) -> None:
    (svg,) = fragment(macro("rings", "rings", 6, [1, 2], 3)).iter("{http://www.w3.org/2000/svg}svg")
    assert svg.get("aria-label") == "Progress: 2 of 6 modules completed, module 3 in progress"
    fills = [one.get("fill") for one in svg]
    assert fills == ["#421F4C", "#482453", "#4E2A5A", "#F2B632", "#9FDFC2", "#B5E8D0"]


def test_a_score_is_drawn_with_attributes_only(macro: Callable[..., str]) -> None:
    assert 'stroke-dasharray="80.0 100"' in macro("result", "score", 8, 10)
    assert '<rect width="50.0%"' in macro("result", "bar", 2, 4)
    assert macro("result", "bar", 0, 0).count("<rect") == 1


def test_a_countdown_is_text_and_ends_in_words(macro: Callable[..., str]) -> None:
    later = NOW + timedelta(days=3, hours=1, minutes=20)
    assert "3days 1hour 20minutes" in words(fragment(macro("countdown", "countdown", later, NOW, "Now")))
    assert words(fragment(macro("countdown", "countdown", NOW, NOW, "Now"))).endswith("Now")


def page(templates: Environment, **more: object) -> Element:
    site = SimpleNamespace(name="Equality Training", lines=["Equality", "Training"], course="")
    known = {"site": site, "language": "en", "direction": "ltr", "languages": [("en", "English")]}
    known |= {"account": None, "inline_css": None, "sensitive": False, "nav": "course"}
    text = templates.get_template("public/help.html").render(**(known | more))
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return tree


def test_every_page_has_a_title_a_skip_link_and_one_current_entry(templates: Environment) -> None:
    tree = page(templates)
    assert [one.text for one in tree.iter("title")] == ["Help – Equality Training"]
    assert next(tree.iter("a")).get("href") == "#main"
    assert [words(one) for one in tree.iter("a") if one.get("aria-current") == "page"] == ["Course"]


def test_only_a_sensitive_page_offers_to_leave(templates: Environment) -> None:
    exits = [
        [
            one.get("href")
            for one in page(templates, sensitive=sensitive).iter("a")
            if "data-exit" in one.attrib
        ]
        for sensitive in (False, True)
    ]
    assert exits == [[], ["https://www.wikipedia.org/"]]


def test_the_header_shows_to_each_role_what_it_may_open(templates: Environment) -> None:
    def entries(role: str) -> list[str]:
        account = SimpleNamespace(display_name="Chen", role=role, email="chen@example.org") if role else None
        (nav,) = page(templates, account=account).iter("nav")
        return [words(one) for one in nav.iter("a")]

    assert entries("") == ["Course", "Dialogues", "Sign in"]
    assert entries("learner") == ["Course", "Dialogues", "My learning", "Account"]
    assert entries("trainer") == ["Course", "Dialogues", "My learning", "Trainer", "Account"]
    assert entries("admin") == ["Course", "Dialogues", "My learning", "Trainer", "Administration", "Account"]
