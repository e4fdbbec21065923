"""What the Supervisor asks of ``config.yaml``, and what this app allows itself.

Sources: supervisor/apps/validate.py, options.py and utils.py of
home-assistant/supervisor (090ef31), developers.home-assistant.io/docs/apps.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
import re
from typing import Any

import yaml  # type: ignore[import-untyped]  # comes without types

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "addon"

type Config = dict[str, Any]

# The Supervisor drops a key that it does not know without a word.
NEEDED = frozenset({"name", "version", "slug", "description", "arch"})
KNOWN = NEEDED | {
    *("backup", "backup_exclude", "backup_post", "backup_pre", "boot", "discovery"),
    *("homeassistant", "image", "ingress", "ingress_port", "init", "options"),
    *("panel_icon", "panel_title", "ports", "schema", "stage", "startup", "timeout"),
    *("tmpfs", "url", "watchdog"),
}
# What a higher rating or the person's trust would be lost by.
REFUSED = frozenset(
    {
        *("apparmor", "auth_api", "devices", "docker_api", "full_access", "hassio_api"),
        *("hassio_role", "homeassistant_api", "host_dbus", "host_ipc", "host_network"),
        *("host_pid", "host_uts", "kernel_modules", "map", "privileged", "services"),
    }
)
ELEMENT = re.compile(
    r"(?:bool|str(?:\((?P<s_min>\d+),(?P<s_max>\d+)\))?"
    r"|int\((?P<i_min>-?\d+),(?P<i_max>-?\d+)\)|match\((?P<match>.*)\)"
    r"|list\((?P<list>.+)\))(?P<optional>\??)"
)


def load(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def app_config() -> Config:
    """Return the app's own."""
    config: Config = load(ADDON / "config.yaml")
    return config


def faults(config: Config) -> list[str]:
    """Return what is wrong with a configuration, a word or two each."""
    return [text for text, is_wrong in _RULES.items() if is_wrong(config)] + [
        f"option {name}" for name in _unfit_options(config)
    ]


def fits(element: Any, value: Any) -> bool:
    """Whether an option's value fits its part of the schema, as the Supervisor says."""
    if isinstance(element, list):
        return isinstance(value, list) and all(fits(element[0], each) for each in value)
    parts = ELEMENT.fullmatch(element)
    if parts is None:
        return False
    kind = re.match(r"[a-z]+", element)
    return kind is not None and _FITS[kind[0]](parts, value)


def _unfit_options(config: Config) -> Iterator[str]:
    options, schema = config.get("options", {}), config.get("schema", {})
    for name in options.keys() | schema.keys():
        element = schema.get(name)
        if element is None:
            yield name
        elif name in options:
            if not fits(element, options[name]):
                yield name
        elif not str(element).endswith("?"):
            yield name


def _matches(key: str, pattern: str) -> Callable[[Config], bool]:
    return lambda config: re.fullmatch(pattern, str(config.get(key, ""))) is None


_FITS: Mapping[str, Callable[[re.Match[str], Any], bool]] = {
    "bool": lambda _parts, value: isinstance(value, bool),
    "int": lambda parts, value: (
        type(value) is int and int(parts["i_min"]) <= value <= int(parts["i_max"])
    ),
    "list": lambda parts, value: value in parts["list"].split("|"),
    "match": lambda parts, value: re.match(parts["match"], str(value)) is not None,
    "str": lambda parts, value: (
        isinstance(value, str)
        and int(parts["s_min"] or 0) <= len(value) <= int(parts["s_max"] or 255)
    ),
}

_RULES: Mapping[str, Callable[[Config], bool]] = {
    "missing key": lambda config: not config.keys() >= NEEDED,
    "unknown key": lambda config: bool(config.keys() - KNOWN - REFUSED),
    "more than it needs": lambda config: bool(config.keys() & REFUSED),
    "slug": _matches("slug", "linkedin_auto"),
    "version": lambda config: not isinstance(config.get("version"), str),
    "arch": lambda config: set(config.get("arch", ())) != {"aarch64", "amd64"},
    "homeassistant": _matches("homeassistant", r"20\d\d\.\d+\.\d+"),
    "startup": _matches("startup", "application"),
    "boot": _matches("boot", "auto"),
    "stage": _matches("stage", "experimental|stable"),
    "init": lambda config: config.get("init") is not True,
    "tmpfs": lambda config: config.get("tmpfs") is not True,
    "timeout": lambda config: config.get("timeout") not in range(10, 301),
    "backup": _matches("backup", "hot"),
    "watchdog": _matches("watchdog", r"http://\[HOST\]:\[PORT:8099\]/health"),
    "ingress": lambda config: config.get("ingress") is not True,
    "ingress_port": lambda config: config.get("ingress_port") != 8098,
    "panel": _matches("panel_icon", r"mdi:[a-z-]+"),
    "discovery": lambda config: config.get("discovery") != ["linkedin_auto"],
    "ports": lambda config: config.get("ports") != {"8099/tcp": None},
}
