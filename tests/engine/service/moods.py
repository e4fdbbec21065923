"""What a day may bring: each mood is one day, from its morning to its evening."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
import signal
from typing import Any

from engine.service.soak import Celebrated, Life
from twin.scenario import Change, Line, Obstacle, SendFault, Trouble

type Mood = Callable[[Life], Awaitable[None]]

_WALLS = (Obstacle.CHECKPOINT, Obstacle.CAPTCHA, Obstacle.CODE, Obstacle.RESTRICTED)
_LIMITS = (Obstacle.TOO_MANY_REQUESTS, Obstacle.RATE_LIMIT)
_OUTAGES = (Obstacle.DROP, Obstacle.SERVER_ERROR)
_UNSURE = (SendFault.NO_ANSWER, SendFault.SILENT, SendFault.LOST, SendFault.REFUSED)
_HOUR = timedelta(hours=1)


async def calm(life: Life) -> None:
    """Nothing happens but birthdays, and all whose cards are shown get a wish."""
    new = life.dawn()
    await life.live()
    await _all_are_wished(life, new)


async def slow(life: Life) -> None:
    """Every answer of the site takes its time."""
    life.dawn()
    life.scenario.latency_ms = life.scenario.typing_latency_ms = 150
    await life.live()
    life.scenario.latency_ms = life.scenario.typing_latency_ms = 0


async def outage(life: Life) -> None:
    """The line is dead for a while; the same day's run comes again by itself."""
    new = life.dawn()
    obstacle = life.rng.choice(_OUTAGES)
    life.scenario.troubles = [Trouble(obstacle=obstacle, times=life.rng.randint(1, 2))]
    state = await life.live()
    life.scenario.troubles = []
    assert state["last_run"]["origin"] == "retry"
    await _all_are_wished(life, new)


async def unsure(life: Life) -> None:
    """LinkedIn does not show what became of a message."""
    new = life.dawn()
    for one in new:
        one.person.fault = life.rng.choice(_UNSURE)
    if await life.begin_run():
        await life.quiet()
    for one in new:
        one.person.fault = SendFault.NONE
    await life.live()
    await say_what_became_of(life)


async def expired(life: Life) -> None:
    """LinkedIn ends the session; the person logs in again in the afternoon."""
    life.dawn()
    life.scenario.li_at = f"AQEDATwinSession{life.rng.randrange(10**24):024d}0000"
    state = await life.live()
    assert problems(state) >= {"session_required"}
    assert not state["session"]["usable"]
    await _nothing_happens(life)
    await life.log_in()
    state = await life.live()
    assert "session_required" not in problems(state)
    assert state["last_run"]["reason"] != "session_required"


async def walled(life: Life) -> None:
    """LinkedIn wants to see a human, and sees none before one has acted."""
    life.dawn()
    life.scenario.troubles = [Trouble(obstacle=life.rng.choice(_WALLS))]
    state = await life.live()
    assert state["last_run"]["reason"] in {"checkpoint", "restricted"}
    assert problems(state) >= {state["waits_for_person"]}
    await _nothing_happens(life)
    life.scenario.troubles = []
    await life.log_in()
    state = await life.live()
    assert state["waits_for_person"] is None


async def changed(life: Life) -> None:
    """The page is another one for a day, which is no empty day."""
    life.dawn()
    life.scenario.changed = Change.FOREIGN_PAGE
    state = await life.live()
    assert state["last_run"]["reason"] == "page_changed"
    assert problems(state) >= {"page_changed"}
    await _nothing_happens(life)
    life.scenario.changed = Change.NONE
    report = await life.run()
    assert report["reason"] in {None, "limit_reached"}
    await life.live()


async def limited(life: Life) -> None:
    """LinkedIn says that it is too much: no run for a day, whoever asks."""
    life.dawn()
    life.scenario.troubles = [Trouble(obstacle=life.rng.choice(_LIMITS))]
    state = await life.live()
    assert state["last_run"]["reason"] == "linkedin_limit"
    assert problems(state) >= {"linkedin_limit"}
    await life.ask("POST", "/runs", {"bot": "unlimited"}, expected=409)
    life.scenario.troubles = []
    await _nothing_happens(life)


async def off(life: Life) -> None:
    """The machine is off in the morning and catches up at noon."""
    life.dawn()
    moment = await life.next_start()
    await life.end()
    if moment is not None:
        life.set_clock(moment + 2 * _HOUR)
    await life.start()
    await life.live()


async def killed(life: Life) -> None:
    """The plug is pulled at any moment, again and again, in the midst of doubt too."""
    new = life.dawn()
    life.was_killed = True
    for one in new:
        one.person.fault = life.rng.choice((SendFault.NONE, SendFault.NO_ANSWER))
    for _ in range(3):
        if not await life.begin_run():
            break
        await asyncio.sleep(life.rng.uniform(0, 3))
        await life.end(signal.SIGKILL)
        await life.start()
    for one in new:
        one.person.fault = SendFault.NONE
    await life.live()
    await say_what_became_of(life)


async def by_hand(life: Life) -> None:
    """The person was faster, and has wished somebody themself."""
    for one in life.dawn():
        one.person.thread = [Line(text="Happy birthday!", mine=True, days_ago=0.05)]
        one.is_wished_by_hand = True
    await life.live()


