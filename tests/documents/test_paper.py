"""Concept notes as numbered pages."""

from __future__ import annotations

import io

import pikepdf

from course.documents.paper import document_pdf

NOTE = "<h2>Why</h2><p>What is <em>learned</em> can be <strong>changed</strong>.</p><ul><li>One</li></ul>"


def test_a_short_note_is_one_tagged_page(glyphs: object) -> None:
    drawn = document_pdf("Engaging men and boys", NOTE, "en", "6 to 20 June 2018")
    assert (drawn.pages, drawn.missing, drawn.refused) == (1, (), ())
    assert 0 not in {number for _, number in glyphs(drawn.pdf)}  # type: ignore[operator]
    with pikepdf.open(io.BytesIO(drawn.pdf)) as document:
        assert str(document.docinfo.Title) == "Engaging men and boys"
        assert str(document.Root.Lang) == "en"
        assert "/StructTreeRoot" in document.Root


def test_a_long_note_has_as_many_pages_as_it_needs() -> None:
    assert document_pdf("Long", NOTE * 60, "fr").pages > 5


def test_an_arabic_note_reads_from_the_right() -> None:
    drawn = document_pdf("إشراك الرجال", "<h2>لماذا</h2><p>ما يُتعلَّم يمكن تغييره.</p>", "ar")
    assert (drawn.pages, drawn.missing) == (1, ())


def test_an_unknown_language_and_a_hostile_title_do_no_harm() -> None:
    drawn = document_pdf("</style><script>", NOTE + '<img src="file:///etc/passwd" alt="x">', "xx-unknown")
    assert (drawn.pages, drawn.refused) == (1, ("file:///etc/passwd",))
