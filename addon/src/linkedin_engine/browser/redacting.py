"""Turns a page's structure into HTML that tells nothing about anybody."""

from collections.abc import Iterable, Set as AbstractSet
from dataclasses import dataclass
from html import escape
import re
from typing import Any, Self
from urllib.parse import SplitResult, parse_qsl, urlsplit

HIDDEN_TEXT = "\N{HORIZONTAL ELLIPSIS}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Attributes whose values come from a closed set that HTML and ARIA define.
_CLOSED = _words(
    "aria-atomic aria-busy aria-checked aria-current aria-disabled aria-expanded "
    "aria-haspopup aria-hidden aria-invalid aria-live aria-modal aria-multiline "
    "aria-pressed aria-selected contenteditable dir disabled hidden inert lang method "
    "open readonly rel required role tabindex target type"
)
_ADDRESSES = frozenset(("action", "formaction", "href", "xlink:href"))
_SENTENCES = _words(
    "alt aria-description aria-label aria-placeholder aria-roledescription "
    "aria-valuetext placeholder title"
)
_TOKENS = _words(
    "aria-controls aria-describedby aria-labelledby aria-owns class componentkey for "
    "id is itemprop name part property slot"
)

# Words of the page's texts that also name its parts; they are nobody's secret.
_PART_NAMES = _words(
    "article aside birthday body button card cards catch column compose content "
    "conversation dialog draft event feed footer form global grow header home icon "
    "image item jobs lazy link list listitem load main media menu message messages "
    "messaging modal more msg nav network notifications overlay page photo premium "
    "primary profile screen search section see send sent settings text thread view "
    "work"
)

# The path segment after one of these is somebody's or something's own.
_OWN_AFTER = _words("company groups in profile pub school thread")

_CLOSED_VALUE = re.compile(r"[A-Za-z-]{0,24}")
_SMALL_NUMBER = re.compile(r"-?\d{1,2}")
_CHUNK = re.compile(r"[\w-]+")
_RUN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[A-Z]")
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"[a-z]+\d{1,6}")
_HUMP = re.compile(r"[A-Z]?[a-z]+")
_CAPITALS = re.compile(r"[A-Z]{1,16}")
_NAME = re.compile(r"[a-z][a-z0-9:_.-]{0,60}")
_LONGEST_WORD = 24
_SHORTEST_MEAN_HUMP = 3

_VOID = _words("area br col embed hr img input source track wbr path use circle rect")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStructure:
    """What the script saw; ``words`` are those of all texts, in lower case."""

    address: str
    nodes: tuple[tuple[int, str, tuple[tuple[str, str], ...], bool], ...]
    words: frozenset[str]
    was_cut: bool

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> Self:
        """Take the script's answer."""
        return cls(
            address=facts["address"],
            nodes=tuple(
                (depth, tag, tuple((name, value) for name, value in attributes), text)
                for depth, tag, attributes, text in facts["nodes"]
            ),
            words=frozenset(facts["words"]) - _PART_NAMES,
            was_cut=facts["cut"],
        )


def redacted_html(structure: PageStructure, *, max_characters: int) -> str:
    """Return the structure as HTML, without texts, names, ids, images and inputs."""
    lines = [f"<!-- {address_shape(structure.address, structure)} -->"]
    size, was_cut = 0, structure.was_cut
    opened: list[tuple[int, str]] = []
    for depth, tag, attributes, has_text in structure.nodes:
        lines += _closings(opened, depth)
        name = "template" if tag == "#shadow" else _safe_name(tag)
        shown = [_attribute(*each, structure) for each in attributes]
        if tag == "#shadow":
            shown = ['shadowrootmode="open"']
        line = f"<{' '.join((name, *shown))}>{HIDDEN_TEXT if has_text else ''}"
        size += len(line) + len(f"</{name}>") + 2
        if size > max_characters:
            was_cut = True
            break
        lines.append(line)
        if name not in _VOID:
            opened.append((depth, name))
    lines += _closings(opened, 0)
    if was_cut:
        lines.append("<!-- cut here: the page is larger -->")
    return "\n".join(lines) + "\n"


