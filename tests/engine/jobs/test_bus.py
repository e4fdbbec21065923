from linkedin_engine.contract.events import Hello
from linkedin_engine.jobs.bus import EventBus


def _hello(number: int) -> Hello:
    return Hello(
        schema_version=number,
        min_supported_schema_version=1,
        engine_version="1",
        instance_id="home",
    )


async def test_every_listener_gets_every_event_in_order() -> None:
    bus = EventBus()
    with bus.subscription() as one, bus.subscription() as two:
        for number in range(3):
            bus.publish(_hello(number))
        for listener in (one, two):
            assert [await listener.get() for _ in range(3)] == [
                _hello(number) for number in range(3)
            ]


async def test_a_listener_that_is_too_slow_is_given_up_alone() -> None:
    bus = EventBus(queue_length=2)
    with bus.subscription() as slow, bus.subscription() as quick:
        for number in range(3):
            bus.publish(_hello(number))
            await quick.get()
        assert slow.overflowed.is_set()
        assert not quick.overflowed.is_set()


def test_nobody_listens_after_the_last_one_left() -> None:
    bus = EventBus()
    with bus.subscription():
        assert bus.has_listeners
    assert not bus.has_listeners
