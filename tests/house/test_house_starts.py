"""Each release of Home Assistant starts with the integration, and warns of nothing."""

from collections.abc import Iterator
from pathlib import Path
import re

from house.hass import DOMAIN, HomeAssistant, home_assistant
from house.releases import RELEASES
import pytest

from integration.processes import (
    EngineProcess,
    TwinProcess,
    person,
    serving_engine,
    until,
)

# What every custom integration is told, of any release.
_ALWAYS = "We found a custom integration linkedin_auto which has not been tested"
# Nothing runs that could be stopped, and not every machine has a thermometer.
_SOMETIMES = {
    "button.linkedin_auto_stop",
    "sensor.linkedin_auto_cpu_temperature",
}
_OLD = re.compile(r"deprecat|stops? working|will be removed|legacy", re.IGNORECASE)
_LOUD = re.compile(r"^\S+ \S+ (WARNING|ERROR|CRITICAL) ")


@pytest.fixture(scope="module")
def engine(
    twin: TwinProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    with serving_engine(twin, tmp_path_factory.mktemp("engine") / "data") as serving:
        serving.log_in()
        yield serving


def _told_of_us(hass: HomeAssistant) -> list[str]:
    lines = (each for each in hass.log.splitlines() if _LOUD.match(each))
    return [each for each in lines if DOMAIN in each and _ALWAYS not in each]


def _without_a_value(hass: HomeAssistant) -> set[str]:
    ours = {name: each for name, each in hass.states().items() if DOMAIN in name}
    assert len(ours) > 20
    return {name for name, each in ours.items() if each["state"] == "unavailable"}


@pytest.mark.parametrize("release", RELEASES)
def test_a_run_works_and_nothing_is_warned_of(
    release: str, engine: EngineProcess, twin: TwinProcess, tmp_path: Path
) -> None:
    name = {"2026.10": "Camille Exemple", "2026.11": "Grace Sample"}[release]
    twin.play(person(name))
    with home_assistant(tmp_path, release) as hass:
        assert hass.ask("GET", "config")["version"].startswith(f"{release}.")
        hass.add_by_hand(engine.url, engine.token)
        hass.becomes("sensor.linkedin_auto_wishes_pending", "0")
        report = hass.act(
            DOMAIN, "run", answers=True, bot="birthday", mode="automatic", wait=True
        )["service_response"]
        assert report["run"]["state"] == "finished"
        assert [each["state"] for each in report["wishes"]] == ["sent"]
        assert name in twin.received()
        sent = str(engine.ask("GET", "state")["counters"]["sent_today"])
        hass.becomes("sensor.linkedin_auto_messages_sent_today", sent)
        assert _without_a_value(hass) <= _SOMETIMES
        until(lambda: hass.state("binary_sensor.linkedin_auto_running") == "off")
        assert hass.stop() == 0
        assert _told_of_us(hass) == []
        assert "Traceback" not in hass.log
        assert not _OLD.search("\n".join(filter(_LOUD.match, hass.log.splitlines())))
