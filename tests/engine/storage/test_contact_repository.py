from datetime import UTC, date, datetime, timedelta

import pytest

from linkedin_engine.errors import BadInputError, ConflictError, NotFoundError
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database

from .conftest import Observe

URL = "https://www.linkedin.com/in/"


def count(database: Database) -> int:
    row = database.fetch_one("SELECT count(*) FROM contacts")
    assert row is not None
    return int(row[0])


def last_seen(database: Database) -> int:
    row = database.fetch_one("SELECT last_seen FROM contacts")
    assert row is not None
    return int(row[0])


def test_a_person_seen_twice_is_one_contact(
    database: Database, observe: Observe
) -> None:
    first = observe()

    assert observe() == first
    assert count(database) == 1
    assert (first.name, first.first_name, first.blocked) == ("Zoé Martin", "Zoé", False)


def test_the_member_id_is_compared_exactly(
    database: Database, observe: Observe, contacts: ContactRepository
) -> None:
    observe(member_id="ACoAAb", vanity=None)
    observe(member_id="ACoAAB", vanity=None)

    assert count(database) == 2
    assert contacts.by_member_id("acoaab") is None


def test_a_person_without_member_id_or_vanity_cannot_be_kept(observe: Observe) -> None:
    with pytest.raises(BadInputError, match="member_id"):
        observe(member_id=None, vanity=None)


def test_a_member_id_is_joined_with_the_vanity_known_before(
    database: Database, observe: Observe, contacts: ContactRepository
) -> None:
    known = observe(member_id=None)
    joined = observe(member_id="ACoAAZoe")

    assert joined.id == known.id
    assert joined.member_id == "ACoAAZoe"
    assert contacts.by_vanity("zoe-martin") == joined
    assert count(database) == 1


def test_what_a_page_does_not_say_stays(observe: Observe) -> None:
    observe()
    seen = observe(vanity=None, first_name=None, profile_url=f"{URL}ACoAAZoe/")

    assert seen.vanity == "zoe-martin"
    assert seen.first_name == "Zoé"
    assert seen.profile_url == f"{URL}zoe-martin/"


def test_a_new_name_and_vanity_replace_the_old_ones(
    observe: Observe, contacts: ContactRepository
) -> None:
    observe()
    renamed = observe(
        vanity="zoe-dupont", name="Zoé Dupont", profile_url=f"{URL}zoe-dupont/"
    )

    assert (renamed.vanity, renamed.name) == ("zoe-dupont", "Zoé Dupont")
    assert contacts.by_vanity("zoe-martin") is None
    assert contacts.page(search="dupont") == [renamed]


def test_a_birthday_is_learned_without_its_year(
    database: Database, observe: Observe
) -> None:
    observe(birthday=date(2024, 2, 29))
    observe(birthday=None)
    row = database.fetch_one("SELECT birthday FROM contacts")

    assert row is not None
    assert row["birthday"] == "02-29"


def test_a_vanity_that_another_member_has_now_goes_with_that_member(
    observe: Observe, contacts: ContactRepository
) -> None:
    old = observe(member_id="ACoAAOld")
    new = observe(member_id="ACoAANew", name="Zoe M.")
    old_now = contacts.get(old.id)

    assert new.id != old.id
    assert contacts.by_vanity("zoe-martin") == new
    assert (old_now.member_id, old_now.vanity) == ("ACoAAOld", None)
    assert old_now.profile_url == f"{URL}ACoAAOld/"


def test_a_known_member_takes_over_a_vanity_of_another(
    observe: Observe, contacts: ContactRepository
) -> None:
    one = observe(member_id="ACoAAOne", vanity="one")
    two = observe(member_id="ACoAATwo", vanity="two")
    moved = observe(member_id="ACoAAOne", vanity="two")

    assert (moved.id, moved.vanity) == (one.id, "two")
    assert contacts.get(two.id).vanity is None


def test_nothing_is_written_when_nothing_is_new(
    database: Database, observe: Observe
) -> None:
    observe()
    before = database.size(), database._connection.total_changes
    for _ in range(50):
        observe()

    assert (database.size(), database._connection.total_changes) == before


def test_last_seen_is_written_once_a_day(
    database: Database, observe: Observe, now: datetime
) -> None:
    observe()
    at_first = last_seen(database)
    observe(now=now + timedelta(hours=3))
    on_the_same_day = last_seen(database)
    observe(now=now + timedelta(days=1))

    assert on_the_same_day == at_first
    assert last_seen(database) == at_first + 24 * 60 * 60 * 1000


def test_a_clock_that_went_back_does_not_move_last_seen_back(
    database: Database, observe: Observe
) -> None:
    observe()
    at_first = last_seen(database)
    observe(name="Zoé M.", now=datetime(2020, 1, 1, tzinfo=UTC))

    assert last_seen(database) == at_first


def test_a_chosen_first_name_outlives_what_linkedin_says(
    observe: Observe, contacts: ContactRepository
) -> None:
    contact = observe(first_name="Zoé Marie")
    contacts.set_first_name(contact.id, "Zouzou")

    assert observe(first_name="Zoé-Marie").first_name == "Zouzou"
    assert contacts.set_first_name(contact.id, None).first_name == "Zoé-Marie"


