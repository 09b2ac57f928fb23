"""A module folder becomes a Module: lessons, blocks, minutes, identities."""

from __future__ import annotations

from datetime import date

import pytest

from course.content.model import Check, Prose, Reflection, Video
from course.content.reader import default_id
from tests.content.tree import COURSE, DRAFT, FIRST, WORDS, Tree


def test_the_front_matter_of_a_module(tree: Tree) -> None:
    module = tree.module()
    assert module.id == "first-steps"
    assert module.folder == tree.root / FIRST
    assert (module.number, module.title, module.language, module.draft) == (1, "First steps", "en", False)
    assert list(module.objectives) == ["see-privilege", "four-levels"]
    assert (module.dialogue, module.see_also) == ("2018-06-men-and-training", ("words", "sharing-care"))
    assert (module.further, module.sensitive) == (("hearn2004",), True)
    assert module.content_note == "Mentions partner violence; no graphic detail."
    assert module.reviewed_on == date(2026, 11, 20)
    assert module.introduction_html == (
        '<p>This module has two lessons. The first is about <a href="/glossary#privilege" class="term">privilege</a>'
        ', as Connell describes it <span class="cite">(Connell, 1995)</span>.</p>'
    )


def test_lessons_hold_their_blocks_in_order(tree: Tree) -> None:
    ladder, levels = tree.module().lessons
    assert [type(block) for block in ladder.blocks] == [Prose, Check, Prose]
    assert [type(block) for block in levels.blocks] == [Prose, Check, Reflection, Video, Prose]
    assert ladder.sources == ("ipu2025", "connell1995", "hearn2004")
    assert (ladder.line, levels.line, levels.minutes) == (17, 54, 7)
    assert list(ladder.checks) == ["spared"]
    assert levels.reflections == {
        "my-rule": Reflection("my-rule", "Which rule did <em>you</em> learn first?")
    }
    assert levels.blocks[3] == Video(
        id="talk",
        src=f"/media/{FIRST}/media/talk.mp4",
        title="A talk about levels",
        poster=f"/media/{FIRST}/media/dot.png",
        minutes=4,
        megabytes=12.5,
        captions=f"/media/{FIRST}/media/talk.en.vtt",
        transcript="https://www.example.org/talk",
    )


def test_the_boxes_of_a_lesson(tree: Tree) -> None:
    lesson = tree.lesson(
        "One.\n\n:::practice\nTry *it*.\n\n#### Then\n:::\n\n:::note\nMind.\n:::\n\n### More\n\nTwo."
    )
    assert tree.codes() == []
    assert lesson.blocks == (
        Prose(
            '<p>One.</p>\n<aside class="key"><h3>In practice</h3><p>Try <em>it</em>.</p>\n<h4>Then</h4></aside>\n'
            '<aside class="note"><p>Mind.</p></aside>\n<h3>More</h3>\n<p>Two.</p>'
        ),
    )
    assert lesson.words == 7


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fr", "En pratique"),
        ("ar", "في الممارسة"),
        ("es", "En la práctica"),
        ("pt", "In practice"),
        ("es-MX", "En la práctica"),
    ],
)
def test_the_heading_of_a_practice_is_in_the_language_of_the_text(
    tree: Tree, language: str, heading: str
) -> None:
    tree.change(f"{COURSE}/course.yaml", "[en, fr, ar]", f"[{language}]")
    lesson = tree.lesson(":::practice\nTry.\n:::")
    assert lesson.blocks == (Prose(f'<aside class="key"><h3>{heading}</h3><p>Try.</p></aside>'),)


def test_a_content_note_leads_to_the_summary_and_to_support(tree: Tree) -> None:
    lesson = tree.lesson(":::care\nMentions violence.\n:::\n\nText.\n\n:::summary\nIn *short*.\n:::")
    assert tree.codes() == []
    assert lesson.blocks == (
        Prose(
            '<aside class="care"><p>Mentions violence.</p><p class="ways"><a href="#summary-one">Skip to the summary</a>'
            ' <a href="/privacy#support">Find support</a></p></aside>\n<p>Text.</p>\n'
            '<section class="summing" id="summary-one" tabindex="-1"><h3>Summary</h3><p>In <em>short</em>.</p>'
            '<p class="ways"><a href="/privacy#support">Find support</a></p></section>'
        ),
    )
    assert lesson.words == 5


