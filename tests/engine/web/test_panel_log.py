"""The log that the panel shows."""

import logging
from typing import override

from linkedin_engine.log import configure, get_logger
from linkedin_engine.web.logs import LogRing


def _ring(lines: int = 3) -> LogRing:
    configure("debug")
    ring = LogRing(lines)
    logging.getLogger().addHandler(ring)
    return ring


def test_the_newest_lines_are_kept_and_those_after_a_number_are_told() -> None:
    ring = _ring()
    log = get_logger("test")
    for number in range(5):
        log.info("happened", count=number)
    assert [each["line"]["count"] for each in ring.after(0)] == [2, 3, 4]
    last = ring.after(0)[-1]["number"]
    log.warning("then", count=9)
    (line,) = ring.after(last)
    assert (line["line"]["level"], line["line"]["event"]) == ("warning", "then")


def test_neither_names_nor_secrets_come_into_the_panels_log() -> None:
    ring = _ring()
    log = get_logger("test")
    log.debug("looking", name="Alice Martin")
    log.info("session", li_at="AQEDATsecretsecretsecretsecretsecret", name="Alice")
    (line,) = ring.after(0)
    assert "Alice" not in str(line)
    assert "secretsecret" not in str(line)


def test_a_line_that_cannot_be_made_harms_nobody() -> None:
    class Broken:
        @override
        def __str__(self) -> str:
            raise RuntimeError

    ring = _ring()
    ring.handle(
        logging.LogRecord("other", logging.INFO, __file__, 1, "%s", (Broken(),), None)
    )
    get_logger("test").info("fine")
    assert ring.after(0)[-1]["line"]["event"] == "fine"