async def cancelled(life: Life) -> None:
    """A person stops one run after another at any moment, then lets one be."""
    life.dawn()
    await life.begin_run()
    for _ in range(3):
        await asyncio.sleep(life.rng.uniform(0, 2))
        run = (await life.ask("GET", "/state"))["run"]
        if run is not None:
            await life.ask("DELETE", f"/runs/{run['run_id']}")
        await life.quiet()
        assert life.heard.ends[-1]["reason"] in {None, "cancelled", "limit_reached"}
        await life.ask("POST", "/runs", {"bot": "birthday"})
    await life.live()


async def busy(life: Life) -> None:
    """Everybody wants something while a run is under way."""
    life.dawn()
    if not await life.begin_run():
        return
    for number, (method, path, body) in enumerate(_WANTED):
        await life.ask(method, path, body)
        await asyncio.sleep(life.rng.uniform(0, 0.3) * (number % 2))
    await life.log_in()
    await life.live()
    await life.ask("PUT", "/settings", {"max_days_late": None})


async def cleared(life: Life) -> None:
    """The session is taken away in a run, and does not come back with its end."""
    life.dawn()
    has_begun = await life.begin_run()
    await asyncio.sleep(life.rng.uniform(0, 2))
    await life.ask("DELETE", "/session", expected=204)
    state = await life.live()
    assert has_begun
    assert state["session"]["present"] is False
    assert problems(state) >= {"session_required"}
    await life.log_in()
    await life.live()


async def asking(life: Life) -> None:
    """Nothing is sent that the person has not approved."""
    life.dawn()
    await life.ask("PUT", "/settings", {"sending_mode": "approval"})
    before = len(life.home.twin.record.messages)
    due = await _in_state(life, "approved", "failed")
    await life.live()
    assert len(life.home.twin.record.messages) <= before + len(due)
    drafts = await _in_state(life, "drafted")
    decisions = [life.rng.choice(("approve", "approve", "skip")) for _ in drafts]
    known = len(life.heard.ends)
    for wish, decision in zip(drafts, decisions, strict=True):
        await life.ask("PATCH", f"/wishes/{wish['id']}", {"decision": decision})
    if "approve" in decisions and 0 not in await _allowances(life):
        await life.heard.until(lambda: len(life.heard.ends) > known)
    await life.live()
    await life.ask("PUT", "/settings", {"sending_mode": None})
    await life.live()


async def late(life: Life) -> None:
    """A person wants the late ones wished too, whatever the limits say."""
    life.dawn()
    await life.live()
    report = await life.run(bot="unlimited")
    assert report["state"] == "finished"
    shown = {one.person.member_id for one in life.people if one.person.card}
    received = {each.member_id for each in life.home.twin.record.messages}
    wishes = await life.wishes()
    left = {each["member_id"] for each in wishes if each["state"] == "skipped"}
    assert shown <= received | left or report["reason"] == "limit_reached"


async def say_what_became_of(life: Life) -> None:
    """Be the person who looks at the conversations that the engine doubts."""
    received = {each.member_id for each in life.home.twin.record.messages}
    for wish in await _in_state(life, "unverified"):
        was_sent = wish["member_id"] in received
        life.sent_by_word += was_sent
        decision = "sent" if was_sent else "not_sent"
        await life.ask("PATCH", f"/wishes/{wish['id']}", {"decision": decision})


def problems(state: Any) -> set[str]:
    """Return what wants a person."""
    return {each["code"] for each in state["problems"]}


async def _all_are_wished(life: Life, people: list[Celebrated]) -> None:
    """See that these got their message, as far as the limits allow."""
    received = {each.member_id for each in life.home.twin.record.messages}
    missed = [one for one in people if one.person.member_id not in received]
    assert not missed or 0 in await _allowances(life)


async def _in_state(life: Life, *states: str) -> list[dict[str, Any]]:
    return [each for each in await life.wishes() if each["state"] in states]


async def _allowances(life: Life) -> set[int]:
    counters = (await life.ask("GET", "/state"))["counters"]
    return {counters["daily_allowance"], counters["weekly_allowance"]}


async def _nothing_happens(life: Life) -> None:
    """Let hours go by in which no page of LinkedIn's is asked for."""
    seen = len(life.home.twin.record.documents)
    known = len(life.heard.ends)
    for _ in range(2):
        await life.travel(life.now + _HOUR)
        state = await life.quiet()
        assert state["next_run"] is None or await life.next_start() is None
    assert len(life.home.twin.record.documents) == seen
    assert len(life.heard.ends) == known


_WANTED: tuple[tuple[str, str, Any], ...] = (
    ("PUT", "/settings", {"max_days_late": 9}),
    ("POST", "/runs", {"bot": "birthday", "dry_run": True}),
    ("GET", "/system/doctor", None),
    ("POST", "/system/backups", None),
    ("GET", "/contacts", None),
    ("POST", "/runs", {"bot": "birthday", "mode": "preview"}),
    ("POST", "/system/reap", None),
    ("GET", "/history", None),
)

# Those after which the service is another process.
ENDING: Mapping[str, Mood] = {"off": off, "killed": killed}
LASTING: Mapping[str, Mood] = {
    mood.__name__: mood
    for mood in (
        *(calm, slow, outage, unsure, expired, walled, changed, limited),
        *(by_hand, cancelled, busy, cleared, asking, late),
    )
}
MOODS: Mapping[str, Mood] = {**LASTING, **ENDING}
