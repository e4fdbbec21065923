"""The LinkedIn session as the API tells of it and takes it."""

from linkedin_engine.contract.requests import SessionPut
from linkedin_engine.contract.state import SessionInfo
from linkedin_engine.errors import BadInputError
from linkedin_engine.jobs.dispatcher import Dispatcher

from .core import Core
from .views import session_info, session_status


class Sessions:
    """The session of one engine."""

    def __init__(self, core: Core, dispatcher: Dispatcher) -> None:
        """Work with this engine."""
        self._core = core
        self._dispatcher = dispatcher

    async def get(self) -> SessionInfo:
        """Tell about the session; no secret in it."""
        now = self._core.now()
        status = await self._core.read(lambda engine: session_status(engine, now))
        return session_info(status, self._dispatcher.waits_for_person)

    async def put(self, asked: SessionPut) -> SessionInfo:
        """Take a session in any of the formats; raises ``BadInputError``."""
        content = asked.cookies.encode()
        try:
            await self._core.read(lambda engine: engine.import_session(content))
        except BadInputError as error:
            problem = str(error).removeprefix(f"{error.field}: ")
            raise BadInputError("cookies", problem) from None
        await self._dispatcher.person_acted()
        self._core.changed()
        return await self.get()

    async def clear(self) -> None:
        """Forget the session."""
        await self._core.read(lambda engine: engine.vault.clear())
        self._core.nudge()
        self._core.changed()
