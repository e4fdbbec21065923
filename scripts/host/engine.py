"""The engine on this machine, through its API."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
import json
import os
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ADDRESS = "http://127.0.0.1:8099"
# Where compose.yaml puts the engine's data.
TOKEN_FILE = Path(__file__).resolve().parents[2] / "linkedin-auto/api_token"

_SECONDS = 15.0
# A browser is started for it once, which takes a Raspberry Pi a while.
DOCTOR_SECONDS = 150.0


class EngineError(Exception):
    """The engine cannot be asked; ``key`` is that of the sentence that says why."""

    def __init__(self, key: str, **values: object) -> None:
        """Take what the sentence needs."""
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Engine:
    """Where the engine answers; without a token it only says whether it is well."""

    address: str
    token: str | None

    def is_well(self) -> bool | None:
        """Return whether it is healthy; None where nobody answers."""
        try:
            with urlopen(f"{self.address}/health", timeout=_SECONDS):  # noqa: S310 - see main
                return True
        except HTTPError:
            return False
        except (URLError, OSError):
            return None

    def ask(self, path: str, *, method: str = "GET", seconds: float = _SECONDS) -> Any:
        """Return an answer; raises ``EngineError``."""
        if self.token is None:
            raise EngineError("no_token", file=TOKEN_FILE)
        asked = Request(  # noqa: S310 - see add_arguments
            f"{self.address}/api/v1/{path}",
            method=method,
            headers={"Authorization": f"Bearer {self.token}"},
        )
        try:
            with urlopen(asked, timeout=seconds) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except HTTPError as error:
            key = "wrong_token" if error.code == 401 else "refused"  # noqa: PLR2004 - HTTP's own
            raise EngineError(key, status=error.code) from error
        except (URLError, OSError) as error:
            raise EngineError("silent", address=self.address) from error


def add_arguments(parser: ArgumentParser) -> None:
    """Let a person say where the engine is."""
    parser.add_argument("--address", default=ADDRESS, type=_address)
    parser.add_argument("--token-file", type=Path, default=TOKEN_FILE)


def engine_of(arguments: Namespace) -> Engine:
    """Return the engine that the arguments and the environment name."""
    token = os.environ.get("LINKEDIN_AUTO_API_TOKEN")
    if not token:
        try:
            token = arguments.token_file.read_text(encoding="ascii").strip()
        except OSError:
            token = None
    return Engine(arguments.address, token)


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError(text)
    return text.rstrip("/")