def test_a_content_note_without_a_summary_is_a_warning(tree: Tree) -> None:
    tree.lesson(":::care\nMentions violence.\n:::\n\nText.")
    assert tree.codes() == ["care-summary"]
    assert tree.errors() == []


def test_a_summary_stands_for_the_lesson_and_does_not_lengthen_it(tree: Tree) -> None:
    long = f"{'word ' * 900}\n\n:::summary\n{'word ' * 100}\n:::"
    assert tree.lesson(long).words == 1000
    assert tree.codes() == []
    tree.lesson(f"more {long}")
    assert tree.codes() == ["lesson-long"]


def test_a_lesson_has_one_content_note_and_one_summary(tree: Tree) -> None:
    tree.lesson(":::care\nA\n:::\n\n:::summary\nB\n:::\n\n:::summary\nC\n:::\n\n:::care\nD\n:::")
    assert tree.codes() == ["block-twice", "block-twice"]


def test_a_box_may_not_hold_a_heading_of_its_own_level(tree: Tree) -> None:
    tree.lesson(":::practice\n### High\n:::")
    assert [p.code for p in tree.errors()] == ["heading-level"]


def test_minutes_follow_from_words_questions_and_videos(tree: Tree) -> None:
    assert tree.lesson("word " * 250).minutes == 3
    assert tree.lesson("word " * 250 + "\n\n:::check a\nSo?\n\n- (x) A\n- ( ) B\n:::").minutes == 4
    assert tree.lesson("word " * 250 + "\n\n:::reflect a\nSo?\n:::").minutes == 5
    video = "src: https://example.org/v.mp4\nminutes: 9\ncaptions: https://example.org/v.vtt\ntranscript: https://x.org/t"
    assert tree.lesson(f"word\n\n:::video a\n{video}\n:::").minutes == 10


def test_the_minutes_of_a_module_are_its_own_or_those_of_its_parts(tree: Tree) -> None:
    ladder, levels = tree.module().lessons
    assert tree.module().minutes == ladder.minutes + levels.minutes + 9  # questions of one attempt
    assert tree.module("words").minutes == 12
    assert tree.module("draft-power").minutes == 1


def test_a_video_without_captions_or_transcript_is_told(tree: Tree) -> None:
    lesson = tree.lesson("Text.\n\n:::video a\nsrc: https://example.org/v\n:::")
    assert lesson.blocks[1] == Video("a", "https://example.org/v", "One")
    assert tree.codes() == ["video-captions", "video-transcript"]


def test_a_video_needs_an_address_that_is_one(tree: Tree) -> None:
    tree.lesson("Text.\n\n:::video a\nsrc: https://\n:::")
    assert [p.code for p in tree.errors()] == ["address"]
    tree.lesson("Text.\n\n:::video a\n:::")
    assert [p.code for p in tree.errors()] == ["key-missing"]
    tree.lesson("Text.\n\n:::video a\nsrc: a: b\n:::")
    assert [p.code for p in tree.errors()] == ["yaml"]
    tree.lesson("Text.\n\n:::video A\nsrc: https://example.org/v\n:::")
    assert [p.code for p in tree.errors()] == ["id"]


def test_a_lesson_says_something(tree: Tree) -> None:
    tree.lesson("")
    assert [p.code for p in tree.errors()] == ["lesson-empty"]


def test_a_long_lesson_is_a_warning(tree: Tree) -> None:
    tree.lesson("word " * 900)
    assert tree.codes() == []
    lesson = tree.lesson("word " * 901)
    assert lesson.words == 901
    assert tree.told() == [
        f"{WORDS}/module.md:4:1: lesson-long This lesson has 901 words. Keep a lesson under 900: split it in two."
    ]


def test_marks_in_code_are_no_marks(tree: Tree) -> None:
    lesson = tree.module("words").lessons[0]
    assert (
        "<pre><code>## This is code, and no lesson.\n:::check nor-this\n</code></pre>"
        in lesson.blocks[0].html
    )  # type: ignore[union-attr]
    fenced = tree.lesson("~~~~ text\n## a\n~~~\n## b\n~~~~\n\n``` `x` ```\n\nDone")
    assert "## a\n~~~\n## b" in fenced.blocks[0].html  # type: ignore[union-attr]
    assert "<code>`x`</code>" in fenced.blocks[0].html  # type: ignore[union-attr]


