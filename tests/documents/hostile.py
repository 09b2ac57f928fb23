"""PDF files that a stranger might hand in to break what opens them; each small, and made here."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Encryption, Name, Pdf, Stream

Made = Callable[[bytes], bytes]
MIB = 1024 * 1024


def saved(document: Pdf, **how: object) -> bytes:
    made = io.BytesIO()
    document.save(made, **how)  # type: ignore[arg-type]
    return made.getvalue()


def blank() -> Pdf:
    document = pikepdf.new()
    document.add_blank_page()
    return document


def squeezed(unit: bytes, size: int, times: int = 1) -> bytes:
    """`size` bytes of `unit` again and again, deflated without ever being in memory whole, then `times` - 1 more."""
    packer, part = zlib.compressobj(9), unit * (MIB // len(unit))
    data = b"".join(packer.compress(part) for _ in range(size // len(part))) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def content_bomb(times: int) -> bytes:
    document = blank()
    content = Stream(document, b"")
    content.write(squeezed(b"(A) Tj ", 100 * MIB, times), filter=Array([Name.FlateDecode] * times))
    document.pages[0].Contents = document.make_indirect(content)
    return saved(document)


def attachment_bomb() -> bytes:
    document = blank()
    document.attachments["credential.json"] = AttachedFileSpec(document, b"x", filename="credential.json")
    bomb = Stream(document, b"")
    bomb.write(squeezed(b"OpenBadgeCredential ", 100 * MIB), filter=Name.FlateDecode)
    document.Root.Names.EmbeddedFiles.Names[1].EF.F = document.make_indirect(bomb)
    return saved(document)


def many_attachments() -> bytes:
    document = blank()
    names = Array()
    for number in range(10_000):
        name = f"{number:05}.json"
        file = document.make_stream(b'{"OpenBadgeCredential":1}', Type=Name.EmbeddedFile)
        names.append(pikepdf.String(name))
        names.append(Dictionary(Type=Name.Filespec, F=name, UF=name, EF=Dictionary(F=file)))
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
    return saved(document)


def looping_form() -> bytes:
    document = blank()
    form = document.make_stream(
        b"/A Do /A Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1])
    )
    form.Resources = Dictionary(XObject=Dictionary(A=form))
    document.pages[0].Resources = form.Resources
    document.pages[0].Contents = document.make_stream(b"/A Do")
    return saved(document)


def looping_names() -> bytes:
    document = blank()
    tree = document.make_indirect(Dictionary())
    tree.Kids = Array([tree, tree])
    document.Root.Names = Dictionary(EmbeddedFiles=tree)
    return saved(document)


def looping_pages() -> bytes:
    document = blank()
    document.Root.Pages.Kids.append(document.Root.Pages)
    return saved(document)


def endless_map() -> bytes:
    document = blank()
    ranges = b"beginbfrange " + b"<0000> <FFFF> <0041> " * 20_000 + b" endbfrange"
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, ToUnicode=document.make_stream(ranges))
    document.pages[0].Resources = Dictionary(Font=Dictionary(F=document.make_indirect(font)))
    document.pages[0].Contents = document.make_stream(b"/F 1 Tf (AAAA) Tj")
    return saved(document)


def wrong_types() -> bytes:
    """Every place that is looked at holds something else than it should."""
    document = blank()
    page = document.pages[0].obj
    page.Annots = Array([1, Name.X, Dictionary(A=5), Dictionary(A=Dictionary(URI=Dictionary()))])
    page.Resources = Dictionary(Font=Dictionary(F=Array([1])), XObject=7)
    page.Contents = document.make_stream(b"/F 1 Tf (A) Tj /X Do 5 Tj [5 /N] TJ")
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([5, 6, 7])))
    document.Root.AF = Array([3, Dictionary(UF=5, EF=4), Dictionary(UF="a.json", EF=Dictionary(F=9))])
    return saved(document)


def locked(sheet: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(sheet)) as document:
        return saved(document, encryption=Encryption(user="x", owner="y"))


def bombed_table() -> bytes:
    packed = squeezed(b"\0", 100 * MIB)
    words = b"/Type/XRef/Size 40000000/W[1 2 1]/Filter/FlateDecode/Root 2 0 R/Length %d" % len(packed)
    return (
        b"%PDF-1.7\n1 0 obj\n<<"
        + words
        + b">>stream\n"
        + packed
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    )


# What becomes of each: the problem, or "" when it is read as far as can be.
FILES: dict[str, tuple[str, Made]] = {
    "not a PDF": ("not-pdf", lambda sheet: b"PK\x03\x04 a document of another kind"),
    "empty": ("not-pdf", lambda sheet: b""),
    "its first line alone": ("damaged", lambda sheet: b"%PDF-1.7\n"),
    "cut off": ("damaged", lambda sheet: sheet[: len(sheet) // 3]),
    "noise": ("damaged", lambda sheet: b"%PDF-1.7\n" + os.urandom(MIB)),
    "locked": ("encrypted", locked),
    "arrays in arrays": (
        "damaged",
        lambda sheet: b"%PDF-1.7\n1 0 obj\n" + b"[" * MIB + b"\ntrailer<</Root 1 0 R>>",
    ),
    "a bombed table": ("damaged", lambda sheet: bombed_table()),
    "a page within itself": ("damaged", lambda sheet: looping_pages()),
    "a form within itself": ("", lambda sheet: looping_form()),
    "a tree of names within itself": ("", lambda sheet: looping_names()),
    "a bomb as its content": ("", lambda sheet: content_bomb(1)),
    "a bomb in a bomb": ("", lambda sheet: content_bomb(3)),
    "a bomb as its attachment": ("", lambda sheet: attachment_bomb()),
    "10,000 attachments": ("", lambda sheet: many_attachments()),
    "a font with endless letters": ("", lambda sheet: endless_map()),
    "other things than expected everywhere": ("", lambda sheet: wrong_types()),
}
