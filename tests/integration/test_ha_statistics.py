"""What was sent is kept for years: as long-term statistics."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.db_schema import StateAttributes
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import session_scope
from homeassistant.util import dt as dt_util
from integration.conftest import AddEntry, coordinator_of, tell_of_all
from integration.scripted import ScriptedEngine, Told
from integration.test_ha_diagnostics import private_values

SENT = "sensor.linkedin_auto_messages_sent_total"
TODAY = "sensor.linkedin_auto_messages_sent_today"
MEMORY = "sensor.linkedin_auto_engine_memory"


@pytest.fixture(autouse=True)
def _ready(
    recorder_mock: Recorder, enable_custom_integrations: None, socket_enabled: None
) -> None:
    """Do as for all tests, with the recorder before everything."""


async def test_messages_become_statistics(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    now = dt_util.utcnow()
    start = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    coordinator = coordinator_of(await add_entry(scripted))
    for more in (1, 2):
        counters = scripted.state["counters"]
        scripted.state["counters"] = {
            **counters,
            "sent_total": counters["sent_total"] + more,
            "sent_today": counters["sent_today"] + more,
        }
        await coordinator.async_refresh()
    await async_wait_recording_done(hass)
    for each in (start, start + timedelta(minutes=5)):
        do_adhoc_statistics(hass, start=each)
    await async_wait_recording_done(hass)

    def read() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        kept = statistics_during_period(
            hass, start, None, {SENT}, "5minute", None, {"sum", "state"}
        )
        return list(list_statistic_ids(hass)), dict(kept)

    known, kept = await get_instance(hass).async_add_executor_job(read)
    by_id = {each["statistic_id"]: each for each in known}
    assert by_id[SENT]["has_sum"]
    assert by_id[TODAY]["has_sum"]
    assert by_id[SENT]["statistics_unit_of_measurement"] == "messages"
    assert by_id[MEMORY]["statistics_unit_of_measurement"] == "MiB"
    assert kept[SENT][-1]["sum"] == 3


async def test_nobody_is_recorded(
    hass: HomeAssistant, scripted: ScriptedEngine, add_entry: AddEntry
) -> None:
    wish = await tell_of_all(
        await add_entry(scripted), scripted, message="Look at Søren."
    )
    await async_wait_recording_done(hass)

    def read() -> str:
        with session_scope(hass=hass, read_only=True) as session:
            return "\n".join(
                each.shared_attrs or "" for each in session.query(StateAttributes)
            )

    recorded = await get_instance(hass).async_add_executor_job(read)
    assert "previous_state" in recorded
    answers = [
        told.body for told in scripted.answers.values() if isinstance(told, Told)
    ]
    private = {*private_values([wish, *answers]), "Søren", "Élodie"}
    assert len(private) > 8
    assert [each for each in private if each in recorded] == []
