"""What a person decides while a run is under way is what happens."""

from collections.abc import Callable

import pytest

from engine.runs.conftest import MoveIn
from engine.runs.house import House, alice, bruno
from linkedin_engine.app.engine import Engine
from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.contract.models import RunProgress
from twin.scenario import Scenario

type Decide = Callable[[Engine, int], object]


def _block(engine: Engine, wish_id: int) -> object:
    contact = engine.wishes.get(wish_id).contact_id
    return engine.contacts.set_blocked(contact, blocked=True)


def _skip(engine: Engine, wish_id: int) -> object:
    return engine.wishes.skip(wish_id, WishReason.PERSON_SKIPPED, engine.clock.now())


def _forget(engine: Engine, wish_id: int) -> object:
    engine.contacts.forget(engine.wishes.get(wish_id).contact_id)
    return None


def _edit(engine: Engine, wish_id: int) -> object:
    return engine.wishes.edit(wish_id, "In other words, happy birthday.")


def deciding(
    house: House, decide: Decide, *, step: str
) -> Callable[[RunProgress], None]:
    """Return a listener that decides about the last unsent wish at a step, once."""
    done: list[int] = []

    def listen(progress: RunProgress) -> None:
        if progress.step == step and not done:
            with house.engine() as engine:
                wish = engine.wishes.list(states={WishState.APPROVED})[0]
                done.append(wish.id)
                decide(engine, wish.id)

    return listen


@pytest.mark.parametrize("decide", [_block, _skip, _forget])
async def test_whoever_is_no_longer_to_be_wished_gets_nothing(
    move_in: MoveIn, decide: Decide
) -> None:
    house = await move_in(Scenario(people=[alice(), bruno()]))
    listen = deciding(house, decide, step="sending")
    end = await house.run(on_step=listen)
    assert (end.report.state, end.report.sent) == ("finished", 1)
    assert len(house.received()) == 1


@pytest.mark.parametrize("decide", [_block, _skip])
async def test_a_decision_in_the_very_last_moment_still_holds(
    move_in: MoveIn, decide: Decide
) -> None:
    house = await move_in(Scenario(people=[alice()]))
    end = await house.run(on_step=deciding(house, decide, step="writing"))
    assert (end.report.state, end.report.sent, end.report.skipped) == ("finished", 0, 1)
    assert house.received() == []


async def test_the_words_that_hold_when_a_wish_has_its_turn_are_sent(
    move_in: MoveIn,
) -> None:
    house = await move_in(Scenario(people=[alice(), bruno()]))
    await house.run(on_step=deciding(house, _edit, step="sending"))
    assert "In other words, happy birthday." in [text for _, text in house.received()]
