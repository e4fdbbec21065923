"""The app as a Supervisor that has installed it tells of it."""

from hashlib import sha1
from typing import Any

import yaml  # type: ignore[import-untyped]  # comes without types

from .releases import REPOSITORY

_CONFIG: dict[str, Any] = yaml.safe_load(
    (REPOSITORY / "addon/config.yaml").read_text(encoding="utf-8")
)
_SOURCE = str(_CONFIG["url"])
_HASH = sha1(_SOURCE.lower().encode(), usedforsecurity=False).hexdigest()[:8]
SLUG = f"{_HASH}_{_CONFIG['slug']}"
_NOT_ASKED_FOR = (
    *("audio", "auth_api", "devicetree", "docker_api", "full_access", "gpio"),
    *("hassio_api", "homeassistant_api", "host_dbus", "host_ipc", "host_network"),
    *("host_pid", "host_uts", "kernel_modules", "signed", "stdin", "uart", "udev"),
    *("usb", "video"),
)
PANEL = {
    SLUG: {
        "title": _CONFIG["panel_title"],
        "icon": _CONFIG["panel_icon"],
        "admin": True,
        "enable": True,
    }
}
REPOSITORY_INFO = {
    "slug": _HASH,
    "name": _CONFIG["name"],
    "source": _SOURCE,
    "url": _SOURCE,
    "maintainer": _CONFIG["name"],
}


def in_list() -> dict[str, Any]:
    """Return what the list of installed apps says."""
    return {
        "advanced": False,
        "available": True,
        "build": False,
        "description": _CONFIG["description"],
        "detached": False,
        "homeassistant": _CONFIG["homeassistant"],
        "icon": True,
        "logo": True,
        "name": _CONFIG["name"],
        "repository": _HASH,
        "slug": SLUG,
        "stage": _CONFIG["stage"],
        "state": "started",
        "update_available": False,
        "url": _SOURCE,
        "version": _CONFIG["version"],
        "version_latest": _CONFIG["version"],
    }


def in_full() -> dict[str, Any]:
    """Return everything that is said of it alone."""
    return in_list() | _what_it_may() | _how_it_runs()


def _what_it_may() -> dict[str, Any]:
    refused = dict.fromkeys(_NOT_ASKED_FOR, False)
    return refused | {
        "apparmor": "profile",
        "arch": _CONFIG["arch"],
        "hassio_role": "default",
        "ingress": _CONFIG["ingress"],
        "privileged": [],
        "protected": True,
        "rating": 8,
    }


def _how_it_runs() -> dict[str, Any]:
    return {
        "audio_input": None,
        "audio_output": None,
        "auto_update": False,
        "boot": _CONFIG["boot"],
        "boot_config": _CONFIG["boot"],
        "changelog": True,
        "devices": [],
        "discovery": _CONFIG["discovery"],
        "dns": [],
        "documentation": True,
        "hostname": SLUG.replace("_", "-"),
        "ingress_entry": f"/api/hassio_ingress/{_HASH}",
        "ingress_panel": True,
        "ingress_port": _CONFIG["ingress_port"],
        "ingress_url": f"/api/hassio_ingress/{_HASH}/",
        "ip_address": "172.30.33.4",
        "long_description": "",
        "machine": [],
        "network": _CONFIG["ports"],
        "network_description": None,
        "options": _CONFIG["options"],
        "schema": [],
        "services": [],
        "startup": _CONFIG["startup"],
        "system_managed": False,
        "system_managed_config_entry": None,
        "translations": {},
        "watchdog": False,
        "webui": None,
    }
