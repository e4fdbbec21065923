"""What people read says the same in English and in French."""

import json
import re

import pytest
from repository.app_rules import load
from repository.documents import PAIRS, ROOT, Block, Document

BOTH = pytest.mark.parametrize(
    ("english", "french"),
    [tuple(map(Document, pair)) for pair in PAIRS],
    ids=[pair[0] for pair in PAIRS],
)
# What a person reads in an example, and may have in another language.
_WORDS = re.compile(
    r"^( *(?:- )?(?:alias|title|message|text|language):).*$", re.MULTILINE
)
_CODE = re.compile("`[^`]+`")
_COMMENT = re.compile(r"(?:^|\s+)#.*$", re.MULTILINE)
INTEGRATION = ROOT / "custom_components/linkedin_auto"
FRENCH = json.loads((INTEGRATION / "translations/fr.json").read_text(encoding="utf-8"))


def without_words(block: Block) -> tuple[str, str, str]:
    """Return a block as it has to be in both languages."""
    code = _COMMENT.sub("", block.code)
    if block.language == "yaml":
        code = _WORDS.sub(r"\1", code)
    return block.language, block.kind, code


def in_english(target: str) -> str:
    """Return the English twin of a French target."""
    path = re.sub(r"(\.fr|-fr)(?=\.(md|png))", "", target)
    path = path.replace(".fr.yaml", ".en.yaml")
    return path.partition("#")[0]


@BOTH
def test_the_headings_are_as_many_and_as_deep(
    english: Document, french: Document
) -> None:
    assert [each.level for each in english.headings] == [
        each.level for each in french.headings
    ]


@BOTH
def test_each_part_has_as_many_paragraphs_and_points(
    english: Document, french: Document
) -> None:
    for one, other in zip(english.headings, french.headings, strict=True):
        for sign in (r"^\s*- ", r"^\s*\d+\. ", r"\n\n", r"^\*\*"):
            counts = [
                len(re.findall(sign, each.text, re.MULTILINE)) for each in (one, other)
            ]
            assert counts[0] == counts[1], (one.title, sign)


@BOTH
def test_the_tables_have_the_same_rows(english: Document, french: Document) -> None:
    for one, other in zip(english.tables, french.tables, strict=True):
        assert len(one) == len(other), one[0]
        for cells, others in zip(one, other, strict=True):
            assert len(cells) == len(others), cells
            for cell, its_twin in zip(cells, others, strict=True):
                codes = re.findall(r"`[^`]+`", cell)
                if not re.search(r"`(auto|fr|en)`", cell):
                    assert codes == re.findall(r"`[^`]+`", its_twin), cell


@BOTH
def test_the_code_is_the_same(english: Document, french: Document) -> None:
    assert [without_words(each) for each in english.blocks] == [
        without_words(each) for each in french.blocks
    ]


@BOTH
def test_the_links_and_pictures_are_the_same(
    english: Document, french: Document
) -> None:
    # Each leads to the other first.
    assert [in_english(each) for each in english.links[1:]] == [
        in_english(each) for each in french.links[1:]
    ]
    assert [in_english(each) for _, each in english.images] == [
        in_english(each) for _, each in french.images
    ]
    for _, target in french.images:
        its_own = target.replace(".png", "-fr.png")
        assert not (ROOT / its_own).exists(), f"there is {its_own}"


@BOTH
def test_nothing_was_left_untranslated(english: Document, french: Document) -> None:
    lines = set(english.prose.splitlines())
    left = [
        line
        for line in french.prose.splitlines()
        if line in lines and len(re.findall(r"[a-z]{3,}", _CODE.sub("", line))) > 4
    ]
    assert left == []


def test_the_french_readme_names_everything_as_home_assistant_does() -> None:
    text = " ".join(Document("README.fr.md").text.split())
    named = [
        words["name"]
        for platform in FRENCH["entity"].values()
        for words in platform.values()
    ]
    named += [words["name"] for words in FRENCH["services"].values()]
    named += FRENCH["options"]["step"]["init"]["data"].values()
    named += FRENCH["config"]["step"]["user"]["data"].values()
    assert [name for name in named if name not in text] == []


def test_troubleshooting_has_each_part_in_both_languages() -> None:
    parts = Document("docs/TROUBLESHOOTING.md").headings[1:]
    assert len(parts) > 10
    french = re.compile(r"^\*[A-ZÀÉ].*\*\s*(?:<a id|\Z)", re.MULTILINE | re.DOTALL)
    assert [part.title for part in parts if not french.search(part.text)] == []


def test_the_apps_page_has_both_languages() -> None:
    english, _, french = Document("addon/DOCS.md").text.partition("\n---\n")
    assert french.strip().startswith("# En français")
    counts = [len(re.findall("^## ", text, re.MULTILINE)) for text in (english, french)]
    assert counts[0] == counts[1]


def test_the_options_of_the_app_are_counted_right() -> None:
    count = len(load(ROOT / "addon/config.yaml")["schema"])
    words = {18: ("All eighteen options", "Les dix-huit options")}
    for path, said in zip(PAIRS[0], words[count], strict=True):
        assert said in Document(path).text
