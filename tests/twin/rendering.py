"""Templates of the twin, and what every page of it needs."""

from collections.abc import Callable
import hashlib
from itertools import count
from pathlib import Path
from typing import Any
import uuid

from aiohttp import web
import jinja2

from .languages import language
from .scenario import Variant
from .state import STATE

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

_NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "twin.invalid")


def key(seed: str) -> str:
    """Return a component key: a UUID that stays the same from run to run."""
    return str(uuid.uuid5(_NAMES, seed))


def hashed_classes(build: str) -> Callable[[], str]:
    """Return a source of class names that mean nothing, other ones every build."""
    numbers = count()

    def classes() -> str:
        digest = hashlib.sha256(f"{build}/{next(numbers) % 40}".encode()).hexdigest()
        size = 3 + int(digest[0], 16) % 5
        return " ".join(
            f"_{digest[start : start + 8]}" for start in range(1, 8 * size, 8)
        )

    return classes


ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
ENVIRONMENT.globals |= {"key": key, "Variant": Variant}


def origin(request: web.Request) -> str:
    """Return scheme and host under which the twin was asked."""
    return f"{request.scheme}://{request.host}"


def fragment(request: web.Request, template: str, **context: Any) -> str:
    """Render a template with what every page of the twin needs."""
    scenario = request.app[STATE].scenario
    texts = language(scenario.language)
    common = {
        "scenario": scenario,
        "texts": texts,
        "origin": origin(request),
        "path": request.path,
        "k": hashed_classes(scenario.title),
        "config": {
            "language": scenario.language,
            "variant": scenario.variant,
            "surface": scenario.surface,
            "ownerId": scenario.owner_id,
            "ownerName": scenario.owner_name,
            "sentText": texts.sent,
        },
    }
    return ENVIRONMENT.get_template(template).render(common | context)


def page(
    request: web.Request, template: str, *, status: int = 200, **context: Any
) -> web.Response:
    """Answer with a rendered template."""
    text = fragment(request, template, **context)
    return web.Response(text=text, status=status, content_type="text/html")
