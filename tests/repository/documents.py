"""The project's documents, taken apart: headings, tables, blocks of code, links."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
import re
import textwrap

ROOT = Path(__file__).resolve().parents[2]
# Both languages of what everybody reads.
PAIRS = (("README.md", "README.fr.md"), ("docs/REFERENCE.md", "docs/REFERENCE.fr.md"))

_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_LINK = re.compile(r"(?<!!)\[((?:!\[[^\]]*\]\([^)]*\)|[^\[\]])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`]+)`")
_NAMED = re.compile(r'<a id="([^"]+)"></a>')
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, and the text below it down to the next that is as high."""

    level: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what the rest of the line says, its code."""

    document: str
    language: str
    kind: str
    code: str

    @property
    def name(self) -> str:
        """Where it is, and how it begins."""
        first = next((line for line in self.code.splitlines() if line.strip()), "")
        return f"{self.document}: {first.strip()[:60]}"


@dataclass(frozen=True)
class Document:
    """One document, by its path in the repository."""

    path: str

    @cached_property
    def text(self) -> str:
        """All of it."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """All of it but the blocks of code."""
        return _FENCE.sub("", self.text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The fenced blocks."""
        return tuple(
            Block(self.path, *_said(found[2]), textwrap.dedent(found[3]))
            for found in _FENCE.finditer(self.text)
        )

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, with what stands below them."""
        plain = _FENCE.sub(
            lambda code: re.sub("^#", " ", code[0], flags=re.MULTILINE), self.text
        )
        found = list(_HEADING.finditer(plain))
        told = []
        for number, heading in enumerate(found):
            level = len(heading[1])
            later = (each for each in found[number + 1 :] if len(each[1]) <= level)
            end = next(later, None)
            body = plain[heading.end() : end.start() if end else None].strip()
            told.append(Heading(level, heading[2], body))
        return tuple(told)

    @cached_property
    def sections(self) -> dict[str, str]:
        """The text below each heading."""
        return {each.title: each.text for each in self.headings}

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link may lead to in it: the slugs of headings, and named places."""
        slugs = [_slug(each.title) for each in self.headings]
        return frozenset(slugs) | frozenset(_NAMED.findall(self.text))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The targets of its links."""
        return tuple(found[2] for found in _LINK.finditer(self.prose))

    @cached_property
    def images(self) -> tuple[tuple[str, str], ...]:
        """The words and the address of each image."""
        return tuple((found[1], found[2]) for found in _IMAGE.finditer(self.prose))

    @cached_property
    def inline(self) -> tuple[str, ...]:
        """What stands between backticks in a line."""
        return tuple(" ".join(each.split()) for each in _CODE.findall(self.prose))

    @cached_property
    def tables(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """Its tables, each with its head and its rows, cell by cell."""
        return tuple(tables(self.prose))


def documents() -> tuple[Document, ...]:
    """Return everything that tells people what to type."""
    paths = [
        *("README.md", "README.fr.md", "CONTRIBUTING.md"),
        *("addon/DOCS.md", "addon/README.md", "addon/CHANGELOG.md", "CHANGELOG.md"),
        *(f"docs/{each.name}" for each in sorted((ROOT / "docs").glob("*.md"))),
    ]
    return tuple(map(Document, paths))


def blocks(*languages: str) -> tuple[Block, ...]:
    """Return the blocks in these languages of all documents."""
    return tuple(
        block
        for document in documents()
        for block in document.blocks
        if block.language in languages
    )


def tables(text: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield the tables of a text, without the line below the head."""
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            if not _RULE.fullmatch(line.strip()):
                cells = line.strip().strip("|").split("|")
                rows.append(tuple(cell.strip() for cell in cells))
        elif rows:
            yield tuple(rows)
            rows = []


def _said(line: str) -> tuple[str, str]:
    language, _, kind = line.strip().partition(" ")
    return language, kind


def _slug(title: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", title.lower())
    return kept.replace(" ", "-")
