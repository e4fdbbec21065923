"""People as the API reads and changes them."""

from linkedin_engine.contract.replies import ContactItem, ContactPage
from linkedin_engine.contract.requests import ContactPatch, ContactQuery
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import BadInputError
from linkedin_engine.settings.rules import AUTO, LANGUAGES

from ..engine import Engine
from .core import Core
from .texts import own_text
from .views import contact_item

FIRST_NAME_MAX = 60


class People:
    """The contacts of one engine."""

    def __init__(self, core: Core) -> None:
        """Work with this engine."""
        self._core = core

    async def list(self, query: ContactQuery) -> ContactPage:
        """Return people by name."""

        def look(engine: Engine) -> ContactPage:
            found = engine.contacts.page(
                after=query.after,
                limit=query.limit,
                search=query.search or "",
                blocked=query.blocked,
                with_birthday=query.with_birthday,
                birthday_on=query.birthday_on,
            )
            items = tuple(contact_item(contact) for contact in found)
            is_last = len(items) < query.limit
            return ContactPage(
                contacts=items, next_after=None if is_last else items[-1].id
            )

        return await self._core.read(look)

    async def change(self, contact_id: int, patch: ContactPatch) -> ContactItem:
        """Change what is kept about a person; raises ``NotFoundError``."""
        _check(patch)

        def change(engine: Engine) -> Contact:
            contacts = engine.contacts
            contact = contacts.get(contact_id)
            if patch.blocked is not None:
                contact = contacts.set_blocked(contact_id, blocked=patch.blocked)
            if patch.first_name is not None:
                contact = contacts.set_first_name(
                    contact_id, patch.first_name.strip() or None
                )
            if patch.language is not None:
                contact = contacts.set_language(contact_id, patch.language or None)
            if patch.own_text is not None:
                contact = contacts.set_own_text(
                    contact_id, patch.own_text.strip() or None
                )
            return contact

        item = contact_item(await self._core.call(change))
        self._core.changed()
        return item

    async def forget(self, contact_id: int) -> None:
        """Erase a person and all their wishes; raises ``NotFoundError``."""
        await self._core.read(lambda engine: engine.contacts.forget(contact_id))
        self._core.changed()


def _check(patch: ContactPatch) -> None:
    if patch.first_name is not None and len(patch.first_name) > FIRST_NAME_MAX:
        raise BadInputError("first_name", f"has more than {FIRST_NAME_MAX} characters")
    if patch.language and patch.language not in {AUTO, *LANGUAGES.split()}:
        raise BadInputError("language", "use a code like en, fr or de, or leave it out")
    if patch.own_text and patch.own_text.strip():
        own_text(patch.own_text)
