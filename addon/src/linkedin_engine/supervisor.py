"""Tells Home Assistant that the app is there, through the Supervisor's discovery.

Source: supervisor/api/discovery.py and supervisor/discovery/__init__.py of
home-assistant/supervisor, 090ef31. The app needs no role for it. A message stays with
the Supervisor over restarts of everybody, Home Assistant reads all messages of running
apps whenever it starts, and the same message given again changes nothing. So a restart
of Home Assistant needs nothing from here, and no message is ever taken back: with it
Home Assistant would drop what a person has set up.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
import logging
import socket
from typing import ClassVar, Final, Self

from aiohttp import ClientError, ClientSession, ClientTimeout

from linkedin_engine.errors import EngineError

TOKEN: Final = "SUPERVISOR_TOKEN"  # noqa: S105 - a variable's name
URL: Final = "http://supervisor"
SERVICE: Final = "linkedin_auto"

_ANSWER_SECONDS: Final = 10.0
# 400 is what a Supervisor says that is still starting.
_FINAL: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_MOST_DOUBLED: Final = 16

_log = logging.getLogger("linkedin_engine.supervisor")


class SupervisorError(EngineError):
    """The Supervisor did not take the message; with ``is_final`` it never will."""

    code: ClassVar[str] = "supervisor"

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        """Say what happened, and whether asking again is of use."""
        super().__init__(message)
        self.is_final = is_final


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the integration needs to reach this engine, and to know it again.

    ``host`` is the container's name, which the Supervisor's own network resolves.
    """

    port: int
    token: str = field(repr=False)
    instance_id: str
    host: str = field(default_factory=socket.gethostname)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When to tell again, in seconds: ever later after a failure.

    ``again`` is a matter of course, should the Supervisor have lost its messages.
    """

    first_wait: float = 5.0
    longest_wait: float = 600.0
    again: float = 6 * 3600.0


class Supervisor:
    """The Supervisor's API, as far as this app needs it."""

    def __init__(
        self, token: str, *, url: str = URL, times: Times | None = None
    ) -> None:
        """Take the token that the Supervisor gives its apps."""
        self._token = token
        self._url = url
        self._times = times or Times()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self | None:
        """Return the Supervisor that started this; None where nobody of it did."""
        token = environ.get(TOKEN, "")
        return cls(token) if token else None

    async def announce(self, announcement: Announcement) -> None:
        """Give the message once; raises ``SupervisorError``."""
        body = {"service": SERVICE, "config": asdict(announcement)}
        headers = {"Authorization": f"Bearer {self._token}"}
        timeout = ClientTimeout(total=_ANSWER_SECONDS)
        try:
            async with (
                ClientSession(timeout=timeout, headers=headers) as session,
                session.post(f"{self._url}/discovery", json=body) as answer,
            ):
                if answer.ok:
                    return
                status, said = answer.status, (await answer.text())[:200]
        except (ClientError, TimeoutError) as error:
            raise SupervisorError(
                f"The Supervisor does not answer ({type(error).__name__}); it is asked "
                "again by itself."
            ) from error
        raise SupervisorError(
            f"The Supervisor answered {status}: {said}", is_final=status in _FINAL
        )

    async def run(self, announcement: Announcement) -> None:
        """Give the message until it is taken, and again now and then.

        Ends only where the Supervisor refuses it for good, or when cancelled.
        """
        failures = 0
        while True:
            try:
                await self.announce(announcement)
            except SupervisorError as error:
                if error.is_final:
                    _log.error(
                        "Home Assistant was not told of this app; add the integration "
                        "by hand. %s",
                        error,
                    )
                    return
                if not failures:
                    _log.warning(
                        "Home Assistant was not told of this app yet. %s", error
                    )
                failures += 1
                wait = self._times.first_wait * 2 ** min(failures - 1, _MOST_DOUBLED)
                await asyncio.sleep(min(wait, self._times.longest_wait))
            else:
                if failures:
                    _log.info("Home Assistant was told of this app.")
                failures = 0
                await asyncio.sleep(self._times.again)
