"""When two texts, or two names, are the same."""

import re
import unicodedata

from .phrases import normalise

# LinkedIn's editor and its message list put these where nobody typed them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_LINE_END = re.compile("\r\n|[\r\n\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    """Split a text into the lines that a person sees, without their ends."""
    return _LINE_END.split(text)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text with ordinary spaces, no blank ones at the ends."""
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    lines = [" ".join(line.split()) for line in lines_of(composed)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def same_lines(one: str, other: str) -> bool:
    """Say whether an editor holds this text, line by line."""
    return plain_lines(one) == plain_lines(other)


def same_text(one: str, other: str) -> bool:
    """Say whether two messages carry the same words, however they are broken."""
    return " ".join(plain_lines(one)).split() == " ".join(plain_lines(other)).split()


def is_blank(text: str) -> bool:
    """Say whether an editor holds nothing."""
    return not plain_lines(text)


def same_name(one: str, other: str) -> bool:
    """Say whether two full names are the same as people read them."""
    return normalise(one) == normalise(other)
