"""The texts of wishes as the API reads and writes them."""

from collections import Counter
from collections.abc import Iterator, Sequence
import re
from typing import Final

from linkedin_engine.contract.replies import (
    MessagesReply,
    PreviewReply,
    TemplateProblem,
)
from linkedin_engine.contract.requests import MessagePreview, TemplateItem
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.domain.messages import available, built_in
from linkedin_engine.domain.names import greeting_name
from linkedin_engine.domain.templates import (
    MAX_TEXT,
    MessageContext,
    Problem,
    Template,
    UnfitTextError,
    check,
    render,
)
from linkedin_engine.errors import BadInputError
from linkedin_engine.settings.rules import LANGUAGES

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LATE_DAYS: Final = 3
_INVENTED: Final = {"fr": "Camille", "en": "Alex"}


def messages_reply(own: Sequence[Template]) -> MessagesReply:
    """Return the templates that hold, and the ids of those that are built in."""
    return MessagesReply(
        templates=tuple(_item(each) for each in available(own)),
        built_in=tuple(template.id for template in built_in()),
    )


def checked(items: Sequence[TemplateItem]) -> list[Template]:
    """Return what is worth keeping; raise ``BadInputError`` naming the first bad one.

    A built-in template that comes back as it is need not be stored.
    """
    uses = Counter(item.id for item in items)
    for number, item in enumerate(items):
        for part, problem in _problems(item, uses):
            raise BadInputError(f"templates[{number}].{part}", problem)
    untouched = {_item(template) for template in built_in()}
    return [
        Template(
            id=item.id,
            language=item.language,
            occasion=item.occasion,
            late=item.late,
            text=item.text,
            enabled=item.enabled,
        )
        for item in items
        if item not in untouched
    ]


def preview(asked: MessagePreview, contact: Contact | None) -> PreviewReply:
    """Render a text for a contact, or for somebody invented."""
    found = check(asked.text, late=asked.late)
    if found:
        return PreviewReply(text=None, problems=tuple(map(_problem, found)))
    template = Template(
        id="preview",
        language=asked.language,
        occasion=asked.occasion,
        late=asked.late,
        text=asked.text,
    )
    try:
        return PreviewReply(text=render(template, _context(asked, contact)))
    except UnfitTextError as error:
        return PreviewReply(text=None, problems=(_problem(error.problem),))


def wish_text(text: str) -> str:
    """Return a text that a person wrote for one wish; raises ``BadInputError``."""
    if not text.strip():
        raise BadInputError("text", "it is empty; write something, or skip the wish")
    if len(text) > MAX_TEXT:
        raise BadInputError(
            "text", f"it has {len(text)} characters; {MAX_TEXT} are allowed"
        )
    return text.strip()


def own_text(text: str) -> str:
    """Return a template for one contact; raises ``BadInputError``."""
    for problem in check(text):
        raise BadInputError("own_text", problem.message)
    return text


def _problems(item: TemplateItem, uses: Counter[str]) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(item.id):
        yield "id", "use letters, digits, dots, dashes and underscores, at most 64"
    if uses[item.id] > 1:
        yield "id", f"{item.id} is there {uses[item.id]} times; ids are unique"
    if item.language.split("-")[0] not in LANGUAGES.split():
        yield "language", "use a code like en, fr or de"
    for problem in check(item.text, late=item.late):
        where = "" if problem.line is None else f" (line {problem.line})"
        yield "text", f"{problem.message}{where}"


def _context(asked: MessagePreview, contact: Contact | None) -> MessageContext:
    days_late = _LATE_DAYS if asked.late else 0
    if contact is None:
        name = _INVENTED.get(asked.language[:2], _INVENTED["en"])
        return MessageContext(first_name=name, name=name, days_late=days_late)
    return MessageContext(
        first_name=greeting_name(contact.first_name, contact.name),
        name=contact.name,
        days_late=days_late,
    )


def _problem(problem: Problem) -> TemplateProblem:
    return TemplateProblem(
        message=problem.message,
        line=problem.line,
        code=problem.code,
        word=problem.word,
        hint=problem.hint,
    )


def _item(template: Template) -> TemplateItem:
    return TemplateItem(
        id=template.id,
        language=template.language,
        occasion=template.occasion,
        late=template.late,
        text=template.text,
        enabled=template.enabled,
    )
