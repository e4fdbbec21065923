"""Snapshots keep the structure of a page and nothing about anybody."""

import re
import string

from hypothesis import given, settings, strategies
import pytest

from linkedin_engine.browser.evidence import (
    redacted_snapshot,
    screenshot,
)
from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.browser.redacting import (
    HIDDEN_TEXT,
    PageStructure,
    address_shape,
    redacted_html,
    text_shape,
    token_shape,
)

SECRETS = (
    "Marie", "Dupont", "marie-dupont-12ab", "Zoé", "Étienne", "محمد", "Señor",
    "ACoAABcdEfGhIjKlMnOp", "AQEDAxyz", "hunter2", "anniversaire", "heureux",
    "+33612345678", "612345678", "marie@example.test", "tok_9f8e7d6c", "media.example",
    "Happy", "whispered",
)  # fmt: skip

PEOPLE_PAGE = """<!doctype html><html lang="fr"><head><title>Marie Dupont</title>
<meta name="csrf" content="tok_9f8e7d6c"><script>var li_at = "AQEDAxyz";</script>
<style>.Marie { color: red }</style></head><body class="theme--light _a1b2c3d4">
<!-- Marie Dupont was here -->
<main role="main" data-sdui-screen="com.site.flagshipnav.CatchUpBirthday">
 <div role="listitem" componentkey="3f2a9c1e-77aa-4b1e-9d5e-0123456789ab"
      data-member="urn:li:fsd_profile:ACoAABcdEfGhIjKlMnOp" data-zoé="Zoé">
  <a href="/in/marie-dupont-12ab/?mini=tok_9f8e7d6c#Marie"><img src="https://media.example/Marie.jpg"
     alt="Photo de profil de Marie Dupont"></a>
  <p id="Marie">Souhaitez un heureux anniversaire à Marie, Zoé &amp; Étienne</p>
  <p>محمد Señor whispered hunter2 +33612345678 marie@example.test</p>
  <a aria-label="Envoyer un message à Marie Dupont : Happy 12" id="ember123"
     href="/messaging/compose/?recipient=ACoAABcdEfGhIjKlMnOp&propUrn=urn:li:prop:(BIRTHDAY,ACoAABcdEfGhIjKlMnOp)&body=Happy+Marie">
     <svg id="send-privately-small"><path d="M1 Marie"/></svg>Happy</a>
  <a href="mailto:marie@example.test">m</a>
  <a href="https://media.example/Marie">m</a>
 </div>
 <input type="password" value="hunter2" placeholder="Marie ?" name="session_key">
 <textarea>Happy Marie</textarea>
 <div id="typed" contenteditable="true"></div>
 <iframe srcdoc="<b title='Marie'>Marie hunter2</b>" name="inner"></iframe>
 <div id="host"></div>
</main><script>
 document.querySelector("#typed").textContent = "Happy Marie";
 document.querySelector("input").value = "hunter2 whispered";
 document.querySelector("#host").attachShadow({mode: "open"}).innerHTML =
   '<div class="msg-overlay-bubble" data-thread="2-hunter2==" role="dialog"' +
   ' title="Marie">Marie</div>';
</script></body></html>"""