def test_the_person_decides_about_a_contact(
    observe: Observe, contacts: ContactRepository
) -> None:
    contact = observe()
    contacts.set_blocked(contact.id, blocked=True)
    contacts.set_language(contact.id, "fr")
    decided = contacts.set_own_text(contact.id, "Bon anniversaire, Zoé !")

    assert (decided.blocked, decided.language) == (True, "fr")
    assert decided.own_text == "Bon anniversaire, Zoé !"
    assert observe() == decided
    assert contacts.set_blocked(contact.id, blocked=False).blocked is False


def test_an_unknown_contact_is_not_found(contacts: ContactRepository) -> None:
    with pytest.raises(NotFoundError, match="77"):
        contacts.get(77)
    with pytest.raises(NotFoundError, match="77"):
        contacts.set_blocked(77, blocked=True)
    with pytest.raises(NotFoundError, match="77"):
        contacts.join(77, member_id="ACoAAZoe", vanity=None)


@pytest.mark.parametrize("query", ["zoe", "ZOÉ", "martin", " é ", ""])
def test_a_search_finds_a_name_without_case_and_accents(
    observe: Observe, contacts: ContactRepository, query: str
) -> None:
    contact = observe()

    assert contacts.page(search=query) == [contact]


def test_a_search_takes_no_wildcards(
    observe: Observe, contacts: ContactRepository
) -> None:
    observe()

    assert contacts.page(search="%") == []
    assert contacts.page(search="_") == []


def test_a_search_is_paged_by_name(
    observe: Observe, contacts: ContactRepository
) -> None:
    names = ["Émile", "Ana", "Zoé", "Bob", "ana", "🎂"]
    for number, name in enumerate(names):
        observe(member_id=f"ACoAA{number}", vanity=f"v{number}", name=name)
    found: list[str] = []
    after: int | None = None
    while page := contacts.page(limit=2, after=after):
        found += [contact.name for contact in page]
        after = page[-1].id

    assert found == ["Ana", "ana", "Bob", "Émile", "Zoé", "🎂"]


def test_joining_gives_a_contact_the_identity_that_was_proved(
    observe: Observe, contacts: ContactRepository
) -> None:
    contact = observe(member_id=None)
    joined = contacts.join(contact.id, member_id="ACoAAZoe", vanity="zoe-martin")

    assert (joined.id, joined.member_id) == (contact.id, "ACoAAZoe")
    assert contacts.join(joined.id, member_id="ACoAAZoe", vanity=None) == joined
    assert contacts.join(joined.id, member_id=None, vanity=None) == joined


def test_joining_another_members_identity_is_refused(
    observe: Observe, contacts: ContactRepository
) -> None:
    contact = observe()

    with pytest.raises(ConflictError, match="another member"):
        contacts.join(contact.id, member_id="ACoAAOther", vanity="zoe-martin")

    assert contacts.get(contact.id) == contact


def test_joining_by_vanity_never_merges_two_members(
    observe: Observe, contacts: ContactRepository
) -> None:
    one = observe(member_id="ACoAAOne", vanity="one")
    two = observe(member_id="ACoAATwo", vanity="two", profile_url=f"{URL}two")
    joined = contacts.join(one.id, member_id=None, vanity="two")

    assert (joined.id, joined.vanity) == (one.id, "two")
    assert contacts.get(two.id).vanity is None
    assert contacts.get(two.id).profile_url == f"{URL}ACoAATwo/"


def test_a_page_is_of_the_blocked_and_of_those_with_a_birthday(
    observe: Observe, contacts: ContactRepository
) -> None:
    ann = observe(member_id="ACoAA1", vanity="a", name="Ann", birthday=date(2026, 3, 9))
    bob = observe(member_id="ACoAA2", vanity="b", name="Bob")
    bob = contacts.set_blocked(bob.id, blocked=True)

    assert ann.birthday == "03-09"
    assert contacts.page(blocked=True) == contacts.page(with_birthday=False) == [bob]
    assert contacts.page(blocked=False) == contacts.page(with_birthday=True) == [ann]
    assert contacts.page(blocked=True, with_birthday=True) == []
    assert contacts.page(search="an", with_birthday=True, limit=1) == [ann]


def test_a_page_after_somebody_who_is_gone_is_not_found(
    observe: Observe, contacts: ContactRepository
) -> None:
    contact = observe()
    contacts.forget(contact.id)

    with pytest.raises(NotFoundError):
        contacts.page(after=contact.id)


def test_birthdays_are_counted_by_day_and_a_leap_day_falls_on_the_28th(
    observe: Observe, contacts: ContactRepository
) -> None:
    for number, day in enumerate([date(2024, 2, 29), date(2025, 2, 28), None]):
        observe(member_id=f"ACoAA{number}", vanity=f"v{number}", birthday=day)

    assert contacts.birthdays_on(date(2026, 2, 28)) == 2
    assert contacts.birthdays_on(date(2028, 2, 28)) == 1
    assert contacts.birthdays_on(date(2028, 2, 29)) == 1
    assert contacts.birthdays_on(date(2026, 3, 1)) == 0
    found = contacts.page(birthday_on=date(2026, 2, 28))
    assert sorted(each.birthday or "" for each in found) == ["02-28", "02-29"]
    (leap,) = contacts.page(birthday_on=date(2028, 2, 29))
    assert leap.birthday == "02-29"
