"""The child process that opens a stranger's PDF, once; only it does.

It is run as `python -m course.documents.inspector`. Standard input is one line of JSON (`certificates`: ours
in base 64, for the signature) and then the file. Each finding is one line of JSON on standard output, as soon
as it is known, so that a file that breaks one step does not spoil the others. The last line tells of that.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Stream
from pikepdf.settings import set_qpdf_limits

from course.documents.pdf_text import text_of
from course.rules.certificates import parse_code

MEMORY = 1024**3  # bytes of address space
SECONDS = 8  # of processor time
LARGEST_PART = 16 * 1024**2  # bytes of one stream, unpacked
LARGEST_CREDENTIAL = 64 * 1024  # bytes; ours have 2,000 to 10,000
MOST_NAMES, MOST_ATTACHMENTS, MOST_CREDENTIALS = 1000, 20, 3
MOST_PAGES, MOST_LINKS, MOST_CODES = 10, 100, 10
KIND = "OpenBadgeCredential"
PRINTED = re.compile("/C/([0-9A-Z]{13})|([0-9A-Z]{4}[-‐‑–][0-9A-Z]{4}[-‐‑–][0-9A-Z]{5})")


def credentials(document: pikepdf.Pdf) -> Iterator[str]:
    """The texts of attachments that look like a credential."""
    for file in islice(_attachments(document), MOST_ATTACHMENTS):
        try:
            text = file.read_bytes()[: LARGEST_CREDENTIAL + 1].decode()
        except (pikepdf.PdfError, UnicodeDecodeError):
            continue
        if KIND in text and len(text) <= LARGEST_CREDENTIAL:
            yield text


def _attachments(document: pikepdf.Pdf) -> Iterator[Stream]:
    """The attached files whose name ends with .json, ours first."""
    named = document.Root.get(Name.Names, Dictionary()).get(Name.EmbeddedFiles)
    listed = document.Root.get(Name.AF)
    specs: list[Any] = list(islice(listed, MOST_NAMES)) if isinstance(listed, Array) else []
    if isinstance(named, Dictionary):
        specs += [spec for _, spec in islice(NameTree(named).items(), MOST_NAMES)]
    files: dict[tuple[int, int], tuple[bool, Stream]] = {}
    for spec in specs:
        if isinstance(spec, Dictionary):
            name = str(spec.get(Name.UF, spec.get(Name.F, "")))
            file = spec.get(Name.EF, Dictionary()).get(Name.F)
            if name.lower().endswith(".json") and isinstance(file, Stream):
                files.setdefault(file.objgen, (name != "credential.json", file))
    return (file for _, file in sorted(files.values(), key=lambda pair: pair[0]))


def codes(document: pikepdf.Pdf) -> Iterator[str]:
    """What could be a code of ours: in the text of the first pages, their links, and the document's facts."""
    for page in islice(document.pages, MOST_PAGES):
        yield from _codes_in(text_of(page))
        links = page.obj.get(Name.Annots)
        for link in islice(links, MOST_LINKS) if isinstance(links, Array) else ():
            if isinstance(link, Dictionary) and isinstance(action := link.get(Name.A), Dictionary):
                yield from _codes_in(str(action.get(Name.URI, ""))[:500])
    if isinstance(facts := document.trailer.get(Name.Info), Dictionary):
        for value in facts.values():
            yield from _codes_in(str(value)[:500])


def _codes_in(text: str) -> Iterator[str]:
    for address, printed in PRINTED.findall(text.upper()):
        if code := parse_code(address or printed):
            yield code


def _signature(pdf: bytes, own: list[bytes]) -> dict[str, str | None] | None:
    if b"/ByteRange" not in pdf:
        return None
    try:
        from course.documents.signatures import signature_of  # noqa: PLC0415  # slow import: an extra
    except ImportError:
        return None
    return signature_of(pdf, own)


def main() -> None:
    """Inspect the one file. Stray prints of libraries go to standard error."""
    said = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    given = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    _bound()

    def say(**finding: object) -> None:
        said.write(json.dumps(finding) + "\n")
        said.flush()

    def tried(step: Callable[[], None]) -> bool:
        try:
            step()
        except (Exception, MemoryError):  # whatever a stranger's file makes a parser stumble over
            return False
        return True

    own = [base64.b64decode(each) for each in given["certificates"]]
    steps: list[Callable[[], None]] = [lambda: say(signature=_signature(pdf, own))]
    problem = ""
    try:
        document = pikepdf.open(BytesIO(pdf), suppress_warnings=True)
    except pikepdf.PasswordError:
        problem = "encrypted"
    except (Exception, MemoryError):
        problem = "damaged"
    else:
        steps = [
            lambda: say(credentials=list(islice(credentials(document), MOST_CREDENTIALS))),
            lambda: say(codes=list(islice(dict.fromkeys(codes(document)), MOST_CODES))),
            *steps,
        ]
    say(problem=problem)
    done = [tried(step) for step in steps]  # each of them, whatever became of those before
    say(whole=not problem and all(done))


def _bound() -> None:
    """Little memory, little time, no new files: what a bomb can do."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(2 * SECONDS)  # ends this process even if the parent is gone
    set_qpdf_limits(
        flate_max_memory=LARGEST_PART,
        run_length_max_memory=LARGEST_PART,
        png_max_memory=LARGEST_PART,
        tiff_max_memory=LARGEST_PART,
        dct_max_memory=LARGEST_PART,
        parser_max_nesting=100,
        max_stream_filters=4,
        doc_max_warnings=1000,
    )


if __name__ == "__main__":
    main()
