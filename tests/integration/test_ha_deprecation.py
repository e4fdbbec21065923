"""Nothing that Home Assistant 2026.10 or 2026.11 warns of is used."""

import logging
import re

import pytest

from custom_components.linkedin_auto.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.loader import async_get_integration
from integration.conftest import deprecations
from integration.processes import REPOSITORY

SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in (REPOSITORY / "custom_components/linkedin_auto").rglob("*.py")
}
# What still works, and will not: with the release that says so or takes it away.
OLD = {
    "add_update_listener": "an error with reloading flows from 2026.12",
    "show_advanced_options": "goes in 2027.6; sections take its place",
    "via_device=": "goes in 2027.8",
    "device_registry.devices": "no mapping any more from 2027.9",
    "import httpx": "another library from 2026.11 on",
    "import probatio": "voluptuous is its name on every Home Assistant",
}


def test_no_name_that_will_go_is_used() -> None:
    used = {
        (path.name, name)
        for path, source in SOURCES.items()
        for name in OLD
        if name in source
    }
    assert used == set()


def test_the_device_is_described_by_keywords_alone() -> None:
    # DeviceInfo is a dictionary in 2026.10 and a dataclass in 2026.11.
    for path, source in SOURCES.items():
        assert not re.search(r"device_info\[|DeviceInfo\(\*\*", source), path


def test_every_form_names_its_step() -> None:
    for path, source in SOURCES.items():
        shown = re.findall(r"async_show_form\(\s*(\w*)", source)
        assert set(shown) <= {"step_id"}, path


async def test_a_deprecation_would_be_seen(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    await async_get_integration(hass, DOMAIN)
    frame.report_usage(
        "does it in an old way",
        breaks_in_ha_version="2099.1",
        integration_domain=DOMAIN,
    )
    logging.getLogger("homeassistant.other").warning("Something is deprecated")
    assert len(deprecations(caplog.records)) == 1
    caplog.clear()
