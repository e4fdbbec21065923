"""Which text a person gets: the built-in ones, the person's own, and the choice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
import json
from random import Random
from typing import Final

from linkedin_engine.contract.enums import Occasion
from linkedin_engine.errors import BadInputError

from .templates import MessageContext, Problem, Template, check, render

__all__ = [
    "REPEAT_AFTER",
    "MessageContext",
    "Problem",
    "Recent",
    "Template",
    "available",
    "built_in",
    "check",
    "choose",
    "message_language",
    "render",
]

REPEAT_AFTER: Final = timedelta(days=730)
FALLBACK_LANGUAGE: Final = "en"
AUTO_LANGUAGE: Final = "auto"
_BUILT_IN_LANGUAGES: Final = ("en", "fr")
# Of the others nobody minds when: a new job stays new for weeks.
_LATENESS_MATTERS: Final = frozenset({Occasion.BIRTHDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What a person got within ``REPEAT_AFTER``, each the oldest first."""

    ids: Sequence[str] = ()
    texts: Sequence[str] = ()


@cache
def built_in() -> tuple[Template, ...]:
    """Return the packaged templates."""
    return tuple(
        template for language in _BUILT_IN_LANGUAGES for template in _load(language)
    )


def available(own: Iterable[Template]) -> tuple[Template, ...]:
    """Return the built-in templates as changed and replaced by the person's own.

    An own template with a built-in's id takes its place, also to switch it off.
    Any other that is enabled replaces the untouched built-in ones of its
    language, occasion and lateness.
    """
    own = tuple(own)
    edits = {template.id: template for template in own}
    defaults = {template.id for template in built_in()}
    additions = [template for template in own if template.id not in defaults]
    replaced = {_slot(template) for template in additions if template.enabled}
    kept = (
        edits.get(template.id, template)
        for template in built_in()
        if template.id in edits or _slot(template) not in replaced
    )
    return (*kept, *additions)


def choose(  # the choice needs the person, the past and the dice
    templates: Iterable[Template],
    *,
    language: str,
    occasion: Occasion,
    context: MessageContext,
    recent: Recent,
    rng: Random,
) -> Template | None:
    """Return a template that this person did not get lately, or None.

    The language falls back from "fr-CA" to "fr" to "en", but not from texts that
    the person switched off. Where everything was used, the one used longest ago
    is taken. A template that does not render for this person is passed over.
    """
    late = context.days_late > 0 and occasion in _LATENESS_MATTERS
    fitting = [
        template
        for template in templates
        if template.occasion is occasion and template.late is late
    ]
    for tag in _fallbacks(language):
        pool = [template for template in fitting if _tag(template.language) == tag]
        if pool:
            return _pick(_rendered(pool, context), recent, rng)
    return None


def message_language(
    option: str | None, ui_language: str | None, contact_language: str | None
) -> str:
    """Return the language to write in: the contact's, the option's, LinkedIn's."""
    for language in (contact_language, option, ui_language):
        if language and (tag := _tag(language)) != AUTO_LANGUAGE:
            return tag
    return FALLBACK_LANGUAGE


def _pick(
    candidates: dict[str, Template], recent: Recent, rng: Random
) -> Template | None:
    """Choose among texts and their templates by when each was used last."""
    if not candidates:
        return None
    last_use = {
        text: max(_last(recent.ids, template.id), _last(recent.texts, text))
        for text, template in candidates.items()
    }
    oldest = min(last_use.values())
    return candidates[
        rng.choice([text for text in candidates if last_use[text] == oldest])
    ]


def _last(used: Sequence[str], wanted: str) -> float:
    """Return how recently it was used: 0 for never, 1 for the last time."""
    uses = (place for place, each in enumerate(used, 1) if each == wanted)
    return max(uses, default=0) / max(1, len(used))


def _rendered(pool: list[Template], context: MessageContext) -> dict[str, Template]:
    texts: dict[str, Template] = {}
    for template in pool:
        if template.enabled:
            try:
                texts.setdefault(render(template, context), template)
            except BadInputError:
                continue
    return texts


def _slot(template: Template) -> tuple[str, Occasion, bool]:
    return _tag(template.language), template.occasion, template.late


def _tag(language: str) -> str:
    return language.strip().replace("_", "-").casefold()


def _fallbacks(language: str) -> tuple[str, ...]:
    tag = _tag(language)
    return tuple(dict.fromkeys((tag, tag.split("-", 1)[0], FALLBACK_LANGUAGE)))


def _load(language: str) -> Iterator[Template]:
    """Read one packaged file: occasion, then today or late, then id and text."""
    folder = files("linkedin_engine.domain") / "default_messages"
    occasions = json.loads((folder / f"{language}.json").read_text("utf-8"))
    for occasion, times in occasions.items():
        for time, texts in times.items():
            for number, text in texts.items():
                yield Template(
                    id=f"{language}.{occasion}.{time}.{number}",
                    language=language,
                    occasion=Occasion(occasion),
                    late=time == "late",
                    text=text,
                )
