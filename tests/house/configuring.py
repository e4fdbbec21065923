"""The folder of a Home Assistant that needs nobody and nothing beyond this machine."""

import json
from pathlib import Path
from typing import Any

from .releases import REPOSITORY

DASHBOARD = "linkedin-auto"
_DASHBOARD_ID = "linkedin_auto"
INTEGRATION = REPOSITORY / "custom_components/linkedin_auto"
OWN_MODEL = REPOSITORY / "tests/integration/own_model"
BLUEPRINTS = REPOSITORY / "blueprints/automation/linkedin_auto"

# What default_config loads, without what looks for devices or asks the internet.
_CONFIGURATION = """\
homeassistant:
  name: {title}
  latitude: 48.85
  longitude: 2.35
  elevation: 35
  unit_system: metric
  currency: EUR
  country: FR
  language: {language}
  time_zone: {timezone}
logger:
  default: warning
  logs:
    custom_components.linkedin_auto: info
    # Nobody has a camera here, so nothing that cameras need is installed.
    haffmpeg: critical
    homeassistant.components.camera.img_util: critical
automation: !include automations.yaml
config:
conversation:
frontend:
history:
input_boolean:
logbook:
mobile_app:
my:
recorder:
  commit_interval: 1
script: !include scripts.yaml
sun:
"""


def furnish(
    folder: Path,
    *,
    port: int,
    language: str = "en",
    timezone: str = "UTC",
    title: str = "Home",
) -> None:
    """Write what Home Assistant finds at its first start.

    Its settings of HTTP are stored as it stores them: those of a configuration file
    would wait five minutes for somebody to confirm them. The step of the onboarding
    that asks where the home is counts as done, because it looks up the weather.
    """
    store = folder / ".storage"
    store.mkdir(parents=True, exist_ok=True)
    for integration in (INTEGRATION, OWN_MODEL):
        _link(folder / "custom_components", integration)
    # Home Assistant lists no blueprints of a folder that is a link.
    for blueprint in sorted(BLUEPRINTS.glob("*.yaml")):
        _link(folder / "blueprints/automation" / BLUEPRINTS.name, blueprint)
    text = _CONFIGURATION.format(title=title, language=language, timezone=timezone)
    (folder / "configuration.yaml").write_text(text, encoding="utf-8")
    _store(store, "http", version=(2, 2), data=_http(port))
    if (folder / "automations.yaml").exists():
        return
    (folder / "automations.yaml").write_text("[]\n", encoding="utf-8")
    (folder / "scripts.yaml").write_text("{}\n", encoding="utf-8")
    _store(store, "onboarding", version=(4, 1), data={"done": ["core_config"]})
    _store(store, "lovelace_dashboards", version=(1, 1), data=_dashboards())
    views = {"config": {"strategy": {"type": "custom:linkedin-auto"}}}
    _store(store, f"lovelace.{_DASHBOARD_ID}", version=(1, 1), data=views)


def _link(place: Path, target: Path) -> None:
    """Let Home Assistant see what is in the checkout, as it is at that time."""
    place.mkdir(parents=True, exist_ok=True)
    if not (place / target.name).exists():
        (place / target.name).symlink_to(target)


def _dashboards() -> dict[str, Any]:
    item = {
        "id": _DASHBOARD_ID,
        "url_path": DASHBOARD,
        "title": "LinkedIn Auto",
        "icon": "mdi:cake-variant",
        "show_in_sidebar": True,
        "require_admin": False,
        "mode": "storage",
    }
    return {"items": [item]}


def _http(port: int) -> dict[str, Any]:
    stable = {
        "server_port": port,
        "server_host": ["127.0.0.1"],
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def _store(
    folder: Path, key: str, *, version: tuple[int, int], data: dict[str, Any]
) -> None:
    major, minor = version
    content = {"version": major, "minor_version": minor, "key": key, "data": data}
    (folder / key).write_text(json.dumps(content), encoding="utf-8")
