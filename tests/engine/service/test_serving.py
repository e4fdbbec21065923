"""The service from its start to its end, with runs in between."""

from collections.abc import Callable
import json
import signal
from typing import Any

import pytest

from engine.runs.house import alice, bruno
from engine.service.conftest import MoveIn
from engine.service.home import Home
from twin.scenario import Scenario

RUNS = "/api/v1/runs"


def two() -> Scenario:
    return Scenario(people=[alice(), bruno()])


async def _events(home: Home, until: str) -> list[dict[str, Any]]:
    assert home.client is not None
    seen: list[dict[str, Any]] = []
    async with home.client.ws_connect(f"{home.url}/api/v1/events") as stream:
        async for message in stream:
            seen.append(json.loads(message.data))
            if len(seen) == 2:
                await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
            if seen[-1]["type"] == until:
                break
    return seen


async def test_a_run_that_was_asked_for_is_told_as_it_happens(move_in: MoveIn) -> None:
    home = await move_in(two())
    events = await _events(home, "run")
    assert [each["type"] for each in events[:2]] == ["hello", "snapshot"]
    steps = [each["progress"]["step"] for each in events if each["type"] == "progress"]
    assert {"started", "reading", "sending", "wish"} <= set(steps)
    sent = [
        each["wish"]["name"]
        for each in events
        if each["type"] == "wish" and each["wish"]["state"] == "sent"
    ]
    assert sorted(sent) == home.received() == ["Alice Martin", "Bruno Keller"]
    report = events[-1]["report"]
    assert (report["state"], report["sent"]) == ("finished", 2)
    state = await home.idle()
    assert state["counters"]["sent_today"] == 2
    assert state["counters"]["daily_allowance"] == 13
    assert state["last_run"]["run_id"] == report["run_id"]
    detail = await home.ask("GET", f"{RUNS}/{report['run_id']}")
    assert len(detail["wishes"]) == 2


async def test_an_approved_wish_is_sent_by_itself_in_the_persons_words(
    move_in: MoveIn,
) -> None:
    home = await move_in(two(), sending_mode="approval")
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    state = await home.idle()
    assert state["counters"]["pending"] == 2
    assert home.received() == []
    page = await home.ask("GET", "/api/v1/wishes?state=drafted")
    mine = next(each for each in page["wishes"] if each["name"] == "Alice Martin")
    path = f"/api/v1/wishes/{mine['id']}"
    await home.ask("PATCH", path, {"text": "Bonne fête, ma chère Alice."})
    wish = await home.ask("PATCH", path, {"decision": "approve"})
    assert (wish["state"], wish["edited"]) == ("approved", True)
    await home.until(lambda state: state["counters"]["sent_total"] == 1)
    assert [each.text for each in home.twin.record.messages] == [
        "Bonne fête, ma chère Alice."
    ]
    assert home.received() == ["Alice Martin"]


async def test_a_missed_start_is_caught_up_and_not_repeated_after_a_restart(
    move_in: MoveIn,
) -> None:
    home = await move_in(two(), schedule_enabled=True, birthday_time_jitter_minutes=0)
    state = await home.until(lambda state: state["counters"]["sent_total"] == 2)
    state = await home.idle()
    assert state["last_run"]["origin"] == "schedule"
    assert state["next_run"].startswith("2026-11-24T06:00")
    assert await home.end() == 0
    await home.start()
    state = await home.state()
    assert state["run"] is None
    assert state["queued"] == []
    assert state["next_run"].startswith("2026-11-24T06:00")


async def test_a_service_that_is_ended_in_a_run_ends_it_and_keeps_the_queue(
    move_in: MoveIn,
) -> None:
    scenario = two()
    scenario.latency_ms = 300
    home = await move_in(scenario)
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.ask("POST", RUNS, {"bot": "unlimited", "dry_run": True}, status=202)
    await home.until(lambda state: state["run"] and state["run"]["step"] == "opening")
    assert await home.end() == 0
    already = home.received()
    scenario.latency_ms = 0
    await home.start()
    state = await home.idle()
    page = await home.ask("GET", RUNS)
    assert {run["bot"] for run in page["runs"]} >= {"birthday", "unlimited"}
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(lambda state: state["counters"]["sent_total"] == 2)
    assert home.received() == ["Alice Martin", "Bruno Keller"]
    assert len(already) < 2
    assert state["problems"] == []


async def test_a_service_that_is_killed_in_a_run_wishes_nobody_twice(
    move_in: MoveIn,
) -> None:
    scenario = two()
    scenario.latency_ms = 100
    home = await move_in(scenario)
    for step in ("writing", "sending"):
        await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
        await home.until(_is_at(step))
        assert await home.end(signal.SIGKILL) == -signal.SIGKILL
        await home.start()
        await home.until(lambda state: state["run"] is None)
    await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    await home.until(lambda state: state["counters"]["sent_total"] == 2)
    assert home.received() == ["Alice Martin", "Bruno Keller"]


def _is_at(step: str) -> Callable[[Any], bool]:
    def is_so(state: Any) -> bool:
        run = state["run"]
        has_ended = run is None and not state["queued"]
        return has_ended or (run is not None and run["step"] == step)

    return is_so


async def test_a_run_is_stopped_by_a_person_and_says_so(move_in: MoveIn) -> None:
    scenario = two()
    scenario.latency_ms = 300
    home = await move_in(scenario)
    run = await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    again = await home.ask("POST", RUNS, {"bot": "birthday"}, status=202)
    assert again["run_id"] == run["run_id"]
    await home.until(lambda state: state["run"] and state["run"]["step"] == "reading")
    await home.ask("DELETE", f"{RUNS}/{run['run_id']}", status=202)
    state = await home.idle()
    assert (state["last_run"]["state"], state["last_run"]["reason"]) == (
        "stopped",
        "cancelled",
    )


async def test_a_login_that_linkedin_wants_is_a_problem_until_somebody_logs_in(
    move_in: MoveIn,
) -> None:
    home = await move_in(two(), logged_in=False)
    state = await home.state()
    assert [each["code"] for each in state["problems"]] == ["session_required"]
    assert state["session"]["usable"] is False
    await home.log_in()
    state = await home.state()
    assert state["problems"] == []
    assert state["session"]["usable"] is True
    await home.ask("DELETE", "/api/v1/session", status=204)
    assert (await home.state())["session"]["present"] is False


async def test_a_session_whose_key_is_lost_is_asked_for_again_and_breaks_nothing(
    move_in: MoveIn,
) -> None:
    """As after a restored backup, which has no key in it."""
    home = await move_in(two())
    await home.end()
    (home.data / "secret.key").unlink()
    await home.start()
    state = await home.state()
    assert [each["code"] for each in state["problems"]] == ["session_required"]
    await home.log_in()
    assert (await home.state())["session"]["usable"] is True


async def test_a_second_service_on_the_same_folder_is_refused(move_in: MoveIn) -> None:
    home = await move_in(two(), logged_in=False)
    other = Home(twin=home.twin, data=home.data)
    with pytest.raises(AssertionError):
        await other.start()
    assert other.process is not None
    assert await other.process.wait() == 6
    await home.state()
