"""What stops a run, what it says, and that nothing is lost by it."""

import pytest

from engine.runs.conftest import MoveIn
from linkedin_engine.contract.enums import RunReason, RunState
from twin.scenario import Change, Obstacle, Person, Scenario, Trouble

# Every obstacle meets the browser in tests of the site; here, each way to end a run.
STOPS = {
    Obstacle.AUTHWALL: ("/", RunReason.SESSION_REQUIRED, RunState.STOPPED, 3),
    Obstacle.REDIRECT_LOOP: (
        "/mynetwork/",
        RunReason.SESSION_REQUIRED,
        RunState.STOPPED,
        3,
    ),
    Obstacle.CHECKPOINT: ("/", RunReason.CHECKPOINT, RunState.STOPPED, 4),
    Obstacle.CAPTCHA: ("/mynetwork/", RunReason.CHECKPOINT, RunState.STOPPED, 4),
    Obstacle.RESTRICTED: ("/", RunReason.RESTRICTED, RunState.STOPPED, 4),
    Obstacle.TOO_MANY_REQUESTS: (
        "/mynetwork/",
        RunReason.LINKEDIN_LIMIT,
        RunState.STOPPED,
        4,
    ),
    Obstacle.SERVER_ERROR: ("/mynetwork/", RunReason.NETWORK, RunState.FAILED, 1),
    Obstacle.DROP: ("/", RunReason.NETWORK, RunState.FAILED, 1),
}


def _two() -> list[Person]:
    return [Person(name="Alice Martin"), Person(name="Bruno Keller")]


@pytest.mark.parametrize("obstacle", list(STOPS))
async def test_an_obstacle_stops_the_run_before_anybody_is_written_to(
    move_in: MoveIn, obstacle: Obstacle
) -> None:
    path, reason, state, status = STOPS[obstacle]
    trouble = Trouble(obstacle=obstacle, path=path)
    house = await move_in(Scenario(people=_two(), troubles=[trouble]))
    end = await house.run()
    assert (end.report.reason, end.report.state) == (reason, state)
    assert end.exit_status == status
    assert end.message
    assert house.received() == []
    visits = [each for each in house.twin.record.documents if "checkpoint" in each]
    assert len(visits) <= 1


async def test_a_session_that_expires_in_the_middle_keeps_what_is_left_due(
    move_in: MoveIn,
) -> None:
    trouble = Trouble(obstacle=Obstacle.AUTHWALL, after_sent=1)
    scenario = Scenario(people=[*_two(), Person(name="Carla Rossi")])
    scenario.troubles = [trouble]
    # With full pages, every message is a document that can meet the obstacle.
    scenario.surface = "page"
    house = await move_in(scenario)
    end = await house.run()
    assert end.report.reason is RunReason.SESSION_REQUIRED
    assert end.report.sent == 1
    assert end.report.pending == 2
    house.twin.state.scenario.troubles = []
    assert (await house.report()).sent == 2
    assert len(set(house.receivers())) == len(house.receivers()) == 3


@pytest.mark.parametrize("change", [Change.FOREIGN_PAGE, Change.HALF])
async def test_a_page_that_changed_is_an_error_and_never_an_empty_day(
    move_in: MoveIn, change: Change
) -> None:
    people = [Person(name=f"Person {letter}") for letter in "ABCDEF"]
    house = await move_in(Scenario(people=people, changed=change))
    end = await house.run()
    assert end.report.reason is RunReason.PAGE_CHANGED
    assert end.report.state is RunState.FAILED
    assert end.exit_status == 5
    assert house.received() == []
    (structure,) = (house.data / "snapshots").glob("*.html")
    content = structure.read_text(encoding="utf-8")
    assert structure.with_suffix(".jpg").read_bytes().startswith(b"\xff\xd8")
    assert not any(person.name in content for person in people)


async def test_a_day_without_birthdays_is_a_finished_run(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=[]))
    end = await house.run()
    assert end.report.state is RunState.FINISHED
    assert end.report.found == 0
    assert end.exit_status == 0


async def test_a_bare_page_without_the_empty_state_is_not_believed(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=[], empty_state=False))
    assert (await house.report()).reason is RunReason.PAGE_CHANGED


async def test_without_a_session_no_browser_is_started(move_in: MoveIn) -> None:
    house = await move_in(Scenario(people=_two()), logged_in=False)
    end = await house.run()
    assert end.report.reason is RunReason.SESSION_REQUIRED
    assert house.twin.record.documents == []


async def test_a_slow_site_is_waited_for(move_in: MoveIn) -> None:
    scenario = Scenario(people=_two(), latency_ms=250, typing_latency_ms=400)
    house = await move_in(scenario)
    assert (await house.report()).sent == 2
