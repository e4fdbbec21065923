"""The app as the Supervisor reads it."""

from dataclasses import fields
import inspect
from pathlib import PurePosixPath
from typing import Any

import pytest
from repository.app_rules import ADDON, ELEMENT, ROOT, app_config, faults, fits, load

from linkedin_engine.api.server import END_SECONDS
from linkedin_engine.app import hold
from linkedin_engine.jobs.runner import Runner
from linkedin_engine.settings import Options
from linkedin_engine.settings.options import RULES
from linkedin_engine.settings.rules import Choice, Whole
from linkedin_engine.supervisor import SERVICE

LANGUAGES = ("en", "fr")
CONFIG = app_config()
DATA = PurePosixPath("/data/addons/data/a0d7b954_linkedin_auto")

BROKEN: dict[str, dict[str, Any]] = {
    "missing key": {"slug": None},
    "unknown key": {"ingres_port": 8098},
    "more than it needs": {"privileged": ["SYS_ADMIN"]},
    "slug": {"slug": "linkedin-auto"},
    "version": {"version": 0.1},
    "arch": {"arch": ["aarch64", "amd64", "armv7"]},
    "homeassistant": {"homeassistant": "2026.10"},
    "startup": {"startup": "services"},
    "boot": {"boot": "always"},
    "stage": {"stage": "beta"},
    "init": {"init": False},
    "tmpfs": {"tmpfs": "size=64m"},
    "timeout": {"timeout": 600},
    "backup": {"backup": "cold"},
    "watchdog": {"watchdog": "http://localhost:8099/health"},
    "ingress": {"ingress": "yes please"},
    "ingress_port": {"ingress_port": 8099},
    "panel": {"panel_icon": "cake.png"},
    "discovery": {"discovery": ["linkedin"]},
    "ports": {"ports": {"8099/tcp": 8099}},
    "option daily_limit": {"options": CONFIG["options"] | {"daily_limit": 0}},
    "option hours_start": {"options": CONFIG["options"] | {"hours_start": "7:00"}},
    "option days": {"options": CONFIG["options"] | {"days": ["monday"]}},
    "option colour": {"options": CONFIG["options"] | {"colour": "blue"}},
    "option log_level": {"schema": CONFIG["schema"] | {"log_level": "lst(debug)"}},
}


def test_the_configuration_is_as_the_supervisor_wants_it() -> None:
    assert faults(CONFIG) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_configuration_is_told_from_a_sound_one(fault: str) -> None:
    broken = CONFIG | BROKEN[fault]
    kept = {key: value for key, value in broken.items() if value is not None}
    assert fault in faults(kept)


def test_the_defaults_are_the_engines_own() -> None:
    left_empty = {"remote_browser_url": ""}
    assert CONFIG["options"] | left_empty == Options().as_dict()
    assert list(CONFIG["schema"]) == [each.name for each in fields(Options)]


def test_the_schema_has_the_engines_bounds_and_words() -> None:
    for name, rule in RULES.items():
        element = CONFIG["schema"][name]
        parts = ELEMENT.fullmatch(element if isinstance(element, str) else element[0])
        assert parts is not None
        if isinstance(rule, Whole):
            assert (int(parts["i_min"]), int(parts["i_max"])) == (
                rule.minimum,
                rule.maximum,
            )
        if isinstance(rule, Choice):
            assert parts["list"].split("|") == [word.value for word in rule.words]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hours_end", "23:59"),
        ("language", "pt-BR"),
        ("timezone", "America/Argentina/Buenos_Aires"),
        ("days", ["sun"]),
        ("remote_browser_url", "ws://192.168.1.20:3000/token"),
        ("remote_browser_url", "http://desk:9222"),
        ("remote_browser_url", ""),
    ],
)
def test_what_the_form_lets_through_the_engine_takes(name: str, value: object) -> None:
    assert fits(CONFIG["schema"][name], value)
    Options.parse({name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hours_end", "24:00"),
        ("language", "french"),
        ("timezone", ""),
        ("remote_browser_url", "desk:9222"),
        ("remote_browser_url", "ftp://desk"),
        ("max_temperature", 20),
    ],
)
def test_what_the_engine_refuses_the_form_refuses_too(name: str, value: object) -> None:
    assert not fits(CONFIG["schema"][name], value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_and_port_is_explained(language: str) -> None:
    texts = load(ADDON / "translations" / f"{language}.yaml")
    assert set(texts) == {"configuration", "network"}
    assert list(texts["configuration"]) == list(CONFIG["schema"])
    assert set(texts["network"]) == set(CONFIG["ports"])
    for text in texts["configuration"].values():
        assert set(text) == {"name", "description"}
        assert text["description"].count(". ") == 0
        assert text["description"].endswith(".") != text["name"].endswith(".")


def test_the_supervisor_waits_until_a_run_has_ended() -> None:
    runner = inspect.signature(Runner).parameters["stop_seconds"].default
    assert CONFIG["timeout"] >= runner + END_SECONDS + 10


def test_a_backup_has_the_memory_and_not_the_session_key() -> None:
    taken = ("linkedin.db", "linkedin.db-wal", "options.json", "api_token")
    left = (
        *("secret.key", "linkedin.db-shm", "linkedin.db.before-0002", "serve.lock"),
        *("backups/linkedin-20261123-080000.db", "snapshots/1.html", hold.LOCK_NAME),
        ".secret.key.1-2",
    )

    def is_excluded(name: str) -> bool:
        return any((DATA / name).match(glob) for glob in CONFIG["backup_exclude"])

    assert [name for name in taken if is_excluded(name)] == []
    assert [name for name in left if not is_excluded(name)] == []


def test_the_files_stand_still_while_the_supervisor_copies_them() -> None:
    for key, verb in (("backup_pre", "begin"), ("backup_post", "end")):
        words = CONFIG[key].split()
        assert words[:3] == ["as-engine", "/opt/engine/bin/python", "-m"]
        assert words[3:] == [hold.__name__, verb, "/data/linkedin.db"]


def test_discovery_names_the_integrations_domain() -> None:
    manifest = load(ROOT / "custom_components/linkedin_auto/manifest.json")
    assert CONFIG["discovery"] == [manifest["domain"]] == [SERVICE]


def test_the_repository_is_one_that_the_supervisor_can_add() -> None:
    repository = load(ROOT / "repository.yaml")
    assert set(repository) == {"name", "url", "maintainer"}
    assert repository["url"] == CONFIG["url"]


def test_the_pictures_have_the_sizes_of_the_store() -> None:
    for name, size in (("icon", (128, 128)), ("logo", (250, 100))):
        head = (ADDON / f"{name}.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert size == (
            int.from_bytes(head[16:20]),
            int.from_bytes(head[20:24]),
        )
