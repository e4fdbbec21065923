from dataclasses import asdict

from linkedin_engine.linkedin.patience import Patience, Timeouts
from linkedin_engine.settings import Pace


def test_linkedin_gets_all_the_patience_there_is() -> None:
    assert Timeouts.at(Pace.HUMAN) == Timeouts()
    assert Timeouts().cards == Patience()


def test_a_site_on_this_machine_gets_no_more_of_any_but_some_of_each() -> None:
    human, instant = (asdict(Timeouts.at(pace)) for pace in Pace)
    human |= human.pop("cards")
    instant |= instant.pop("cards")
    assert all(0 < instant[name] <= human[name] for name in human)
    assert sum(instant.values()) < sum(human.values()) / 2