def test_former_ids_and_minutes_stand_in_the_braces(tree: Tree) -> None:
    words = tree.module("words")
    assert words.was == "plain-language"
    assert words.lessons[0].was == "describing"
    tree.change(f"{WORDS}/module.md", "{#describe was=describing}", '{#describe minutes="8"}')
    assert tree.module("words").lessons[0].minutes == 8


def test_a_block_that_opens_in_another_closes_it_with_a_problem(tree: Tree) -> None:
    tree.lesson("Text.\n\n:::note\nMind.\n\n:::practice\nTry.\n:::\n\n:::")
    assert [(p.line, p.code) for p in tree.errors()] == [(8, "block-unclosed"), (15, "block-stray")]


def test_an_unknown_block_suggests_a_known_one(tree: Tree) -> None:
    tree.lesson("Text.\n\n:::practise\nTry.\n:::\n\n::: {x=1}\nTry.\n:::")
    assert [str(p).partition("module.md:")[2] for p in tree.errors()] == [
        '8:4: block-unknown There is no block "practise". Known are check, practice, note, care, summary, reflect, video. '
        'Did you mean "practice"?',
        '12:4: block-unknown There is no block "{x=1}". Known are check, practice, note, care, summary, reflect, video.',
    ]


def test_a_folder_without_id_is_named_after_itself(tree: Tree) -> None:
    assert tree.module("draft-power").title == "Power"
    assert default_id("a/01-first") == "first"
    assert default_id("dialogues/talk") == "talk"


def test_a_draft_is_apart_and_has_no_number(tree: Tree) -> None:
    course = tree.load().course(COURSE)
    assert course is not None
    assert [module.number for module in course.modules] == [1, 2]
    assert [(module.id, module.number, module.draft) for module in course.drafts] == [
        ("draft-power", 0, True)
    ]
    assert course.draft("draft-power") == course.drafts[0]
    assert course.module("draft-power") is None


def test_a_draft_is_shown_with_its_faults_as_long_as_it_can_be_read(tree: Tree) -> None:
    tree.change(f"{DRAFT}/module.md", "This lesson", "![](x.png) This [@nobody] lesson")
    assert tree.module("draft-power").lessons[0].words == 5
    assert sorted(tree.codes()) == ["image-alt", "media-missing", "source-unknown"]


def test_a_byte_order_mark_and_other_line_ends_are_no_fault(tree: Tree) -> None:
    before = tree.module()
    tree.write(
        f"{FIRST}/module.md", b"\xef\xbb\xbf" + tree.read(f"{FIRST}/module.md").replace("\n", "\r\n").encode()
    )
    assert tree.codes() == []
    assert tree.module() == before


def test_equal_ids_of_two_modules_are_told_at_the_second(tree: Tree) -> None:
    tree.change(f"{WORDS}/module.md", "id: words", "id: first-steps")
    assert tree.told()[-1] == (
        f'{WORDS}/module.md:2:5: id-duplicate The module in {FIRST}/module.md has the id "first-steps", too. '
        "Give each its own."
    )


def test_a_former_id_of_a_module_must_be_gone(tree: Tree) -> None:
    tree.change(f"{WORDS}/module.md", "was: plain-language", "was: first-steps")
    assert [str(p) for p in tree.errors()] == [
        f'{WORDS}/module.md:6:6: was-living The former id "first-steps" is in use. Name an id that is gone.'
    ]


def test_a_former_id_of_a_lesson_must_be_gone(tree: Tree) -> None:
    tree.change(f"{WORDS}/module.md", "was=describing", "was=describe")
    assert [p.code for p in tree.errors()] == ["was-living"]


def test_a_file_in_a_language_the_course_does_not_have_is_a_warning(tree: Tree) -> None:
    tree.write(f"{WORDS}/module.de.md", "x")
    tree.write(f"{WORDS}/quiz.de.md", "x")
    assert tree.codes() == ["language-unlisted"] * 2
