"""What the dashboard's strategy makes, and the plain YAML of it for the docs."""

from pathlib import Path
from typing import Any, override

import yaml  # type: ignore[import-untyped]  # comes without types

from .frontend import Frontend
from .releases import REPOSITORY

STRATEGY = "ll-strategy-dashboard-linkedin-auto"
_BEGINNING = """\
# The dashboard of LinkedIn Auto as plain YAML, for a dashboard of your own: on the page
# of a new dashboard choose Edit, Raw configuration editor, and put this in its place.
# `strategy: {type: custom:linkedin-auto}` makes the same, and adapts to what there is.
"""


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # comes without types
    """Writes YAML as people write it: lists indented, several lines as such."""

    @override
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, indentless=False)

    @override
    def ignore_aliases(self, data: object) -> bool:
        return True

    def represent_text(self, text: str) -> Any:
        style = "|" if "\n" in text else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def copy_of(language: str) -> Path:
    """Return the file with the plain YAML in this language."""
    return REPOSITORY / f"docs/dashboard.{language}.yaml"


def generated(
    frontend: Frontend,
    config: dict[str, Any] | None = None,
    without: str = "",
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Have the strategy make a dashboard.

    Entities whose id has ``without`` in it are left out, and ``more`` is added to what
    the registry of entities says.
    """
    dashboard: dict[str, Any] = frontend.page.evaluate(
        """async ({strategy, config, without, more}) => {
            const hass = document.querySelector("home-assistant").hass;
            const entities = Object.entries({...hass.entities, ...more}).filter(
                ([id]) => !without || !id.includes(without));
            return customElements.get(strategy).generate(
                config, {...hass, entities: Object.fromEntries(entities)});
        }""",
        {
            "strategy": STRATEGY,
            "config": config or {},
            "without": without,
            "more": more or {},
        },
    )
    return dashboard


def as_yaml(dashboard: dict[str, Any]) -> str:
    """Return it as somebody pastes it."""
    text = yaml.dump(
        dashboard, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=88
    )
    return f"{_BEGINNING}{text}"
