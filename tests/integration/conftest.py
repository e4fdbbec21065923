"""Home Assistant with the integration, a real engine and a twin beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
import logging
from pathlib import Path
import re
import shutil
from typing import Any
from unittest.mock import PropertyMock, patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.syrupy import (
    HomeAssistantSnapshotExtension,
)
import pytest_socket
from syrupy.assertion import SnapshotAssertion

# Found here first: the test library brings a package of the same name.
import custom_components.linkedin_auto
from custom_components.linkedin_auto.const import DOMAIN
from custom_components.linkedin_auto.coordinator import LinkedInAutoCoordinator
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.const import CONF_TOKEN, CONF_URL, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from integration.processes import (
    REPOSITORY,
    EngineProcess,
    TwinProcess,
    playing_twin,
    serving_engine,
)
from integration.scripted import ScriptedEngine, sample, scripted_engine

type Load = Callable[..., Awaitable[None]]
type AddEntry = Callable[[EngineProcess | ScriptedEngine], Awaitable[MockConfigEntry]]

assert custom_components.linkedin_auto.__file__

BLUEPRINTS = REPOSITORY / "blueprints/automation/linkedin_auto"

_OLD = re.compile(r"deprecat|stops? working|Detected that custom integration")


@pytest.fixture(autouse=True)
def _ready(enable_custom_integrations: None, socket_enabled: None) -> None:
    """Let Home Assistant find the integration, and reach loopback."""


@pytest.fixture(autouse=True)
def _nothing_deprecated(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let no test pass in which Home Assistant warns of what will stop working."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert deprecations(records) == []


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare states as Home Assistant's own tests do."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def _all_entities() -> Iterator[None]:
    """Switch on the entities that are off by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        PropertyMock(return_value=True),
    ):
        yield


@pytest.fixture(scope="module")
def twin() -> Iterator[TwinProcess]:
    """Return the look-alike of LinkedIn, with nobody in it."""
    pytest_socket.enable_socket()
    with playing_twin() as playing:
        yield playing


@pytest.fixture(scope="module")
def engine(
    twin: TwinProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineProcess]:
    """Return an engine that all tests of a module share."""
    pytest_socket.enable_socket()
    with serving_engine(twin, tmp_path_factory.mktemp("engine") / "data") as serving:
        yield serving


@pytest.fixture
def own_engine(twin: TwinProcess, tmp_path: Path) -> Iterator[EngineProcess]:
    """Return an engine that one test may end and break."""
    with serving_engine(twin, tmp_path / "data") as serving:
        yield serving


@pytest.fixture
async def scripted() -> AsyncIterator[ScriptedEngine]:
    """Return an engine that says what it is told to."""
    async with scripted_engine() as engine:
        yield engine


@pytest.fixture
async def add_entry(hass: HomeAssistant) -> AsyncIterator[AddEntry]:
    """Return what sets an entry up; it is unloaded in the end."""
    added: list[MockConfigEntry] = []

    async def add(engine: EngineProcess | ScriptedEngine) -> MockConfigEntry:
        instance = (
            engine.state["instance_id"]
            if isinstance(engine, ScriptedEngine)
            else engine.ask("GET", "state")["instance_id"]
        )
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="LinkedIn Auto",
            unique_id=instance,
            data={CONF_URL: engine.url, CONF_TOKEN: engine.token},
        )
        entry.add_to_hass(hass)
        added.append(entry)
        assert await async_setup_component(hass, DOMAIN, {})
        await hass.async_block_till_done()
        return entry

    yield add
    for entry in added:
        if hass.config_entries.async_get_entry(entry.entry_id) is not None:
            await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
async def _blueprints(hass: HomeAssistant, tmp_path: Path) -> None:
    """Put the blueprints where Home Assistant looks for them."""
    there = tmp_path / "config/blueprints/automation/linkedin_auto"
    await asyncio.to_thread(shutil.copytree, BLUEPRINTS, there)
    hass.config.config_dir = str(tmp_path / "config")


@pytest.fixture
async def phone(hass: HomeAssistant) -> str:
    """Return the id of a phone's device."""
    return a_phone(hass, "Pixel of Camille")


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the phone was told."""
    calls: list[ServiceCall] = async_mock_service(
        hass, "notify", "mobile_app_pixel_of_camille"
    )
    return calls


@pytest.fixture
async def load(hass: HomeAssistant, _blueprints: None) -> AsyncIterator[Load]:
    """Return what makes an automation of a blueprint; it is switched off in the end."""

    async def make(name: str, **inputs: Any) -> None:
        blueprint = {"path": f"linkedin_auto/{name}.yaml", "input": inputs}
        config = {"alias": name, "use_blueprint": blueprint}
        assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})
        await hass.async_block_till_done()
        assert hass.states.is_state(f"automation.{name}", "on")

    yield make
    if hass.services.has_service(AUTOMATION, "turn_off"):
        await hass.services.async_call(
            AUTOMATION, "turn_off", {"entity_id": "all"}, blocking=True
        )


def a_phone(hass: HomeAssistant, name: str, state: str = STATE_UNKNOWN) -> str:
    """Return the id of a device, as the mobile app makes one."""
    entry = MockConfigEntry(domain="mobile_app", title=name)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("mobile_app", name)}, name=name
    )
    notify = er.async_get(hass).async_get_or_create(
        "notify", "mobile_app", name, config_entry=entry, device_id=device.id
    )
    hass.states.async_set(notify.entity_id, state)
    return device.id


def coordinator_of(entry: MockConfigEntry) -> LinkedInAutoCoordinator:
    coordinator: LinkedInAutoCoordinator = entry.runtime_data
    return coordinator


@asynccontextmanager
async def changed(
    entry: MockConfigEntry, is_so: Callable[[], bool]
) -> AsyncIterator[None]:
    """Do something, then wait until a change of the entry's data makes this so."""
    seen = asyncio.Event()
    stop = coordinator_of(entry).async_add_listener(
        lambda: seen.set() if is_so() else None
    )
    try:
        yield
        async with asyncio.timeout(60):
            while not is_so():
                seen.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await seen.wait()
    finally:
        stop()


def deprecations(records: Iterable[logging.LogRecord]) -> list[str]:
    """Return what Home Assistant said that the integration does in an old way."""
    told = [each.getMessage() for each in records if each.levelno >= logging.WARNING]
    return [line for line in told if DOMAIN in line and _OLD.search(line)]


def loud(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the integration told, and every traceback of anybody."""
    return [
        each.getMessage()
        for each in caplog.records
        if each.levelno >= logging.INFO
        and (each.name.startswith("custom_components") or each.exc_info)
    ]


async def tell_of_all(
    entry: MockConfigEntry, engine: ScriptedEngine, **last_run: Any
) -> dict[str, Any]:
    """Have a wish approved and another run end, so that both events have fired.

    Returns the wish.
    """
    await engine.listened()
    wish: dict[str, Any] = sample("WishItem", "nobody knows") | {"state": "approved"}
    async with changed(entry, lambda: not coordinator_of(entry).data.drafts):
        await engine.tell(type="wish", wish=wish, previous="drafted")
    engine.state["last_run"] |= {"run_id": "newer", **last_run}
    await coordinator_of(entry).async_refresh()
    return wish
