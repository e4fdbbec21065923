"""Checks of the way to LinkedIn; nothing is asked of the site itself."""

import socket
import ssl
import time
from urllib.parse import urlsplit

from .probing import Finding, Level, Probe, Surroundings

SLOW_ANSWER_SECONDS = 1.0
CONNECT_SECONDS = 5.0

_PORTS = {"http": 80, "https": 443}


def _dns(here: Surroundings) -> Finding:
    host, port, _ = _address(here)
    begun = time.monotonic()
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return Finding("silent", f"{host}: {error.strerror}")
    seconds = time.monotonic() - begun
    is_slow = seconds >= SLOW_ANSWER_SECONDS
    return Finding("slow" if is_slow else "fast", _milliseconds(seconds))


def _linkedin(here: Surroundings) -> Finding:
    host, port, is_encrypted = _address(here)
    begun = time.monotonic()
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS) as connection:
            if is_encrypted:
                _greet(connection, host)
    except ssl.SSLCertVerificationError as error:
        return Finding("untrusted", f"{host}: {error.verify_message}")
    except OSError as error:
        return Finding("unreachable", f"{host}: {error.strerror or error}")
    return Finding("reachable", _milliseconds(time.monotonic() - begun))


def _greet(connection: socket.socket, host: str) -> None:
    context = ssl.create_default_context()
    with context.wrap_socket(connection, server_hostname=host):
        pass


def _address(here: Surroundings) -> tuple[str, int, bool]:
    parts = urlsplit(here.base_url)
    port = parts.port or _PORTS[parts.scheme]
    return parts.hostname or "", port, parts.scheme == "https"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


DNS = Probe(
    "dns",
    _dns,
    {"fast": Level.OK, "slow": Level.WARNING, "silent": Level.FAILURE},
)
LINKEDIN = Probe(
    "linkedin",
    _linkedin,
    {
        "reachable": Level.OK,
        "untrusted": Level.FAILURE,
        "unreachable": Level.FAILURE,
    },
    seconds=15.0,
)
