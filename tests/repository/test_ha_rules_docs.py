"""README.md has what the documentation rules of the quality scale ask for."""

import json
import re

import pytest
from repository.app_rules import ROOT, load

INTEGRATION = ROOT / "custom_components/linkedin_auto"
RULES = load(INTEGRATION / "quality_scale.yaml")["rules"]
WORDS = json.loads((INTEGRATION / "translations/en.json").read_text(encoding="utf-8"))
SECTIONS = {
    "docs-actions": "Actions",
    "docs-configuration-parameters": "Configuration parameters",
    "docs-data-update": "Data updates",
    "docs-examples": "Examples",
    "docs-installation-instructions": "Installation",
    "docs-installation-parameters": "Installation parameters",
    "docs-known-limitations": "Known limitations",
    "docs-removal-instructions": "Removal",
    "docs-supported-devices": "Supported devices",
    "docs-supported-functions": "Supported functions",
    "docs-troubleshooting": "Troubleshooting",
    "docs-use-cases": "Use cases",
}
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)


def sections() -> dict[str, str]:
    """Return the text below each heading, down to the next that is as high."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    plain = FENCE.sub(lambda code: re.sub("^#", " ", code[0], flags=re.MULTILINE), text)
    found = list(HEADING.finditer(plain))
    told = {}
    for number, heading in enumerate(found):
        depth = len(heading[1])
        later = (each for each in found[number + 1 :] if len(each[1]) <= depth)
        end = next(later, None)
        told[heading[2]] = plain[heading.end() : end.start() if end else None].strip()
    return told


def test_every_rule_about_documentation_is_looked_at_here() -> None:
    rules = {name for name in RULES if name.startswith("docs-")}
    exempt = {name for name in rules if isinstance(RULES[name], dict)}
    assert exempt == {"docs-triggers", "docs-conditions"}
    assert rules - exempt - SECTIONS.keys() == {"docs-high-level-description"}


@pytest.mark.parametrize("rule", SECTIONS)
def test_a_rule_that_is_done_has_its_section(rule: str) -> None:
    if RULES[rule] == "done":
        assert len(sections().get(SECTIONS[rule], "").split()) >= 20, SECTIONS[rule]


def test_the_readme_begins_with_what_it_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    beginning = text.partition("\n## ")[0]
    assert beginning.startswith("# LinkedIn Auto")
    assert "LinkedIn" in beginning.partition("\n")[2]


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ("docs-actions", [f"linkedin_auto.{name}" for name in WORDS["services"]]),
        (
            "docs-supported-functions",
            [
                words["name"]
                for platform in WORDS["entity"].values()
                for words in platform.values()
            ],
        ),
        (
            "docs-installation-parameters",
            list(WORDS["config"]["step"]["user"]["data"].values()),
        ),
        (
            "docs-configuration-parameters",
            list(WORDS["options"]["step"]["init"]["data"].values()),
        ),
    ],
)
def test_a_section_names_all_there_is(rule: str, named: list[str]) -> None:
    if RULES[rule] == "done":
        text = sections().get(SECTIONS[rule], "")
        assert [name for name in named if name not in text] == []
