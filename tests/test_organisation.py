"""organisation.toml: what it says, every problem at once and in its place, and the last good state kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from course import organisation
from course.cli.organisation import EXAMPLE
from course.config import Config
from course.documents import colours
from course.documents.branding import darker
from course.documents.facts import Signatory
from course.organisation import KEPT, NAME, Organisation

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><circle r="1"/></svg>'
GOOD = """\
name = "Sahel Institute"
address = '''
Rue 12
Dakar'''
logo = "logo.svg"
colour = "#1F3A5F"
paper = "Letter"
linkedin_id = 1234567
statement = { en = "Free since 1998.", fr = "Gratuit depuis 1998." }
[[signatories]]
name = "Fatou Example"
role = "Director"
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "data").mkdir()
    (tmp_path / "modules").mkdir()
    return Config(data=tmp_path / "data", modules=tmp_path / "modules", site_name="The Site")


def write(config: Config, text: str, logo: str = LOGO) -> Path:
    (config.data / "logo.svg").write_text(logo)
    (config.data / NAME).write_text(text)
    return config.data / NAME


def problems(config: Config, text: str, logo: str = LOGO) -> list[str]:
    write(config, text, logo)
    return [str(problem) for problem in organisation.read(config).problems]


def test_without_a_file_the_site_has_its_name_and_nothing_else(config: Config) -> None:
    state = organisation.look(config)
    assert (state.organisation, state.file, state.problems) == (Organisation(name="The Site"), None, ())
    assert not (config.data / KEPT).exists()


def test_a_file_says_everything(config: Config) -> None:
    write(config, GOOD)
    told = organisation.load(config)
    assert told == Organisation(
        name="Sahel Institute",
        address="Rue 12 Dakar",
        logo='<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Sahel Institute" viewBox="0 0 4 2"><circle r="1"/></svg>',
        colour="#1F3A5F",
        signatories=(Signatory("Fatou Example", "Director"),),
        paper="letter",
        statement={"en": "Free since 1998.", "fr": "Gratuit depuis 1998."},
        linkedin_id="1234567",
    )
    assert [told.statement_in(language) for language in ("fr", "fr-CA", "ar", "sw")] == [
        "Gratuit depuis 1998.", "Gratuit depuis 1998.", "Free since 1998.", "Free since 1998.",
    ]  # fmt: skip


def test_a_name_is_not_needed_and_one_statement_is_for_all(config: Config) -> None:
    write(config, 'statement = "Libre."')
    told = organisation.load(config)
    assert (told.name, told.statement_in("fr"), told.statement_in("ar")) == ("The Site", "Libre.", "Libre.")
    write(config, "# nothing yet")
    assert organisation.load(config) == Organisation(name="The Site")


def test_the_data_folder_comes_first(config: Config) -> None:
    beside = config.modules.parent / NAME
    beside.write_text('name = "Beside"')
    state = organisation.look(config)
    assert (state.organisation.name, state.file, state.unused) == ("Beside", beside, None)
    file = write(config, 'name = "In data"')
    state = organisation.look(config)
    assert (state.organisation.name, state.file, state.unused) == ("In data", file, beside)
    file.unlink()
    assert organisation.load(config).name == "Beside"


def test_one_folder_for_both_is_one_file(tmp_path: Path) -> None:
    both = Config(data=tmp_path, modules=tmp_path / "modules")
    (tmp_path / NAME).write_text('name = "Only"')
    assert (organisation.look(both).organisation.name, organisation.look(both).unused) == ("Only", None)


def test_the_place_is_told_as_the_settings_tell_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert organisation.folders(Config()) == (Path("data"), Path())
    assert organisation.folders(Config(modules=Path("a/b"))) == (Path("data"), Path("a"))


