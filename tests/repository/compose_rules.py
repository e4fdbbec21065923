"""What the Compose specification asks of a file, as far as this project's uses it.

Source: github.com/compose-spec/compose-spec, spec.md, 05-services.md and build.md.
"""

from collections.abc import Callable, Iterator, Mapping
import re
from typing import Any

type Part = Callable[[Any], bool]

_NAME = r"[a-z0-9][a-z0-9_-]*"
_DURATION = r"(?:\d+(?:\.\d+)?(?:us|ms|s|m|h))+"
_BYTES = r"\d+(?:b|k|kb|m|mb|g|gb)"
_ADDRESS = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}"
_RESTART = r"no|always|unless-stopped|on-failure(?::\d+)?"
_PORT = rf"(?:{_ADDRESS}:)?\d{{1,5}}:\d{{1,5}}(?:/(?:tcp|udp))?"
_VOLUME = r"(?:\./|/|~/)[^:]*:/[^:]*(?::(?:ro|rw|z|Z))*"


def faults(compose: Mapping[str, Any]) -> list[str]:
    """Return the paths in the file whose values no engine would take."""
    return sorted(_wrong(compose, _FILE, ""))


def _wrong(given: Any, parts: Mapping[str, Any], place: str) -> Iterator[str]:
    if not isinstance(given, Mapping):
        yield place
        return
    for key, value in given.items():
        here = f"{place}.{key}".lstrip(".")
        part = parts.get(key, parts.get("*"))
        if part is None:
            yield here
        elif isinstance(part, Mapping):
            yield from _wrong(value, part, here)
        elif not part(value):
            yield here


def _text(pattern: str) -> Part:
    return lambda value: (
        isinstance(value, str) and re.fullmatch(pattern, value) is not None
    )


def _each(part: Part) -> Part:
    return lambda value: isinstance(value, list) and all(part(each) for each in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _is_whole(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_test(value: Any) -> bool:
    return isinstance(value, str) or (
        _each(_text(".*"))(value) and value[:1] in (["CMD"], ["CMD-SHELL"], ["NONE"])
    )


_ANY = _text(r"(?s).*")
_SERVICE: Mapping[str, Any] = {
    "image": _text(
        rf"(?:[\w.-]+(?::\d+)?/)*{_NAME}(?::[\w.-]+)?(?:@sha256:[0-9a-f]{{64}})?"
    ),
    # a number would lose its zeros, and a truth would be written in another way
    "build": {"context": _ANY, "dockerfile": _ANY, "args": {"*": _ANY}},
    "cap_add": _each(_text("[A-Z_]+")),
    "cap_drop": _each(_text("[A-Z_]+")),
    "cpus": _is_number,
    "dns": _each(_text(_ADDRESS)),
    "environment": {"*": _ANY},
    "healthcheck": {
        "test": _is_test,
        "interval": _text(_DURATION),
        "timeout": _text(_DURATION),
        "start_period": _text(_DURATION),
        "retries": _is_whole,
    },
    "init": _is_bool,
    "logging": {
        "driver": _text("json-file|local|journald|none"),
        "options": {"max-size": _text(r"\d+[kmg]"), "max-file": _text(r"\d+")},
    },
    "mem_limit": _text(_BYTES),
    "ports": _each(_text(_PORT)),
    "read_only": _is_bool,
    "restart": _text(_RESTART),
    "security_opt": _each(
        _text(r"no-new-privileges:true|(?:seccomp|apparmor|label):\S+")
    ),
    "shm_size": _text(_BYTES),
    "stop_grace_period": _text(_DURATION),
    "tmpfs": _each(_text(r"/\S+")),
    "volumes": _each(_text(_VOLUME)),
}
_FILE: Mapping[str, Any] = {
    "name": _text(_NAME),
    "services": {"*": _SERVICE},
}
