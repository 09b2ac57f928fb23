"""Make the font files of this folder from Noto (see README.md): python make_fonts.py FOLDER_OF_NOTO_FILES"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN = (
    "U+20-7E,U+A0-36F,U+1E00-1EFF,U+2000-209F,U+20A0-20CF,U+2116,U+2117,U+2120,U+2122,U+2126,U+2150-218F,"
    "U+2190-2193,U+2212,U+2215,U+2248,U+2260,U+2264,U+2265,U+25CC,U+2C60-2C7F,U+A720-A7FF,U+FB00-FB06,U+FFFD"
)
GREEK_AND_CYRILLIC = "U+370-3FF,U+1F00-1FFF,U+400-52F,U+1C80-1C8F"
FONTS = {
    "NotoSerif-Bold": ("Course Serif", "Bold", f"{LATIN},{GREEK_AND_CYRILLIC}"),
    "NotoSans-Regular": ("Course Sans", "Regular", f"{LATIN},{GREEK_AND_CYRILLIC}"),
    "NotoSans-Bold": ("Course Sans", "Bold", f"{LATIN},{GREEK_AND_CYRILLIC}"),
    "NotoSans-Italic": ("Course Sans", "Italic", LATIN),
    "NotoNaskhArabic-Regular": ("Course Naskh", "Regular", "*"),
    "NotoNaskhArabic-Bold": ("Course Naskh", "Bold", "*"),
}
FEATURES = "ccmp,locl,mark,mkmk,kern,liga,calt,clig,rlig,init,medi,fina,isol,curs,rclt"


def main(source: Path, target: Path) -> None:
    for file, (family, style, characters) in FONTS.items():
        output = target / f"{family}-{style}.ttf".replace(" ", "")
        subset.main(
            [
                str(source / f"{file}.ttf"),
                f"--unicodes={characters}",
                f"--layout-features={FEATURES}",
                "--no-hinting",
                "--notdef-outline",
                "--name-IDs=0,1,2,4,5,6,7,8,9,11,13,14",
                f"--output-file={output}",
            ]
        )
        font = TTFont(output, recalcTimestamp=False)
        for number, text in ((1, family), (2, style), (4, f"{family} {style}"), (6, output.stem)):
            font["name"].setName(text, number, 3, 1, 0x409)
        font.save(output)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent)