async def test_a_page_full_of_names_and_secrets_keeps_its_structure_alone(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        await session.page.set_content(PEOPLE_PAGE)
        html = await redacted_snapshot(session.page)
    for secret in SECRETS:
        assert secret.lower() not in html.lower(), html
    for structure in (
        'lang="fr"',
        'role="listitem"',
        'data-sdui-screen="com.site.flagshipnav.CatchUpBirthday"',
        'data-member="urn:li:fsd_profile:*"',
        'href="/in/*/?mini=*#*"',
        "?recipient=*&amp;propUrn=urn:li:prop:(BIRTHDAY,*)&amp;body=*",
        'aria-label="xxxxxxx xx xxxxxxx x xxxxx xxxxxx : xxxxx 00"',
        'id="send-privately-small"',
        'id="ember0"',
        '<template shadowrootmode="open">',
        'class="msg-overlay-bubble"',
        'role="dialog"',
        "<iframe",
        "<img",
        'type="password"',
        'contenteditable="true"',
        HIDDEN_TEXT,
    ):
        assert structure in html, html
    assert "<script" not in html
    assert "value=" not in html


async def test_a_huge_page_gives_a_snapshot_of_the_size_asked_for(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        await session.page.set_content("<div class='row'><p>x</p></div>" * 20_000)
        html = await redacted_snapshot(session.page, max_characters=50_000)
    assert len(html) < 51_000
    assert html.endswith("cut here: the page is larger -->\n")


async def test_a_page_that_is_gone_is_said_and_not_raised(
    config: BrowserConfig,
) -> None:
    async with open_browser(config) as session:
        page = await session.context.new_page()
        await page.close()
        html = await redacted_snapshot(page)
    assert html.startswith("<!-- the page could not be read")


async def test_a_screenshot_shows_no_readable_text(config: BrowserConfig) -> None:
    async with open_browser(config) as session:
        page = session.page
        await page.set_content("<h1>Marie Dupont</h1>")
        shown = await screenshot(page)
        plain = await page.screenshot(type="jpeg", quality=50, scale="css")
    assert shown.startswith(b"\xff\xd8")
    assert shown != plain
    assert len(shown) < 200_000


def structure_of(*nodes: tuple[str, dict[str, str]], words: str = "") -> PageStructure:
    return PageStructure(
        address="https://site.test/feed/",
        nodes=tuple((0, tag, tuple(given.items()), False) for tag, given in nodes),
        words=frozenset(words.split()),
        was_cut=False,
    )


@given(text=strategies.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_the_shape_of_a_text_has_no_letter_of_it(text: str) -> None:
    shape = text_shape(text)
    assert len(shape) == len(text)
    assert set(shape) <= {"x", "0", " ", *string.punctuation, *map(chr, range(32))} | {
        chr(127)
    }


@given(
    name=strategies.text(alphabet=string.ascii_letters, min_size=3, max_size=20),
    attribute=strategies.sampled_from(["id", "class", "data-key", "role", "name"]),
)
@settings(max_examples=60, deadline=None)
def test_a_word_of_the_page_is_in_no_attribute(name: str, attribute: str) -> None:
    for value in (name, f"card-{name}", f"urn:x:{name}", name.upper()):
        page = structure_of(("div", {attribute: value}), words=name.lower())
        found = re.search(rf'{attribute}="([^"]*)"', redacted_html_of(page))
        shown = found[1].removeprefix("card-").removeprefix("urn:") if found else ""
        assert name.lower() not in shown.lower() or set(name.lower()) == {"x"}


def redacted_html_of(page: PageStructure) -> str:
    return redacted_html(page, max_characters=10_000)


@pytest.mark.parametrize(
    ("token", "shape"),
    [
        ("msg-overlay-list-bubble", "msg-overlay-list-bubble"),
        ("ember4711", "ember0"),
        ("ACoAABCDEFGHIJKLMN_x9Yz-8", "*"),
        ("3f2a9c1e-77aa-4b1e-9d5e-0123456789ab", "*-*-*-*-*"),
        ("urn:li:activity:7123456789", "urn:li:activity:0"),
        ("lazyColumn", "lazyColumn"),
        ("marie-dupont", "xxxxx-xxxxxx"),
        ("MarieCard", "xxxxxCard"),
        ("Zoé", "***"),
    ],
)
def test_tokens_keep_what_they_are_built_of(token: str, shape: str) -> None:
    shown = token_shape(token, {"marie", "dupont"})
    assert shown == shape or (not token.isascii() and shown in {"*", "xxx"})


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("/mynetwork/catch-up/birthday/", "/mynetwork/catch-up/birthday/"),
        ("https://site.test/in/someone-else/", "/in/*/"),
        ("https://other.test/in/someone", "//*"),
        ("/messaging/thread/2-YWJjZGVm==/", "/messaging/thread/*/"),
        ("/search/?keywords=marie+dupont&page=2", "/search/?keywords=*&page=*"),
        ("tel:0612345678", "tel:*"),
        ("javascript:alert('marie')", "javascript:*"),
        ("http://[broken", "*"),
        ("#marie", "#*"),
        ("", ""),
    ],
)
def test_addresses_keep_where_they_lead_and_not_to_whom(
    address: str, shape: str
) -> None:
    assert address_shape(address, structure_of()) == shape
