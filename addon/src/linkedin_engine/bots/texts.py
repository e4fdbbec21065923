"""The text of a wish: a template that fits the person, the day and the past."""

from dataclasses import dataclass
from datetime import date, timedelta

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.domain.messages import (
    Recent,
    available,
    choose,
    message_language,
)
from linkedin_engine.domain.names import greeting_name
from linkedin_engine.domain.templates import MessageContext, Template, render

from .context import BotContext

NO_REPEAT_WITHIN = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text and the template it comes from; None where the person wrote it."""

    text: str
    template_id: str | None


class TextWriter:
    """Writes one text after another from the templates of one run."""

    def __init__(self, context: BotContext, page_language: str | None) -> None:
        """Read the templates once; a page's language speaks where nobody chose."""
        self._context = context
        self._page_language = page_language
        self._templates = available(context.ledger.messages.all())
        self._late_ids = {each.id for each in self._templates if each.late}

    def is_late(self, template_id: str | None) -> bool:
        """Whether a template is one for late wishes."""
        return template_id in self._late_ids

    def write(
        self, contact: Contact, occasion: Occasion, day: date, today: date
    ) -> WrittenText | None:
        """Return a text for this person, or None where no template fits."""
        message = MessageContext(
            first_name=greeting_name(contact.first_name, contact.name),
            name=contact.name,
            days_late=max(0, (today - day).days),
        )
        language = message_language(
            self._context.rules.language, self._page_language, contact.language
        )
        if contact.own_text:
            own = Template(
                id="own",
                language=language,
                occasion=occasion,
                late=False,
                text=contact.own_text,
            )
            return WrittenText(render(own, message), None)
        wishes = self._context.ledger.wishes
        since = today - NO_REPEAT_WITHIN
        template = choose(
            self._templates,
            language=language,
            occasion=occasion,
            context=message,
            recent=Recent(
                ids=wishes.template_ids_since(contact.id, since),
                texts=wishes.texts_since(contact.id, since),
            ),
            rng=self._context.rng,
        )
        if template is None:
            return None
        return WrittenText(render(template, message), template.id)
