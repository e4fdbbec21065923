"""The contract's models as JSON Schema: for the API's description, and the tests.

Kept apart, as it takes megabytes of modules that nothing else needs.
"""

from collections.abc import Iterable
from typing import override

from mashumaro.jsonschema import DRAFT_2020_12, JSONSchemaBuilder
from mashumaro.jsonschema.models import Context, JSONSchema
from mashumaro.jsonschema.plugins import BasePlugin
from mashumaro.jsonschema.schema import Instance

from .limits import Items, Line, Range, Text

_NO_NUL = "^[^\\x00]*$"
_ONE_LINE = "^[^\\x00-\\x1f\\x7f]*$"


class _Limits(BasePlugin):
    """Says what ``limits`` checks."""

    @override
    def get_schema(
        self, instance: Instance, ctx: Context, schema: JSONSchema | None = None
    ) -> JSONSchema | None:
        if schema is not None:
            for limit in instance.annotations:
                _say(limit, schema)
        return None


def definitions(
    models: Iterable[type],
    *,
    ref_prefix: str = "#/$defs",
    plugins: Iterable[BasePlugin] = (),
) -> dict[str, object]:
    """Return the JSON Schema of these models, and of all they are made of, by name."""
    builder = JSONSchemaBuilder(
        DRAFT_2020_12,
        all_refs=True,
        ref_prefix=ref_prefix,
        plugins=(_Limits(), *plugins),
    )
    for model in models:
        builder.build(model)
    return builder.get_definitions().to_dict()


def _say(limit: object, schema: JSONSchema) -> None:
    match limit:
        case Range(minimum, maximum):
            schema.minimum, schema.maximum = minimum, maximum
        case Line(maximum):
            schema.maxLength, schema.pattern = maximum, _ONE_LINE
        case Text(maximum):
            schema.maxLength, schema.pattern = maximum, _NO_NUL
        case Items(maximum):
            schema.maxItems = maximum
