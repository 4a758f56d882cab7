"""Pages and pictures by typst, with fonts that come as packages: nothing of the machine's own, nothing of the network.

What is written goes to typst as data beside a page of its own, so that no text from outside is ever read as markup. The
profile PDF/UA-1 makes it refuse a letter that no font has, where others would draw a box.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

if TYPE_CHECKING:
    from typst import Fonts

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_TAG = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
_SIGNS = b'#set document(title: [signs])\n#set text(font: ("Noto Sans", "Noto Sans Arabic"))\n#sys.inputs.signs'
_PICTURE = (
    b'#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: ("Noto Sans", "Noto Sans Arabic"))\n'
    b'#image(bytes(sys.inputs.svg), format: "svg")'
)
_SHARPNESS = 180.0


def page(source: bytes, told: Mapping[str, str], moment: datetime) -> bytes:
    """Return a PDF that people can read who do not see it (PDF/UA-1).

    Parameters
    ----------
    source
        The page, in typst's language.
    told
        What it reads, by name.
    moment
        When it was written, as it says itself.
    """
    import typst

    return typst.compile(
        source,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=dict(told),
        pdf_standards="ua-1",
        timestamp=int(moment.timestamp()),
    )


def png(svg: str) -> bytes:
    """Return a drawing as a picture of dots.

    Parameters
    ----------
    svg
        The drawing.
    """
    import typst

    return typst.compile(
        _PICTURE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=_SHARPNESS,
        sys_inputs={"svg": svg},
    )


def without_glyph(text: str) -> list[str]:
    """Return the characters of a text that the fonts cannot show, each once.

    Parameters
    ----------
    text
        Any text.
    """
    import typst

    signs = " ".join(dict.fromkeys(sign for sign in text if not sign.isspace()))
    try:
        page(_SIGNS, {"signs": signs}, datetime.fromtimestamp(0).astimezone())
    except typst.TypstError as error:
        if found := _MISSING.findall(error.diagnostic):
            return list(dict.fromkeys("".join(found)))
        raise
    return []


def texts_of(svg: str) -> str:
    """Return what is written in a drawing.

    Parameters
    ----------
    svg
        The drawing.
    """
    return unescape(_TAG.sub(" ", svg))


def called(sign: str) -> str:
    """Return a character with its number and name: ``“中” (U+4E2D, CJK UNIFIED IDEOGRAPH-4E2D)``.

    Parameters
    ----------
    sign
        The character.
    """
    name = unicodedata.name(sign, "")
    return f"“{sign}” (U+{ord(sign):04X}{f', {name}' if name else ''})"


@cache
def _fonts() -> "Fonts":
    import fontpkg_noto_sans
    import fontpkg_noto_sans_arabic
    import typst

    folders = [Path(package.ROOT) / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    return typst.Fonts(include_system_fonts=False, font_paths=[*map(str, folders)])
