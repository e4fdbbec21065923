from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from twin.scenario import SCENARIOS, Obstacle, Person, Scenario, Variant, load
from twin.server import ThreadedTwin, Twin, running

BIRTHDAYS = "/mynetwork/catch-up/birthday/"
SAVED = Path(__file__).parents[4] / "shared/pages/birthdays_fr_2025-11.html"
VOID = {"img", "hr", "input", "link", "meta", "br"}
EXACT = {
    "role", "id", "type", "tabindex", "aria-hidden", "aria-disabled", "data-loaded",
    "data-view-name", "data-display-contents", "fetchpriority",
}  # fmt: skip
"""Attributes whose values belong to the skeleton; of the others only the names do."""

type Node = tuple[str, tuple[tuple[str, str], ...], tuple["Node", ...]]


class Skeleton(HTMLParser):
    """Reads the cards of a page into trees of tags, free of classes and words."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[Node] = []
        self._open: list[tuple[str, dict[str, str | None], list[Node]]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append((tag, dict(attrs), []))
        if tag in VOID:
            self.handle_endtag(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    @override
    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        _, attributes, children = self._open.pop()
        node = (tag, tuple(sorted(kept(attributes))), tuple(children))
        if attributes.get("data-view-name") == "nurture-card":
            self.cards.append(node)
        if self._open:
            self._open[-1][2].append(node)


def kept(attributes: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if name in {"class", "style"} or name.startswith("data-twin"):
            continue
        yield name, (value or "") if name in EXACT else ""


def skeletons(html: str) -> list[Node]:
    parser = Skeleton()
    parser.feed(html)
    return parser.cards


@asynccontextmanager
async def visit(
    scenario: Scenario, *, session: bool = True
) -> AsyncIterator[tuple[Twin, aiohttp.ClientSession]]:
    cookies = {"li_at": scenario.li_at} if session else None
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        running(scenario) as twin,
        aiohttp.ClientSession(twin.url, cookie_jar=jar, cookies=cookies) as client,
    ):
        yield twin, client


@pytest.mark.parametrize("name", sorted(p.stem for p in SCENARIOS.glob("*.toml")))
def test_every_scenario_can_be_read_and_tells_its_people_apart(name: str) -> None:
    people = load(name).people
    assert len({p.member_id for p in people}) == len(people)
    assert len({p.vanity for p in people}) == len(people)
    assert [p.member_id for p in load(name).people] == [p.member_id for p in people]


@pytest.mark.parametrize(
    ("path", "wall"),
    [
        (BIRTHDAYS, "/uas/login"),
        ("/in/somebody/", "/authwall"),
        ("/feed/", "/login"),
    ],
)
async def test_without_a_session_member_pages_lead_to_a_wall(
    path: str, wall: str
) -> None:
    async with visit(load("birthdays_en"), session=False) as (_, client):
        answer = await client.get(path)
        assert answer.url.path == wall
        assert {"session_redirect", "sessionRedirect"} & set(answer.url.query)


async def test_a_dead_session_is_told_to_delete_itself() -> None:
    async with visit(load("birthdays_en")) as (twin, client):
        twin.state.scenario.li_at = "another"
        answer = await client.get("/feed/", allow_redirects=False)
        assert answer.status == 302
        assert 'li_at="delete me"' in answer.headers["Set-Cookie"]


async def test_logging_in_by_the_form_gives_a_session() -> None:
    async with visit(load("birthdays_en"), session=False) as (_, client):
        wrong = await client.post(
            "/checkpoint/lg/login-submit", data={"session_password": "wrong"}
        )
        assert "not the right password" in await wrong.text()
        await client.post(
            "/checkpoint/lg/login-submit", data={"session_password": "right"}
        )
        feed = await client.get("/feed/")
        assert feed.url.path == "/feed/"
        assert 'data-testid="primary-nav"' in await feed.text()


async def test_cookies_rotate_when_the_scenario_says_so() -> None:
    async with visit(load("rotating_cookies")) as (_, client):
        first = (await client.get("/feed/")).cookies["lidc"].value
        second = (await client.get("/feed/")).cookies["lidc"].value
        assert first != second


@pytest.mark.parametrize(
    ("language", "today", "late"),
    [
        ("en", "Celebrate Mary\u2019s birthday<span> </span><strong>today", "Sep 25"),
        (
            "fr",
            "l\u2019anniversaire de Mary<span> </span><strong>aujourd\u2019hui",
            "25 sept.",
        ),
        ("de", "<strong>heute</strong><span> </span>zum Geburtstag", "25. Sept."),
        ("es", "<strong>hoy", "25 sept"),
        ("it", "<strong>oggi", "25 set"),
        ("pt", "<strong>hoje", "25 de set."),
        ("nl", "<strong>vandaag", "25 sep"),
    ],
)
async def test_today_is_a_word_and_a_late_day_is_a_date_of_the_language(
    language: str, today: str, late: str
) -> None:
    people = [Person(name="Mary Sample"), Person(name="Tom Sample", day=3)]
    now = datetime(2026, 9, 28, 12, tzinfo=UTC)
    async with visit(Scenario(language=language, now=now, people=people)) as (
        _,
        client,
    ):
        html = await (await client.get(BIRTHDAYS)).text()
        assert f'lang="{language}"' in html
        assert today in html
        assert f"<strong>{late}</strong>" in html


async def test_the_recipient_of_a_card_is_not_the_id_within_its_occasion() -> None:
    async with visit(load("variant_v3")) as (twin, client):
        html = await (await client.get(BIRTHDAYS)).text()
        person = twin.state.scenario.people[0]
        card = html[: html.index(person.member_id + "&amp;propUrn")].rindex("href=")
        link = html[card:].split('"')[1].replace("&amp;", "&")
        query = {k: v[0] for k, v in parse_qs(urlsplit(link).query).items()}
        assert list(query) == [
            "profileUrn", "recipient", "propUrn", "body", "workflowId", "interop",
        ]  # fmt: skip
        assert query["recipient"] == person.member_id
        assert query["propUrn"].startswith("urn:li:prop:(BIRTHDAY,_01ACoA")
        assert person.member_id not in query["propUrn"]
        assert query["body"] == "Wishing you a very happy birthday!"


@pytest.mark.parametrize("variant", [Variant.EMBER, Variant.DIALOG])
async def test_pages_without_links_tell_member_ids_only_to_the_twins_own_script(
    variant: Variant,
) -> None:
    scenario = load("variant_v1", variant=variant)
    async with visit(scenario) as (_, client):
        html = await (await client.get(BIRTHDAYS)).text()
        for person in scenario.people:
            if not person.card_sent:
                html = html.replace(f'data-twin-member="{person.member_id}"', "")
            assert person.member_id not in html
        assert "/messaging/compose/" not in html


@pytest.mark.parametrize("variant", list(Variant))
async def test_somebody_who_received_a_message_has_a_sent_card(
    variant: Variant,
) -> None:
    async with visit(load("sent_cards", variant=variant)) as (_, client):
        html = await (await client.get(BIRTHDAYS)).text()
        assert html.count('id="signal-success-small"') == 2
        assert html.count('id="send-privately-small"') == 2


async def test_all_mixes_occasions_and_the_birthday_tab_does_not() -> None:
    async with visit(load("occasions")) as (_, client):
        every = await (await client.get("/mynetwork/catch-up/all/")).text()
        birthdays = await (await client.get(BIRTHDAYS)).text()
        assert every.count("propUrn=urn%3Ali%3Aactivity%3A") == 2
        assert "activity" not in birthdays
        assert (
            every.index("BIRTHDAY") < every.index("activity") < every.rindex("BIRTHDAY")
        )
        assert "CatchUpAll" in every


async def test_an_empty_page_says_so_and_a_bare_one_does_not() -> None:
    async with visit(load("empty", language="fr")) as (_, client):
        html = await (await client.get(BIRTHDAYS)).text()
        assert "Aucun anniversaire" in html
        assert "CatchUpBirthday" in html
        assert "listitem" not in html
    async with visit(load("empty_bare")) as (_, client):
        bare = await (await client.get(BIRTHDAYS)).text()
        assert "CatchUpBirthday" in bare
        assert "No birthdays" not in bare


@pytest.mark.parametrize(
    ("obstacle", "status", "path", "text"),
    [
        (Obstacle.AUTHWALL, 200, "/authwall", "session_key"),
        (Obstacle.LOGIN, 200, "/login", "username"),
        (Obstacle.ACCOUNT_PICKER, 200, BIRTHDAYS, "rememberme-div"),
        (Obstacle.CHECKPOINT, 200, "/checkpoint/challenge/", "quick security check"),
        (Obstacle.CAPTCHA, 200, "/checkpoint/challenge/", "/captcha/arkoselabs/frame"),
        (Obstacle.CODE, 200, "/checkpoint/challenge/", 'name="pin"'),
        (Obstacle.DEVICE_APPROVAL, 200, "/checkpoint/challenge/", "your LinkedIn app"),
        (Obstacle.RESTRICTED, 200, BIRTHDAYS, "temporarily restricted"),
        (Obstacle.RATE_LIMIT, 200, BIRTHDAYS, "Too many requests"),
        (Obstacle.TOO_MANY_REQUESTS, 429, BIRTHDAYS, ""),
        (Obstacle.REQUEST_DENIED, 999, BIRTHDAYS, ""),
        (Obstacle.BLANK, 200, BIRTHDAYS, "<body></body>"),
        (Obstacle.SERVER_ERROR, 500, BIRTHDAYS, ""),
    ],
)
async def test_an_obstacle_stands_in_the_way_of_the_page(
    obstacle: Obstacle, status: int, path: str, text: str
) -> None:
    async with visit(load(f"trouble_{obstacle}")) as (_, client):
        answer = await client.get(BIRTHDAYS)
        assert answer.status == status
        assert answer.url.path.startswith(path)
        html = await answer.text()
        assert text in html
        assert "CatchUpBirthday" not in html


async def test_a_redirect_loop_never_ends() -> None:
    async with visit(load("trouble_redirect_loop")) as (_, client):
        with pytest.raises(aiohttp.TooManyRedirects):
            await client.get(BIRTHDAYS)


async def test_a_dropped_line_answers_nothing() -> None:
    async with visit(load("trouble_drop")) as (_, client):
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.get(BIRTHDAYS)


async def test_a_trouble_may_start_late_and_happen_once() -> None:
    scenario = load(
        "birthdays_en",
        troubles=[
            {"obstacle": "server_error", "path": "/feed", "after": 1, "times": 1}
        ],
    )
    async with visit(scenario) as (_, client):
        statuses = [(await client.get("/feed/")).status for _ in range(3)]
        assert statuses == [200, 500, 200]


async def test_a_scenario_changes_while_it_is_played() -> None:
    async with visit(load("birthdays_en")) as (twin, client):
        changes: dict[str, Any] = {"language": "fr", "crowd": 2}
        assert (await client.put("/twin/scenario", json=changes)).status == 204
        html = await (await client.get(BIRTHDAYS)).text()
        assert "Célébrez" in html
        assert "Grace Sample" in html
        assert len(twin.state.scenario.people) == 8
        record = await (await client.get("/twin/record")).json()
        assert record["documents"] == [BIRTHDAYS]


def test_a_threaded_twin_serves_and_ends() -> None:
    with ThreadedTwin(load("birthdays_en")) as twin:
        assert twin.url.startswith("http://127.0.0.1:")
        assert twin.record.messages == []


@pytest.mark.skipif(not SAVED.exists(), reason="the saved page is not here")
async def test_a_card_has_the_skeleton_of_the_real_page() -> None:
    real = skeletons(SAVED.read_text(encoding="utf-8"))
    async with visit(load("birthdays_fr")) as (_, client):
        ours = skeletons(await (await client.get(BIRTHDAYS)).text())
    assert len(real) == 10
    assert len(ours) == 7
    assert set(ours) == set(real)
