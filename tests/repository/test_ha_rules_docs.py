"""The READMEs have what the documentation rules of the quality scale ask for."""

import json

import pytest
from repository.app_rules import ROOT, load
from repository.documents import PAIRS, Document

INTEGRATION = ROOT / "custom_components/linkedin_auto"
RULES = load(INTEGRATION / "quality_scale.yaml")["rules"]
LANGUAGES = ("en", "fr")
# In English and in French.
SECTIONS = {
    "docs-actions": ("Actions", "Actions"),
    "docs-configuration-parameters": (
        "Configuration parameters",
        "Paramètres de configuration",
    ),
    "docs-data-update": ("Data updates", "Mise à jour des données"),
    "docs-examples": ("Examples", "Exemples"),  # codespell:ignore
    "docs-installation-instructions": ("Installation", "Installation"),
    "docs-installation-parameters": (
        "Installation parameters",
        "Paramètres d'installation",
    ),
    "docs-known-limitations": ("Known limitations", "Limites connues"),
    "docs-removal-instructions": ("Removal", "Désinstallation"),
    "docs-supported-devices": ("Supported devices", "Machines prises en charge"),
    "docs-supported-functions": (
        "Supported functions",
        "Fonctions",  # codespell:ignore
    ),
    "docs-troubleshooting": ("Troubleshooting", "Dépannage"),
    "docs-use-cases": ("Use cases", "À quoi cela sert"),
}
EACH = pytest.mark.parametrize("language", LANGUAGES)


def section(rule: str, language: str) -> str:
    """Return the text below a rule's heading, each line joined to the next."""
    number = LANGUAGES.index(language)
    sections = Document(PAIRS[0][number]).sections
    return " ".join(sections.get(SECTIONS[rule][number], "").split())


def test_every_rule_about_documentation_is_looked_at_here() -> None:
    rules = {name for name in RULES if name.startswith("docs-")}
    exempt = {name for name in rules if isinstance(RULES[name], dict)}
    assert exempt == {"docs-triggers", "docs-conditions"}
    assert rules - exempt - SECTIONS.keys() == {"docs-high-level-description"}


@EACH
@pytest.mark.parametrize("rule", SECTIONS)
def test_a_rule_that_is_done_has_its_section(rule: str, language: str) -> None:
    if RULES[rule] == "done":
        assert len(section(rule, language).split()) >= 20, SECTIONS[rule]


@pytest.mark.parametrize("path", PAIRS[0])
def test_the_readme_begins_with_what_it_is(path: str) -> None:
    beginning = Document(path).text.partition("\n## ")[0]
    assert beginning.startswith("# LinkedIn Auto")
    assert "LinkedIn" in beginning.partition("\n")[2]


@EACH
@pytest.mark.parametrize(
    "rule",
    [
        *("docs-actions", "docs-supported-functions"),
        *("docs-installation-parameters", "docs-configuration-parameters"),
    ],
)
def test_a_section_names_all_there_is(rule: str, language: str) -> None:
    words = json.loads(
        (INTEGRATION / f"translations/{language}.json").read_text(encoding="utf-8")
    )
    named = {
        "docs-actions": [f"linkedin_auto.{name}" for name in words["services"]],
        "docs-supported-functions": [
            each["name"]
            for platform in words["entity"].values()
            for each in platform.values()
        ],
        "docs-installation-parameters": words["config"]["step"]["user"][
            "data"
        ].values(),
        "docs-configuration-parameters": words["options"]["step"]["init"][
            "data"
        ].values(),
    }[rule]
    if RULES[rule] == "done":
        text = section(rule, language)
        assert [name for name in named if name not in text] == []
