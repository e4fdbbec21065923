"""The ways to mend what the engine cannot mend by itself."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
)

from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .engine_client import EngineClientError, EngineError
from .engine_client.contract.enums import BotName, ProblemCode, WishState
from .engine_client.contract.replies import WishItem
from .engine_client.contract.requests import (
    Decision,
    RunCreate,
    SessionPut,
    WishPatch,
    WishQuery,
)
from .issues import help_page, panel_page

type Given = dict[str, str] | None

_COOKIES: Final = vol.Schema(
    {
        vol.Required("cookies"): TextSelector(
            TextSelectorConfig(multiline=True, autocomplete="off")
        )
    }
)
_LATER: Final = "later"
_DECISION: Final = vol.Schema(
    {
        vol.Required("decision"): SelectSelector(
            SelectSelectorConfig(
                options=[Decision.SENT.value, Decision.NOT_SENT.value, _LATER],
                translation_key="unverified",
            )
        )
    }
)


class EngineRepairFlow(RepairsFlow):
    """The base of the flows that ask the engine something."""

    def __init__(self, coordinator: LinkedInAutoCoordinator, problem: str) -> None:
        """Mend this problem with this engine."""
        self.coordinator = coordinator
        self.problem = problem

    @property
    def places(self) -> dict[str, str]:
        """What the words name: the entry, and the pages that help."""
        entry = self.coordinator.config_entry
        return {
            "title": entry.title,
            "help": help_page(self.problem),
            "page": panel_page(entry),
        }

    async def async_end(self) -> RepairsFlowResult:
        """End well, with what is true now."""
        await self.coordinator.async_refresh()
        return self.async_create_entry(data={})

    async def async_ask(
        self,
        step_id: str,
        schema: vol.Schema,
        given: Given,
        mend: Callable[[], Awaitable[object]],
    ) -> RepairsFlowResult:
        """Show a form until what was given in it could be done."""
        errors: dict[str, str] = {}
        message = ""
        if given is not None:
            try:
                await mend()
                return await self.async_end()
            except EngineClientError as error:
                errors["base"], message = self.refusal(error)
        return self.async_show_form(
            step_id=step_id,
            data_schema=schema,
            description_placeholders={**self.places, "message": message},
            errors=errors,
        )

    @staticmethod
    def refusal(error: EngineClientError) -> tuple[str, str]:
        """Return the error's key and the engine's own sentence."""
        if isinstance(error, EngineError):
            return "refused", error.message
        return "cannot_connect", str(error)


class ConfirmFlow(EngineRepairFlow, ABC):
    """The base of the flows that only ask whether to go on."""

    async def async_step_init(self, user_input: Given = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: Given = None) -> RepairsFlowResult:
        """Ask, then have it mended."""
        return await self.async_ask(
            "confirm", vol.Schema({}), user_input, self.async_mend
        )

    @abstractmethod
    async def async_mend(self) -> object:
        """Do what the person agreed to."""


class ReapFlow(ConfirmFlow):
    """Ends the processes that were left behind."""

    @override
    async def async_mend(self) -> object:
        """Have the engine reap."""
        return await self.coordinator.client.reap()


class LookAgainFlow(ConfirmFlow):
    """Has the engine look again, without sending anything, once a person has acted."""

    @override
    async def async_mend(self) -> object:
        """Start a run that only looks."""
        asked = RunCreate(bot=BotName.BIRTHDAY, dry_run=True)
        return await self.coordinator.client.create_run(asked)


class SessionFlow(EngineRepairFlow):
    """Takes a LinkedIn session, in any of the formats that can be imported."""

    @staticmethod
    @override
    def refusal(error: EngineClientError) -> tuple[str, str]:
        """Leave out the name of the field, which the form says already."""
        key, message = EngineRepairFlow.refusal(error)
        return key, message.removeprefix("cookies: ")

    async def async_step_init(self, user_input: Given = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_cookies()

    async def async_step_cookies(self, user_input: Given = None) -> RepairsFlowResult:
        """Ask for the cookies, and hand them to the engine; nothing is kept here."""
        given = user_input or {}
        return await self.async_ask(
            "cookies",
            _COOKIES,
            user_input,
            lambda: self.coordinator.client.put_session(
                SessionPut(cookies=given["cookies"])
            ),
        )


class UnverifiedFlow(EngineRepairFlow):
    """Asks for each wish that could not be confirmed whether it was sent."""

    def __init__(self, coordinator: LinkedInAutoCoordinator, problem: str) -> None:
        """Begin with nothing asked."""
        super().__init__(coordinator, problem)
        self._wish: WishItem | None = None
        self._asked: set[int] = set()

    async def async_step_init(self, user_input: Given = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_decide()

    async def async_step_decide(self, user_input: Given = None) -> RepairsFlowResult:
        """Take what the person says of one wish, and show the next."""
        errors: dict[str, str] = {}
        message = ""
        try:
            if user_input is not None and self._wish is not None:
                await self._settle(self._wish, user_input["decision"])
                self._wish = None
            if self._wish is None:
                self._wish = await self._next()
        except EngineClientError as error:
            errors["base"], message = self.refusal(error)
            if self._wish is None:
                return self.async_abort(reason="cannot_connect")
        if self._wish is None:
            return await self.async_end()
        return self.async_show_form(
            step_id="decide",
            data_schema=_DECISION,
            description_placeholders={
                **self.places,
                "name": self._wish.name,
                "day": self._wish.day.isoformat(),
                "text": self._wish.text,
                "profile_url": self._wish.profile_url,
                "message": message,
            },
            errors=errors,
        )

    async def _settle(self, wish: WishItem, decision: str) -> None:
        if decision != _LATER:
            patch = WishPatch(decision=Decision(decision))
            await self.coordinator.client.change_wish(wish.id, patch)
        self._asked.add(wish.id)

    async def _next(self) -> WishItem | None:
        page = await self.coordinator.client.list_wishes(
            WishQuery(state=(WishState.UNVERIFIED,))
        )
        return next((each for each in page.wishes if each.id not in self._asked), None)


_FLOWS: Final[Mapping[str, type[EngineRepairFlow]]] = {
    ProblemCode.SESSION_REQUIRED: SessionFlow,
    ProblemCode.CHECKPOINT: LookAgainFlow,
    ProblemCode.RESTRICTED: LookAgainFlow,
    ProblemCode.PAGE_CHANGED: LookAgainFlow,
    ProblemCode.ZOMBIES: ReapFlow,
    ProblemCode.UNVERIFIED_WISHES: UnverifiedFlow,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow for a problem."""
    given = data or {}
    entry: LinkedInAutoConfigEntry | None = hass.config_entries.async_get_entry(
        given.get("entry_id", "")
    )
    problem = given.get("problem", "")
    flow = _FLOWS.get(problem)
    if flow is None or entry is None or entry.state is not ConfigEntryState.LOADED:
        return ConfirmRepairFlow()
    return flow(entry.runtime_data, problem)
