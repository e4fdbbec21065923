"""Spaces and punctuation put right, also where a name left a hole."""

import re
from typing import Final
import unicodedata

_NBSP: Final = "\u00a0"
_NARROW_NBSP: Final = "\u202f"
_LINE_END: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r"\s*\n\s*\n\s*")
_COMMA_TO_NOTHING: Final = re.compile(r"[^\S\n]*,(?:[^\S\n]*,)*(?=[^\S\n]*[,.!?;:])")
_SPACE_BEFORE_STOP: Final = re.compile(r"[^\S\n]+(?=[,!?]|\.(?!\w))")
_FRENCH_SPACE: Final = re.compile(r"(?<=[\w)\u00bb])[^\S\n]+(?=[!?;:](?!\w))")
_FRENCH_SPACE_BEFORE_STOP: Final = re.compile(r"[^\S\n]+(?=,|\.(?!\w))")
_STRAY_START: Final = re.compile(r"\A[\s,;:.!?\u2013\u2014-]+")
_KEPT_FORMATS: Final = "\u200c\u200d"


def tidy(text: str, *, nameless: bool, french: bool) -> str:
    """Return the text as a careful person would have typed it.

    Lines stay lines. ``nameless`` texts lose what a missing name left in front;
    ``french`` ones get a fixed space where a space stood before "!", "?", ":", ";".
    """
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    text = "".join(char for char in text if _is_sendable(char))
    text = _BLANKS.sub(_one_blank, text)
    text = _COMMA_TO_NOTHING.sub("", text)
    if french:
        text = _FRENCH_SPACE.sub(_NBSP, text)
        text = _FRENCH_SPACE_BEFORE_STOP.sub("", text)
    else:
        text = _SPACE_BEFORE_STOP.sub("", text)
    if nameless and (stray := _STRAY_START.match(text)):
        text = text[stray.end() :]
        text = text[:1].upper() + text[1:]
    lines = (line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _one_blank(blanks: re.Match[str]) -> str:
    is_fixed = _NBSP in blanks[0] or _NARROW_NBSP in blanks[0]
    return _NBSP if is_fixed else " "


def _is_sendable(char: str) -> bool:
    if char in "\n\t" or char in _KEPT_FORMATS:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
