"""Checking and rendering templates: a sandbox in which text with a name is all."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from typing import Final

from jinja2 import StrictUndefined, Template as CompiledTemplate, TemplateError, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linkedin_engine.contract.enums import TextFault

from .templates import (
    FILTERS,
    MAX_SOURCE,
    MAX_TEXT,
    TESTS,
    VARIABLES,
    MessageContext,
    Problem,
    Template,
    UnfitTextError,
)
from .typography import tidy

_MAX_NAME: Final = 200
_MAX_WORD: Final = 40
_MAX_DEPTH: Final = 24

_ALLOWED_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Concat,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
)
_HINT: Final = "Use plain text, {{ first_name }} and {% if first_name %} only."


class _Sandbox(ImmutableSandboxedEnvironment):
    """An environment without anything to call or to reach into."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}


_SANDBOX: Final = _Sandbox()


def check(text: str, *, late: bool = False) -> tuple[Problem, ...]:
    """Return what is wrong with a template's text, in the order of its lines."""
    if len(text) > MAX_SOURCE:
        too_long = f"The text has {len(text)} characters; {MAX_SOURCE} are allowed."
        return (Problem(message=too_long, code=TextFault.TOO_LONG),)
    if not text.strip():
        empty = "The text is empty; write what should be sent."
        return (Problem(message=empty, code=TextFault.EMPTY),)
    try:
        tree = _SANDBOX.parse(text)
    except TemplateSyntaxError as error:
        message = f"{error.message}. {_HINT}"
        return (Problem(message=message, code=TextFault.SYNTAX, line=error.lineno),)
    except (RecursionError, ValueError, OverflowError):
        return (_too_nested(),)
    problems = dict.fromkeys(_inspect(tree))
    if problems:
        return tuple(sorted(problems, key=lambda problem: problem.line or 0))
    return tuple(dict.fromkeys(_rehearse(text, late=late)))


def render(template: Template, context: MessageContext) -> str:
    """Return the text to send to one person, on one or more lines.

    Raises ``UnfitTextError`` where it cannot be used.
    """
    if problems := _inspected(template.text, template.late):
        raise UnfitTextError(problems[0], f" ({template.id})")
    return _render(template.text, context, french=_is_french(template.language))


def _render(source: str, context: MessageContext, *, french: bool) -> str:
    try:
        text = _compiled(source).render(
            first_name=_on_one_line(context.first_name),
            name=_on_one_line(context.name),
            days_late=context.days_late,
            years=context.years,
        )
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
        message = f"{error}. Ask {{% if years %}} first: it is not always known."
        missing = Problem(message=message, code=TextFault.VALUE_MISSING)
        raise UnfitTextError(missing) from error
    text = tidy(text, nameless=not context.first_name, french=french)
    if not any(char.isalnum() for char in text):
        message = "Nothing is left to send; add some words."
        raise UnfitTextError(Problem(message=message, code=TextFault.NOTHING_LEFT))
    if len(text) > MAX_TEXT:
        message = f"The message has {len(text)} characters; {MAX_TEXT} are allowed."
        raise UnfitTextError(Problem(message=message, code=TextFault.MESSAGE_TOO_LONG))
    return text


def _on_one_line(name: str) -> str:
    return " ".join(name[:_MAX_NAME].split())


def _is_french(language: str) -> bool:
    return language.casefold().startswith("fr")


@lru_cache(maxsize=64)
def _inspected(source: str, late: bool) -> tuple[Problem, ...]:  # noqa: FBT001 - a cache key
    return check(source, late=late)


@lru_cache(maxsize=64)
def _compiled(source: str) -> CompiledTemplate:
    return _SANDBOX.from_string(source)


def _rehearse(source: str, *, late: bool) -> Iterator[Problem]:
    """Render every kind of case that the template may meet."""
    days = (1, 3) if late else (0,)
    for first_name, days_late, years in product(("Marie", ""), days, (None, 1, 10)):
        context = MessageContext(
            first_name=first_name, name="Marie", days_late=days_late, years=years
        )
        try:
            _render(source, context, french=False)
        except UnfitTextError as error:
            yield error.problem


def _too_nested() -> Problem:
    message = f"The text is too deeply nested. {_HINT}"
    return Problem(message=message, code=TextFault.TOO_NESTED)


def _inspect(tree: nodes.Template) -> Iterator[Problem]:
    """Walk the tree without recursion: it is as deep as its author likes."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            yield _too_nested()
            return
        if problem := _objection(node):
            yield replace(problem, line=node.lineno)
        else:
            waiting.extend((child, depth + 1) for child in node.iter_child_nodes())


def _objection(node: nodes.Node) -> Problem | None:
    if not isinstance(node, _ALLOWED_NODES):
        message = f"{type(node).__name__!r} is not possible in a message. {_HINT}"
        return Problem(message=message, code=TextFault.NOT_POSSIBLE)
    if isinstance(node, nodes.Name) and node.name not in VARIABLES:
        return _unknown(TextFault.UNKNOWN_VARIABLE, node.name, VARIABLES)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return _unknown(TextFault.UNKNOWN_FILTER, node.name, FILTERS)
    if isinstance(node, nodes.Const) and isinstance(node.value, float):
        message = "Numbers have no decimals in a message."
        return Problem(message=message, code=TextFault.DECIMALS)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        return _unknown(TextFault.UNKNOWN_TEST, node.name, TESTS)
    return None


def _unknown(code: TextFault, name: str, known: tuple[str, ...]) -> Problem:
    kind, word = code.value.removeprefix("unknown_"), name[:_MAX_WORD]
    close = next(iter(get_close_matches(name, known, n=1)), None)
    hint = f"Did you mean {close}?" if close else f"Known are {', '.join(known)}."
    message = f"There is no {kind} {word!r}. {hint}"
    return Problem(message=message, code=code, word=word, hint=close)