def test_every_problem_is_told_in_one_run(config: Config) -> None:
    text = """\
nam = "x"
name = "</style><svg onload=alert(1)>"
address = "a\\u202eb"
colour = "#E8A317"
logo = "logo.svg"
paper = "leter"
statement = { en = 5, de = "y", fr = "" }
linkedin_id = "abc"
signatories = [{ name = "A" }, { name = "", role = "R" }, { name = "C", role = "R" }, { name = "D", role = "R" }]
"""
    assert problems(config, text, LOGO.replace("<circle", "<script/><circle")) == [
        'logo.svg:1:59: svg-unsafe The element <script> is not allowed in a drawing. Delete it.',
        'organisation.toml:1:1: key-unknown The key "nam" is not known here. Did you mean "name"?',
        "organisation.toml:2:8: markup Markup stands in this text. Write plain words, without < and >.",
        "organisation.toml:3:11: control-character An invisible character (U+202E) stands in this text. Delete it.",
        'organisation.toml:4:10: contrast White text on #E8A317 has a contrast of 2.16:1. '
        'It needs 4.5:1, as the nearest darker colour has. Did you mean "#9C6E0F"?',
        'organisation.toml:6:9: value "leter" is not a paper. Write a4 or letter. Did you mean "letter"?',
        'organisation.toml:7:23: key-unknown The key "de" is not known here.',
        "organisation.toml:7:38: empty The text is empty. Write it, or leave the key out.",
        'organisation.toml:8:15: linkedin "abc" is not the number of a LinkedIn page. '
        "It has only digits: open your page as its admin and look at the address.",
        'organisation.toml:9:16: key-missing The key "role" is missing. Add role = "…"',
        "organisation.toml:9:41: empty The text is empty. Write it, or leave the key out.",
        "organisation.toml:9:87: signatories 4 people sign. At most 3 fit.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('colour = "2F1236"', 'colour "2F1236" is not a colour. Write it as #2F1236. Did you mean "#2F1236"?'),
        ('colour = "#abc"', 'colour "#abc" is not a colour. Write it as #2F1236. Did you mean "#aabbcc"?'),
        ('colour = "red"', 'colour "red" is not a colour. Write it as #2F1236.'),
        ('colour = "#2F1236;}</style>"', 'colour "#2F1236;}</style>" is not a colour. Write it as #2F1236.'),
        ("colour = 5", 'colour "5" is not a colour. Write it as #2F1236.'),
        ("name = 2024-01-01", 'not-text "2024-01-01" is not text. Put it in quotes: "…".'),
        ('name = "N"', "length The text has 1 character. Between 2 and 100 are read."),
        ('name = "a\\u0000b"', "control-character An invisible character (U+0000) stands in this text. Delete it."),
        ('statement = ["a"]', 'value This is neither a text nor texts by language. Write "…", or { en = "…" }.'),
        ("[signatories]", "value The signatories are no list of tables. Write [[signatories]] above the name and role of each."),
        ('signatories = ["A"]', "value The signatories are no list of tables. Write [[signatories]] above the name and role of each."),
        ("linkedin_id = -5", 'linkedin "-5" is not the number of a LinkedIn page. It has only digits: open your page as its admin and look at the address.'),
        ("name = Foo", 'toml This is no value. Put text in quotes: "…".'),
        *(
            (f'logo = "{name}"', f'logo "{name[:40]}" is not the name of a logo. Write the name of an .svg or .png file beside this one.')
            for name in ("http://e.org/a.svg", "file:///a.svg", "../a.svg", "/a.svg", "a.gif", ".svg", "data:image/svg+xml,x")
        ),
        ("logo = 5", 'logo "5" is not the name of a logo. Write the name of an .svg or .png file beside this one.'),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_says_what_to_write(config: Config, line: str, problem: str) -> None:
    assert [each.partition(": ")[2] for each in problems(config, line)] == [problem]


@pytest.mark.parametrize(
    "key", ["name", "address", "logo", "colour", "paper", "statement", "linkedin_id", "x" * 10_000]
)
def test_a_value_of_ten_thousand_characters_is_refused_in_few_words(config: Config, key: str) -> None:
    [problem] = problems(config, f'{key} = "{"y" * 10_000}"')
    assert (problem.startswith("organisation.toml:1:"), len(problem) < 400) == (True, True)


def test_a_file_that_is_no_text_or_far_too_long_is_refused(config: Config) -> None:
    assert "too-large" in problems(config, "# " + "x" * organisation.LARGEST)[0]
    (config.data / NAME).write_bytes(b'name = "\xff"')
    assert [problem.code for problem in organisation.read(config).problems] == ["encoding"]
    (config.data / NAME).unlink()
    (config.data / NAME).mkdir()
    assert [problem.code for problem in organisation.read(config).problems] == ["not-a-file"]


def test_a_logo_that_leads_out_of_the_folder_is_refused(config: Config, tmp_path: Path) -> None:
    write(config, 'logo = "logo.svg"')
    (tmp_path / "other.svg").write_text(LOGO)
    (config.data / "logo.svg").unlink()
    (config.data / "logo.svg").symlink_to(tmp_path / "other.svg")
    assert [str(each) for each in organisation.read(config).problems] == [
        "logo.svg:1:1: path-escape This path leads out of its folder. Put a copy here instead of a link."
    ]


def test_a_change_counts_at_once_and_a_broken_file_leaves_the_last_good_one(config: Config) -> None:
    write(config, 'name = "First"')
    assert organisation.load(config).name == "First"
    write(config, 'name = "Second"')
    assert organisation.load(config).name == "Second"
    write(config, 'name = "Thir')
    state = organisation.look(config)
    assert (state.organisation.name, state.broken) == ("Second", True)
    write(config, 'name = "Fourth"\ncolour = "#FFFFFF"')
    assert organisation.load(config).name == "Second"
    write(config, 'name = "Fifth"')
    assert (organisation.load(config).name, organisation.look(config).broken) == ("Fifth", False)


def test_a_change_of_the_logo_alone_counts_too(config: Config) -> None:
    write(config, GOOD)
    assert organisation.load(config).logo.count("<circle") == 1
    (config.data / "logo.svg").write_text(LOGO.replace("<circle", '<circle r="2"/><circle'))
    assert organisation.load(config).logo.count("<circle") == 2
    (config.data / "logo.svg").unlink()
    assert (organisation.look(config).broken, organisation.load(config).logo.count("<circle")) == (True, 2)
    (config.data / "logo.svg").write_text(LOGO)
    assert (organisation.look(config).broken, organisation.load(config).logo.count("<circle")) == (False, 1)


def test_a_start_with_a_broken_file_goes_on_in_the_last_good_name(config: Config) -> None:
    write(config, GOOD)
    before = organisation.load(config)
    write(config, GOOD.replace("#1F3A5F", "#FFFFFF"))
    organisation._keeper.cache_clear()  # as a new process begins
    assert organisation.load(config) == before
    (config.data / KEPT).write_text("{}")
    organisation._keeper.cache_clear()
    assert organisation.load(config) == Organisation(name="The Site")


def test_a_folder_that_takes_no_file_stops_nothing(config: Config) -> None:
    beside = config.modules.parent / NAME
    beside.write_text('name = "Beside"')
    config.data.rmdir()
    assert organisation.load(config).name == "Beside"


def test_nothing_is_read_again_while_nothing_changes(config: Config) -> None:
    file = write(config, GOOD)
    organisation.look(config)
    first = organisation.look(config)
    assert organisation.look(config) is first
    os.utime(file, ns=(1, 1))
    again = organisation.look(config)
    assert (again is first, again == first) == (False, True)


def test_the_example_is_whole_and_without_a_problem(config: Config) -> None:
    assert problems(config, EXAMPLE) == []
    told = organisation.load(config)
    assert (told.name, len(told.signatories)) == ("Institute for Learning", 2)
    uncommented = EXAMPLE.replace("# logo =", "logo =").replace("# linkedin_id =", "linkedin_id =")
    assert problems(config, uncommented) == []
    assert organisation.load(config).linkedin_id == "1234567"


@pytest.mark.parametrize("colour", ["#FFFFFF", "#FFCC00", "#777777", "#E8A317", "#00FF00", "#8A8AFF"])
def test_the_darker_colour_passes_and_one_step_less_does_not(colour: str) -> None:
    found = darker(colour)
    step = next(step for step in range(257) if colours.mixed(colour, "#000000", step / 256) == found)
    before = colours.mixed(colour, "#000000", (step - 1) / 256)
    assert colours.contrast("#FFFFFF", found) >= 4.5
    assert colours.contrast("#FFFFFF", before) < 4.5
