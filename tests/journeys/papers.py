"""The text of a PDF, as a reader copies it out."""

from __future__ import annotations

import re

import pikepdf

_PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)


def text_of(paper: pikepdf.Pdf) -> str:
    """What the pages draw, each glyph by the letters that its font says it stands for, one line a text object."""
    lines = []
    for page in paper.pages:
        fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
        letters: dict[int, str] = {}
        line = ""
        for step in pikepdf.parse_content_stream(page):
            match str(step.operator):
                case "Tf":
                    letters = fonts[str(step.operands[0])]
                case "TJ" | "Tj":
                    parts = step.operands[0] if str(step.operator) == "TJ" else [step.operands[0]]
                    line += "".join(
                        _read(bytes(part), letters) for part in parts if isinstance(part, pikepdf.String)
                    )
                case "ET":
                    lines.append(line)
                    line = ""
    return "\n".join(lines)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = [pair for block in _BLOCK.findall(table) for pair in _PAIR.findall(block)]
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _read(codes: bytes, letters: dict[int, str]) -> str:
    numbers = [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]
    return "".join(letters.get(number, "\ufffd") for number in numbers)
