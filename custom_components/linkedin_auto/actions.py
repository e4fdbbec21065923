"""What the actions do; each takes its checked fields and returns what it answers."""

from datetime import date, timedelta
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .birthdays import birthdays_between
from .const import DOMAIN
from .coordinator import LinkedInAutoCoordinator
from .engine_client.contract.enums import BotName, Occasion, SendingMode
from .engine_client.contract.models import MessageTemplate
from .engine_client.contract.replies import ContactItem, WishItem
from .engine_client.contract.requests import (
    ContactPatch,
    ContactQuery,
    Decision,
    HistoryQuery,
    MessagePreview,
    MessagesPut,
    RunCreate,
    TemplateItem,
    WishPatch,
)
from .engine_client.paging import every_contact, find_wish, newest_wishes
from .failures import check_wish, translated
from .runs import async_await_run, async_start_run, async_stop_runs

type Fields = dict[str, Any]

_SECONDS_A_MINUTE = 60
_LETTERS_OF_A_LANGUAGE = 2


async def run(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Start a run; answer with its report, after its end where that is waited for."""
    wait, minutes = fields.pop("wait"), fields.pop("wait_minutes")
    started = await async_start_run(coordinator, RunCreate(**fields))
    if not wait:
        return {"run": started.to_dict(), "wishes": []}
    detail = await async_await_run(
        coordinator, started.run_id, minutes * _SECONDS_A_MINUTE
    )
    return detail.to_dict()


async def stop(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Stop the run under way and drop those that wait."""
    return {"stopped": await async_stop_runs(coordinator)}


async def approve(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Approve drafts; a text of one's own goes to one wish only."""
    text = fields.get("text")
    if text is not None and len(fields.get("wish_id", ())) != 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="text_is_for_one_wish"
        )
    return await _decide(
        coordinator, fields, WishPatch(decision=Decision.APPROVE, text=text)
    )


async def skip(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Leave wishes alone."""
    return await _decide(coordinator, fields, WishPatch(decision=Decision.SKIP))


async def preview(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Render a text as a contact, or somebody invented, would get it."""
    fields.setdefault("language", _spoken(coordinator))
    with translated(coordinator):
        reply = await coordinator.client.preview_message(MessagePreview(**fields))
    return reply.to_dict()


async def get_birthdays(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Answer with the birthdays of the days to come, as far as they are known."""
    first: date = fields.get("start_date") or dt_util.now().date()
    last = first + timedelta(days=fields["days"] - 1)
    found = birthdays_between(coordinator.data.people, first, last)
    return {
        "birthdays": [
            {
                "date": each.day.isoformat(),
                "contact_id": each.contact.id,
                "name": each.contact.name,
                "greeting": each.contact.greeting,
                "profile_url": each.contact.profile_url,
                "blocked": each.contact.blocked,
            }
            for each in found
        ]
    }


async def get_history(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Answer with wishes of the past, newest first."""
    most = fields.pop("limit")
    query = HistoryQuery(**{**fields, "state": tuple(fields["state"])})
    with translated(coordinator):
        wishes = await newest_wishes(coordinator.client, query, most)
    return {"wishes": [wish.to_dict() for wish in wishes]}


async def send_wish(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Approve one wish and start the run that sends what is approved."""
    patch = WishPatch(decision=Decision.APPROVE, text=fields.get("text"))
    with translated(coordinator):
        wish = await coordinator.client.change_wish(fields["wish_id"], patch)
    is_birthday = wish.occasion is Occasion.BIRTHDAY
    bot = BotName.BIRTHDAY if is_birthday else BotName.OCCASIONS
    # In this mode everybody else's wish is only drafted.
    asked = RunCreate(bot=bot, mode=SendingMode.APPROVAL)
    started = await async_start_run(coordinator, asked)
    if not fields["wait"]:
        return {"wish": wish.to_dict(), "run": started.to_dict()}
    seconds = fields["wait_minutes"] * _SECONDS_A_MINUTE
    detail = await async_await_run(coordinator, started.run_id, seconds)
    with translated(coordinator):
        wish = await find_wish(coordinator.client, wish.id) or wish
    check_wish(wish)
    return {"wish": wish.to_dict(), "run": detail.run.to_dict()}


async def block_contact(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Never wish this person anything."""
    return await _block(coordinator, fields, is_blocked=True)


async def unblock_contact(
    coordinator: LinkedInAutoCoordinator, fields: Fields
) -> Fields:
    """Wish this person again."""
    return await _block(coordinator, fields, is_blocked=False)


async def set_message(coordinator: LinkedInAutoCoordinator, fields: Fields) -> Fields:
    """Change a template, or the text for one contact alone."""
    client = coordinator.client
    fields.setdefault("language", _spoken(coordinator))
    contact_id = fields.pop("contact_id", None)
    with translated(coordinator):
        if contact_id is not None:
            patch = ContactPatch(own_text=fields["text"])
            contact = await client.change_contact(contact_id, patch)
            return {"contact": contact.to_dict()}
        name = fields.pop("message_id", None) or _template_id(fields)
        changed = TemplateItem(id=name, **fields)
        kept = [
            each for each in (await client.get_messages()).templates if each.id != name
        ]
        reply = await client.put_messages(
            MessagesPut(templates=(*map(_as_item, kept), changed))
        )
    return {"messages": [each.to_dict() for each in reply.templates]}


def _spoken(coordinator: LinkedInAutoCoordinator) -> str:
    """Return the language of Home Assistant, as the engine writes it."""
    language = coordinator.hass.config.language.partition("-")[0]
    return language if len(language) == _LETTERS_OF_A_LANGUAGE else "en"


def _template_id(fields: Fields) -> str:
    late = "-late" if fields["late"] else ""
    return f"own-{fields['occasion']}-{fields['language']}{late}"


def _as_item(template: MessageTemplate) -> TemplateItem:
    return TemplateItem(
        id=template.id,
        language=template.language,
        occasion=template.occasion,
        late=template.late,
        text=template.text,
        enabled=template.enabled,
    )


async def _decide(
    coordinator: LinkedInAutoCoordinator, fields: Fields, patch: WishPatch
) -> Fields:
    client = coordinator.client
    changed: list[WishItem] = []
    try:
        with translated(coordinator):
            wish_ids = fields.get("wish_id")
            if wish_ids is None:
                await coordinator.async_refresh()
                drafts = coordinator.data.drafts if fields["all"] else ()
                wish_ids = [draft.id for draft in drafts]
            for wish_id in wish_ids:
                wish = await client.change_wish(wish_id, patch)
                changed.append(wish)
    finally:
        await coordinator.async_refresh()
    return {"wishes": [wish.to_dict() for wish in changed]}


async def _block(
    coordinator: LinkedInAutoCoordinator, fields: Fields, *, is_blocked: bool
) -> Fields:
    with translated(coordinator):
        contact_id = fields.get("contact_id")
        if contact_id is None:
            contact_id = (await _named(coordinator, fields["name"])).id
        contact = await coordinator.client.change_contact(
            contact_id, ContactPatch(blocked=is_blocked)
        )
    await coordinator.async_people_changed()
    return {"contact": contact.to_dict()}


async def _named(coordinator: LinkedInAutoCoordinator, name: str) -> ContactItem:
    """Return the only person of that name: identity is never a name alone."""
    found = await every_contact(coordinator.client, ContactQuery(search=name))
    same = [each for each in found if each.name.casefold() == name.casefold()]
    if len(same) == 1:
        return same[0]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="several_contacts" if same else "no_contact",
        translation_placeholders={
            "name": name,
            "ids": ", ".join(str(each.id) for each in same),
        },
    )
