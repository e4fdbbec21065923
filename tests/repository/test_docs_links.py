"""Everything that a document leads to is there."""

from pathlib import PurePosixPath
import posixpath
import re

import pytest
from repository.commands import load_command
from repository.documents import ROOT, Document, documents

places = load_command("places")
ONLINE = f"https://github.com/{places.repository(ROOT)}/blob/main/"
EVERY = pytest.mark.parametrize("document", documents(), ids=lambda each: each.path)


def leads_to(document: Document, target: str) -> tuple[str, str]:
    """Return the file in the repository that a link leads to, and the anchor in it."""
    path, _, anchor = target.removeprefix(ONLINE).partition("#")
    if target.startswith(ONLINE):
        return path, anchor
    folder = PurePosixPath(document.path).parent.as_posix()
    return posixpath.normpath(f"{folder}/{path}") if path else document.path, anchor


@EVERY
def test_links_between_files_resolve(document: Document) -> None:
    ours = [
        target
        for target in document.links
        if target.startswith(ONLINE) or not re.match(r"[a-z]+:", target)
    ]
    assert [
        target for target in ours if not is_there(*leads_to(document, target))
    ] == []


def is_there(path: str, anchor: str) -> bool:
    """Whether the repository has the file, and the file the place in it."""
    if path.startswith("..") or not (ROOT / path).exists():
        return False
    return not anchor or anchor in Document(path).anchors


def test_a_link_that_leads_nowhere_is_told_from_one_that_does() -> None:
    assert is_there("docs/TROUBLESHOOTING.md", "too_hot")
    assert is_there("addon/DOCS.md", "peu-de-mémoire--le-navigateur-ailleurs")
    assert not is_there("docs/TROUBLESHOOTING.md", "too_cold")
    assert not is_there("docs/TROUBLE.md", "")
    assert not is_there("../README.md", "")


@EVERY
def test_pictures_are_there_and_have_words_for_those_who_do_not_see_them(
    document: Document,
) -> None:
    for words, target in document.images:
        assert len(words) > 3, target
        if not target.startswith("https://my.home-assistant.io/badges/"):
            path, _ = leads_to(document, target)
            assert (ROOT / path).is_file(), target


@EVERY
def test_addresses_are_encrypted_and_name_this_repository(document: Document) -> None:
    ours = places.repository(ROOT)
    for target in re.findall(r"https?://[^\s)`\"'>]+", document.text):
        host = target.split("/")[2]
        if target.startswith("http://"):
            assert re.match(r"(127\.0\.0\.1|192\.168\.)", host), target
        if host == "github.com":
            assert target.removeprefix("https://github.com/").startswith(ours), target


def test_every_picture_of_the_folder_is_shown_or_in_another_language() -> None:
    shown = {
        leads_to(document, target)[0]
        for document in documents()
        for _, target in document.images
    }
    assert "docs/images/panel-today.png" in shown
    assert "docs/images/panel-today-fr.png" in shown


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, found = set[str](), {"README.md"}
    while found:
        path = found.pop()
        reached.add(path)
        document = Document(path)
        links = {leads_to(document, each)[0] for each in document.links}
        found |= {each for each in links if re.fullmatch(r"[^:]+\.md", each)} - reached
    assert {each.path for each in documents()} - reached <= {"addon/README.md"}