def _closings(opened: list[tuple[int, str]], depth: int) -> list[str]:
    closings = []
    while opened and opened[-1][0] >= depth:
        closings.append(f"</{opened.pop()[1]}>")
    return closings


def _attribute(name: str, value: str, structure: PageStructure) -> str:
    shown = _safe_name(name)
    if shown.startswith("data-"):
        shown = token_shape(shown, structure.words).replace("*", "x")
    kept = _value(name, value, structure)
    return f'{shown}="{escape(kept)}"' if kept else shown


def _value(name: str, value: str, structure: PageStructure) -> str:
    if name in _CLOSED:
        if _SMALL_NUMBER.fullmatch(value):
            return value
        is_word = _CLOSED_VALUE.fullmatch(value)
        return token_shape(value, structure.words) if is_word else text_shape(value)
    if name in _ADDRESSES:
        return address_shape(value, structure)
    if name in _SENTENCES:
        return text_shape(value)
    if name in _TOKENS or name.startswith("data-"):
        return token_shape(value, structure.words)
    return ""


def text_shape(text: str) -> str:
    """Return a text's shape: letters as x, digits as 0, spaces and ASCII signs kept."""
    return "".join(map(_sign_shape, text))


def _sign_shape(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign.isdecimal():
        return "0"
    return sign if sign.isascii() and not sign.isalpha() else "x"


def token_shape(value: str, words: AbstractSet[str]) -> str:
    """Return a token with its structure: names of parts stay, ids and people do not."""
    shaped = _CHUNK.sub(lambda chunk: _chunk_shape(chunk[0], words), value)
    return "".join(sign if sign.isascii() else "x" for sign in shaped)


def _chunk_shape(chunk: str, words: AbstractSet[str]) -> str:
    shaped = _RUN.sub(lambda run: _run_shape(run[0], words), chunk)
    # Parts of an id may look like words; an id shows itself as a whole.
    is_id = "*" in shaped and _CAPITAL.search(chunk) and _DIGIT.search(chunk)
    return "*" if is_id else shaped


def _run_shape(run: str, words: AbstractSet[str]) -> str:
    if run.isdecimal():
        return "0"
    if _NUMBERED.fullmatch(run):
        letters = run.rstrip("0123456789")
        return f"{_run_shape(letters, words)}0"
    humps = [run] if _CAPITALS.fullmatch(run) else _HUMP.findall(run)
    is_name_of_part = (
        len(run) <= _LONGEST_WORD
        and "".join(humps) == run
        and (len(humps) == 1 or len(run) >= _SHORTEST_MEAN_HUMP * len(humps))
    )
    if not is_name_of_part:
        return "*"
    if run.lower() in words:
        return "x" * len(run)
    return "".join("x" * len(hump) if hump.lower() in words else hump for hump in humps)


def address_shape(address: str, structure: PageStructure) -> str:
    """Return an address of the same site as a path with ids masked; others as ``*``."""
    try:
        parts = urlsplit(address.strip())
        here = urlsplit(structure.address)
    except ValueError:
        return "*"
    if parts.scheme not in {"", "http", "https"}:
        return f"{token_shape(parts.scheme, structure.words)}:*"
    if parts.netloc and parts.netloc != here.netloc:
        return "//*"
    fragment = "#*" if parts.fragment else ""
    path = _path_shape(parts.path.split("/"), structure.words)
    return f"{path}{_query_shape(parts, structure.words)}{fragment}"


def _path_shape(segments: Iterable[str], words: AbstractSet[str]) -> str:
    shown, before = [], ""
    for segment in segments:
        own = bool(segment) and before in _OWN_AFTER
        shown.append("*" if own or "%" in segment else token_shape(segment, words))
        before = segment
    return "/".join(shown)


def _query_shape(parts: SplitResult, words: AbstractSet[str]) -> str:
    pairs = [
        f"{token_shape(name, words)}="
        f"{token_shape(value, words) if value.startswith('urn:') else '*'}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return f"?{'&'.join(pairs)}" if pairs else ""


def _safe_name(name: str) -> str:
    return name if _NAME.fullmatch(name) else "x"
