"""A person's name made fit for a greeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
import json
import re
import unicodedata

_MAX_INPUT = 200
_MAX_GREETING = 40
_MAX_GIVEN_WORDS = 3
_MAX_MARKS_PER_LETTER = 4
_MAX_INITIALS_NICKNAME = 3
_MIN_MC_NAME = 4

_BOUNDARY = "|"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015"
_APOSTROPHES = "'\u2019"
_LOOSE_APOSTROPHES = "`\u00b4\u2018"
_INNER_DOTS = "\u00b7\u30fb\u05f3\u05f4"
_JOINERS = "\u200c\u200d"
_SPECIAL = {
    **dict.fromkeys(_HYPHENS, "-"),
    **dict.fromkeys(_LOOSE_APOSTROPHES, "'"),
    **{char: char for char in "." + _APOSTROPHES + _INNER_DOTS},
    **dict.fromkeys("\t\n\r\x0b\x0c\x85", " "),
}
_DOTTED_I = "\u0130"
_DOTLESS_I = "\u0131"
_EDGES = "-" + _APOSTROPHES + "\u00b7\u30fb"
# By Unicode's general category; the rest ends what can be the name.
_REPLACEMENT = {"L": None, "M": None, "N": None, "Z": " ", "C": ""}

_STYLED = re.compile("[\U0001d400-\U0001d7ff\uff01-\uff5e]+")
_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>"
    r'|"[^"]*"|\u201c[^\u201d]*\u201d|\u201e[^\u201c\u201d]*[\u201c\u201d]'
    r"|\u00ab[^\u00bb]*\u00bb|\uff08[^\uff09]*\uff09|\u3010[^\u3011]*\u3011"
    r"|(?<!\S)['\u2018][^'\u2019]*['\u2019](?!\S)"
)
_LOOSE_HYPHEN = re.compile(r"(?<!\S)-+|-+(?!\S)")
_PIECE = re.compile(r"[^.]+\.*")
_CJK = re.compile("[\u2e80-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_JOINED_SCRIPTS = re.compile("[\u0600-\u0dff]")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    titles: frozenset[str]
    dotted_titles: frozenset[str]
    credentials: frozenset[str]
    prefixes: frozenset[str]
    particles: frozenset[str]
    lower_in_front: frozenset[str]
    leading: frozenset[str]
    trailing: frozenset[str]
    compound_starts: frozenset[str]
    compound_ends: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of a name; ``abbreviated`` where initials came before them."""

    words: tuple[str, ...] = ()
    abbreviated: bool = False


def greeting_name(first_name: str | None, full_name: str) -> str:
    """Return the name to greet a person with, "" where there is none fit.

    LinkedIn's own first name comes before a guess from the full name. Titles,
    degrees, emoji and asides go; capitals are put right. Initials are no name to
    greet with ("J. P. Martin" gives ""), but short names such as "Li" and
    nicknames such as "JP" are.
    """
    full = _read(full_name)
    if any(_key(word) == "linkedin" for word in full.words):
        return ""
    first = _read(first_name or "")
    if first.words and (first != full or len(full.words) == 1):
        return _spell(_given(first)) or _spell(_given_of_full(full))
    return _spell(_given_of_full(full))


def _given(first: _Reading) -> tuple[str, ...]:
    """Return LinkedIn's first name, cut where it holds a whole headline."""
    particles = _lexicon().particles
    named = [word for word in first.words if word.casefold() not in particles]
    if len(named) <= _MAX_GIVEN_WORDS:
        return first.words
    return _first_chunk(first.words)


def _given_of_full(full: _Reading) -> tuple[str, ...]:
    """Guess the first name within a full name; what follows initials is none."""
    chunk = _first_chunk(full.words)
    if full.abbreviated and len(chunk) == len(full.words):
        return ()
    return chunk


