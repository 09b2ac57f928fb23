"""The scripts that names are written in, each with a name, and which of them the fonts here cover."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from course.config import ROOT

SHIPPED = ROOT / "course" / "static" / "fonts" / "fonts.conf"  # what the renderer of the certificates reads
SCRIPTS: Mapping[str, str] = {
    "Latin": "Nguyễn Ọlọ́runfẹ́mi",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Наталія Ґалаґан",
    "Armenian": "Անահիտ Պետրոսյան",
    "Georgian": "ნინო ბერიძე",
    "Hebrew": "נועה בן־דוד",
    "Arabic": "فاطمة الإدريسي",
    "Persian": "گلناز پژوهش‌زاده",
    "Urdu": "فاطمہ چوہدری",
    "Syriac": "ܡܪܝܡ ܒܪ ܝܘܣܦ",
    "Thaana": "އާމިނަތު މުޙައްމަދު",
    "N’Ko": "ߊߡߌߣߊ߫ ߕߙߊߥߟߋ߫",
    "Ethiopic": "አልማዝ ቢቂላ",
    "Tifinagh": "ⵜⵉⵀⵉⵢⴰ",
    "Adlam": "𞤀𞤥𞤭𞤲𞤢 𞤔𞤢𞤤𞤮",
    "Vai": "ꕢꖏ ꕉꔤ",
    "Devanagari": "शर्मिष्ठा त्रिपाठी",
    "Bengali": "মিষ্টি চট্টোপাধ্যায়",
    "Gurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Gujarati": "કૃષ્ણા ત્રિવેદી",
    "Odia": "କୃଷ୍ଣା ମିଶ୍ର",
    "Tamil": "கௌசல்யா ஸ்ரீநிவாசன்",
    "Telugu": "శ్రీలక్ష్మి కృష్ణమూర్తి",
    "Kannada": "ಶ್ರೀಲಕ್ಷ್ಮಿ ಕೃಷ್ಣಮೂರ್ತಿ",
    "Malayalam": "ശ്രീലക്ഷ്മി കൃഷ്ണൻ",
    "Sinhala": "ශ්‍රියානි ප්‍රනාන්දු",
    "Ol Chiki": "ᱥᱩᱱᱤᱞ ᱢᱩᱨᱢᱩ",
    "Meetei Mayek": "ꯆꯥꯎꯕꯤ ꯗꯦꯕꯤ",
    "Chakma": "𑄇𑄌𑄴𑄌𑄋𑄴 𑄌𑄋𑄴𑄟",
    "Thai": "ศิริพร วัฒนา",
    "Lao": "ສົມຈິດ ວົງສາ",
    "Khmer": "ស្រីមុំ សុខា",
    "Myanmar": "သန်းသန်း ကြည်",
    "Tibetan": "བསྟན་འཛིན་སྒྲོལ་མ",
    "Javanese": "ꦱꦿꦶ ꦭꦺꦱ꧀ꦠꦫꦶ",
    "Balinese": "ᬦᬶ ᬮᬸᬄ ᬲᬭᬶ",
    "Sundanese": "ᮃᮞᮨᮕ᮪ ᮞᮥᮔᮓ",
    "Mongolian": "ᠪᠠᠲᠤ ᠡᠷᠳᠡᠨᠢ",
    "Cherokee": "ᏎᏉᏯ ᎠᏂ",
    "Canadian syllabics": "ᐊᒫᓇ ᑕᒃᑲᕈᒃ",
    "Chinese": "王小明",
    "Traditional Chinese": "陳淑貞",
    "Japanese": "佐藤さくら",
    "Korean": "김민지",
}
EAST_ASIAN = {"Chinese", "Traditional Chinese", "Japanese", "Korean"}
MARKS = {" ", "\u200c", "\u200d"}  # drawn by nobody, or by any font


def uncovered() -> tuple[str, ...]:
    """The scripts of whose names no font here has all letters. FileNotFoundError: there is no fc-list."""
    listed = subprocess.run(
        ["fc-list", "--format", "%{charset}|"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "FONTCONFIG_FILE": str(SHIPPED)},
    ).stdout
    fonts = {tuple(_ranges(charset)) for charset in listed.split("|")}
    return tuple(
        script
        for script, name in SCRIPTS.items()
        if not any(all(_has(font, letter) for letter in set(name) - MARKS) for font in fonts)
    )


def _ranges(charset: str) -> list[tuple[int, int]]:
    """`41-5a 61` as numbers, first and last."""
    parts = [part.partition("-") for part in charset.split()]
    return [(int(first, 16), int(last or first, 16)) for first, _, last in parts]


def _has(font: tuple[tuple[int, int], ...], letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in font)
