"""The app for those without a Supervisor: a file that any Compose takes."""

from typing import Any

import pytest
from repository.app_rules import ROOT, load
from repository.compose_rules import faults

COMPOSE: dict[str, Any] = load(ROOT / "compose.yaml")
ENGINE: dict[str, Any] = COMPOSE["services"]["engine"]

BROKEN: dict[str, Any] = {
    "image": "Linkedin Auto",
    "build.args.FULL_BROWSER": 0,
    "cpus": "two",
    "dns": ["1.1.1.256"],
    "environment.TZ": ["Europe/Paris"],
    "healthcheck.interval": 120,
    "healthcheck.test": ["healthy"],
    "init": "yes",
    "logging.options.max-file": 2,
    "logging.options.max-size": "5 MB",
    "mem_limit": "1gig",
    "memory": "1g",
    "ports": ["8099"],
    "restart": "unless_stopped",
    "security_opt": ["no-new-privileges"],
    "stop_grace_period": 90,
    "tmpfs": ["tmp"],
    "volumes": ["linkedin-auto"],
}


def _with(path: str, value: Any) -> dict[str, Any]:
    def put(there: dict[str, Any], keys: list[str]) -> dict[str, Any]:
        key, *rest = keys
        return there | {key: put(there[key], rest) if rest else value}

    return COMPOSE | {"services": {"engine": put(ENGINE, path.split("."))}}


def test_the_file_is_one_that_compose_takes() -> None:
    assert faults(COMPOSE) == []


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_file_is_told_from_a_sound_one(path: str) -> None:
    assert f"services.engine.{path}" in faults(_with(path, BROKEN[path]))


def test_it_is_careful_by_default() -> None:
    assert ENGINE["ports"] == ["127.0.0.1:8099:8099"]
    assert ENGINE["volumes"] == ["./linkedin-auto:/data"]
    assert ENGINE["dns"] == ["1.1.1.1", "8.8.8.8"]
    assert ENGINE["logging"] == {
        "driver": "json-file",
        "options": {"max-size": "5m", "max-file": "2"},
    }
    assert ENGINE["healthcheck"]["test"] == ["CMD", "healthy"]
    assert ENGINE["cap_drop"] == ["ALL"]
    assert ENGINE["read_only"] is True
    assert ENGINE["restart"] == "unless-stopped"
    assert ENGINE["cpus"] > 0


def test_a_run_has_the_memory_that_it_needs() -> None:
    assert ENGINE["mem_limit"] == "1g"
    assert ENGINE["shm_size"] == "512m"