def _first_chunk(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that belong to the first name: "El Bahi", "Jean Luc"."""
    if any(_CJK.search(word) for word in words):
        return words
    lexicon = _lexicon()
    folded = [word.casefold() for word in words]
    end = 1
    while end < len(words) and _leads(words[end - 1], lexicon):
        end += 1
    if end < len(words) and folded[end] in lexicon.trailing:
        end += 1
    elif (
        end == 1
        and len(words) > end + 1
        and folded[0] in lexicon.compound_starts
        and folded[1] in lexicon.compound_ends
    ):
        end = 2
    return words[:end]


def _leads(word: str, lexicon: _Lexicon) -> bool:
    folded = word.casefold()
    return folded in lexicon.leading or (word.islower() and folded in lexicon.particles)


def _read(text: str) -> _Reading:
    """Split a name into words without titles, degrees, initials and asides."""
    text = text[:_MAX_INPUT]
    outside = text
    for _ in range(2):
        outside = _ASIDE.sub(" ", outside)
    for version in (outside, text):
        for part in _clean(version).split(_BOUNDARY):
            reading = _read_part(part.split())
            if reading.words:
                return reading
    return _Reading()


def _read_part(tokens: list[str]) -> _Reading:
    lexicon = _lexicon()
    shouted = not any(char.islower() for token in tokens for char in token)
    words: list[str] = []
    abbreviated = False
    for piece in (piece for token in tokens for piece in _pieces(token, lexicon)):
        if _is_title(piece, lexicon) or _is_noise(piece):
            continue
        if _is_initial(piece):
            abbreviated = abbreviated or not words
        elif shouted or not _is_credential(piece, lexicon, after=bool(words)):
            is_short_form = piece.casefold() in lexicon.leading
            words.append(piece if is_short_form else piece.rstrip("."))
    return _Reading(tuple(words), abbreviated)


def _clean(text: str) -> str:
    """Keep letters, marks and what joins words; ``|`` stands where a part ends."""
    text = _STYLED.sub(lambda styled: unicodedata.normalize("NFKC", styled[0]), text)
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    marks = 0
    for index, char in enumerate(text):
        if unicodedata.category(char).startswith("M"):
            marks += 1
            if _is_fitting_mark(char, kept) and marks <= _MAX_MARKS_PER_LETTER:
                kept.append(char)
            continue
        marks = 0
        if char in _JOINERS:
            kept.append(_joiner(char, text[index - 1 : index], text[index + 1 :]))
        else:
            kept.append(_replacement(char))
    return _LOOSE_HYPHEN.sub(_BOUNDARY, "".join(kept))


def _replacement(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    replacement = _REPLACEMENT.get(unicodedata.category(char)[0], _BOUNDARY)
    return char if replacement is None else replacement


def _is_fitting_mark(char: str, kept: list[str]) -> bool:
    """Tell a mark of a letter from what is left of an emoji."""
    is_selector = "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100"
    if is_selector or unicodedata.category(char) == "Me":
        return False
    return bool(kept) and unicodedata.category(kept[-1][-1:] or " ")[0] in "LM"


def _joiner(char: str, before: str, after: str) -> str:
    """Keep an invisible joiner in the scripts that are written with it."""
    is_written = _JOINED_SCRIPTS.match(before) and _JOINED_SCRIPTS.match(after)
    return char if is_written else ""


def _pieces(token: str, lexicon: _Lexicon) -> Iterator[str]:
    """Part "Dr.Marie" and "J.P.", but leave "Ph.D." whole."""
    if _key(token) in lexicon.titles:
        return
    for piece in _PIECE.findall(token):
        if stripped := piece.strip(_EDGES).lstrip(_JOINERS):
            yield stripped


def _key(word: str) -> str:
    return "".join(char for char in word.casefold() if char not in ".-'\u2019")


def _letters(word: str) -> list[str]:
    return [char for char in word if unicodedata.category(char).startswith("L")]


def _is_noise(word: str) -> bool:
    has_digit = any(unicodedata.category(char).startswith("N") for char in word)
    return has_digit or not _letters(word)


def _is_title(word: str, lexicon: _Lexicon) -> bool:
    key = _key(word)
    return key in lexicon.titles or (
        word.endswith(".") and key in lexicon.dotted_titles
    )


def _is_initial(word: str) -> bool:
    letters = _letters(word)
    is_cased = letters[0].lower() != letters[0].upper()
    return len(letters) == 1 and (is_cased or word.endswith("."))


def _is_credential(word: str, lexicon: _Lexicon, *, after: bool) -> bool:
    """Tell whether capitals within a name in small letters are letters after it."""
    if not word.isupper():
        return False
    if not after:
        return _key(word) in lexicon.prefixes
    return _key(word) in lexicon.credentials or _has_no_vowel(word)


def _has_no_vowel(word: str) -> bool:
    return word.isascii() and not set(word.casefold()) & set("aeiouy")


def _spell(words: tuple[str, ...]) -> str:
    """Join the words with proper capitals; "" where the result is no greeting."""
    spelled = [_spell_word(words, index) for index in range(len(words))]
    for count in (len(spelled), 1):
        name = unicodedata.normalize("NFC", " ".join(spelled[:count])).rstrip(".")
        if len(name) <= _MAX_GREETING:
            return name
    return ""


def _spell_word(words: tuple[str, ...], index: int) -> str:
    word, folded = words[index], words[index].casefold()
    lexicon = _lexicon()
    in_front = index == 0 and len(words) > 1
    if in_front and folded in lexicon.lower_in_front and word.islower():
        return word
    if in_front and folded == "de" and word.isupper():
        return folded
    if index > 0 and folded in lexicon.particles:
        # French writes "de La Tour" where Spanish has "María de la Luz".
        opens_family = index == 1 and words[0].casefold() == "de"
        if not opens_family:
            return folded if word.isupper() else word
    if index == 0 and _is_nickname(word):
        return word
    return _spell_case(word, lexicon)


def _spell_case(word: str, lexicon: _Lexicon) -> str:
    is_inverted = word[0].islower() and word[1:].isupper()
    if word.isupper() or word.islower() or is_inverted:
        first, *rest = word.split("-")
        others = (
            part.lower() if part.casefold() in lexicon.particles else _capitalise(part)
            for part in rest
        )
        return "-".join((_capitalise(first), *others))
    start = re.split(rf"[-{_APOSTROPHES}]", word, maxsplit=1)[0]
    if start == word or (len(start) > 1 and start not in lexicon.particles):
        return word[0].title() + word[1:]
    return word


def _is_nickname(word: str) -> bool:
    """Tell initials that are a nickname, such as JP and AJ, from a name in capitals."""
    if not word.isupper() or len(word) > _MAX_INITIALS_NICKNAME or word == "NG":
        return False
    return _has_no_vowel(word) or (len(word) == 2 and word.endswith("J"))  # noqa: PLR2004 - two letters


def _capitalise(part: str) -> str:
    if _DOTTED_I in part:
        # Turkish has two letters where lower() and title() know one.
        lower = part.replace("I", _DOTLESS_I).replace(_DOTTED_I, "i").lower()
        return (_DOTTED_I if lower[0] == "i" else lower[0].title()) + lower[1:]
    lower = part.lower()
    for apostrophe in _APOSTROPHES:
        head, found, tail = lower.partition(apostrophe)
        if found and len(head) == 1 and tail:
            return head.upper() + found + _capitalise(tail)
    if lower.startswith("mc") and len(lower) >= _MIN_MC_NAME:
        return "Mc" + lower[2].upper() + lower[3:]
    return lower[:1].title() + lower[1:]


@cache
def _lexicon() -> _Lexicon:
    text = (
        files("linkedin_engine.domain").joinpath("name_words.json").read_text("utf-8")
    )
    tables = json.loads(text)
    titles = frozenset(
        word for words in tables.pop("titles").values() for word in words
    )
    return _Lexicon(
        titles=titles, **{name: frozenset(words) for name, words in tables.items()}
    )
