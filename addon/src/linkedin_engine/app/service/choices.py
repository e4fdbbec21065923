"""What the person chose: the settings and the texts."""

from collections.abc import Iterable, Mapping

from linkedin_engine.contract.replies import (
    MessagesReply,
    PreviewReply,
    SettingsReply,
    SettingsValues,
)
from linkedin_engine.contract.requests import MessagePreview, MessagesPut
from linkedin_engine.settings import Options
from linkedin_engine.storage.messages import MessageRepository

from ..engine import Engine
from . import texts
from .core import Core


class Settings:
    """The options of one engine, and what was changed later."""

    def __init__(self, core: Core) -> None:
        """Work with this engine."""
        self._core = core

    async def get(self) -> SettingsReply:
        """Return the options that hold."""
        return await self._core.read(_settings_reply)

    async def change(self, changes: Mapping[str, object]) -> SettingsReply:
        """Change these and keep the others; None goes back to the app's.

        Raises ``BadInputError`` naming the first bad one; nothing is changed then.
        """
        back = [key for key, value in changes.items() if value is None]
        given = {key: value for key, value in changes.items() if value is not None}

        def change(engine: Engine) -> None:
            kept = {
                key: value
                for key, value in engine.stored_settings.get_all().items()
                if key not in back
            }
            _refuse_unknown(back)
            Options.parse(engine.app_options.as_dict() | kept | given)
            engine.stored_settings.delete(*back)
            engine.stored_settings.put(given)

        await self._core.call(change)
        await self._core.read(Engine.apply_settings)
        self._core.nudge()
        self._core.changed()
        return await self.get()


class Texts:
    """The templates of one engine."""

    def __init__(self, core: Core) -> None:
        """Work with this engine."""
        self._core = core

    async def get(self) -> MessagesReply:
        """Return the templates that hold."""
        return await self._core.read(
            lambda engine: texts.messages_reply(
                MessageRepository(engine.database).all()
            )
        )

    async def put(self, asked: MessagesPut) -> MessagesReply:
        """Replace the person's own templates; raises ``BadInputError``."""
        kept = texts.checked(asked.templates)
        now = self._core.now()
        await self._core.call(
            lambda engine: MessageRepository(engine.database).replace_all(kept, now)
        )
        return await self.get()

    async def preview(self, asked: MessagePreview) -> PreviewReply:
        """Render a text, or say what is wrong with it; raises ``NotFoundError``."""
        contact_id = asked.contact_id
        contact = (
            None
            if contact_id is None
            else await self._core.read(lambda engine: engine.contacts.get(contact_id))
        )
        return texts.preview(asked, contact)


def _refuse_unknown(keys: Iterable[str]) -> None:
    defaults = Options().as_dict()
    Options.parse({key: defaults.get(key) for key in keys})


def _settings_reply(engine: Engine) -> SettingsReply:
    values = engine.options.as_dict()
    app = engine.app_options.as_dict()
    return SettingsReply(
        values=SettingsValues.from_dict(values),
        changed=tuple(key for key in values if values[key] != app[key]),
    )
