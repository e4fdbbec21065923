"""What axe-core finds on a page."""

from axe_playwright_python.base import (  # type: ignore[import-untyped]  # has no hints
    AXE_SCRIPT,
)
from playwright.async_api import Page

_FIND = """async (rules) => {
    const runOnly = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
    const { violations } = await axe.run({ ...runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ html }) => `${impact} ${id}: ${html}`));
}"""
COLOURS = ("color-contrast",)


async def obstacles(page: Page, *rules: str) -> list[str]:
    """Return what stands in somebody's way, by these rules or by all."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found: list[str] = await page.evaluate(_FIND, list(rules))
    return found
