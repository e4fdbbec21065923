from linkedin_engine.api.limiting import RateLimiter


class _Watch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_client_may_ask_ten_times_and_then_waits() -> None:
    watch = _Watch()
    limiter = RateLimiter(10, now=watch)
    assert [limiter.wait_seconds("one") for _ in range(11)] == [0] * 10 + [1]
    assert limiter.wait_seconds("other") == 0
    watch.seconds += 0.1
    assert [limiter.wait_seconds("one") for _ in range(2)] == [0, 1]


def test_silence_saves_up_no_more_than_one_second() -> None:
    watch = _Watch()
    limiter = RateLimiter(3, now=watch)
    limiter.wait_seconds("one")
    watch.seconds += 3600
    assert [limiter.wait_seconds("one") for _ in range(4)] == [0, 0, 0, 1]


def test_the_table_of_clients_keeps_those_who_asked_last() -> None:
    limiter = RateLimiter(1, clients=2, now=_Watch())
    assert [limiter.wait_seconds(name) for name in ("a", "b", "a", "c")] == [0, 0, 1, 0]
    assert limiter.wait_seconds("a") == 1
    assert limiter.wait_seconds("b") == 0
