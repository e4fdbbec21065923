"""Birthdays that the engine has learned, and the runs to come."""

from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .birthdays import Birthday, birthdays_between, next_birthday
from .const import CONF_SHOW_RUNS, DOMAIN
from .coordinator import LinkedInAutoConfigEntry, LinkedInAutoCoordinator
from .entity import LinkedInAutoEntity

PARALLEL_UPDATES = 0

BIRTHDAYS: Final = CalendarEntityDescription(key="birthdays")
# How long a run takes nobody knows before; this is how long it is shown.
_RUN: Final = timedelta(minutes=30)
_DAY: Final = timedelta(days=1)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: LinkedInAutoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the calendar, in the language that Home Assistant speaks."""
    found = await async_get_translations(hass, hass.config.language, "common", {DOMAIN})
    words = {
        name: found[f"component.{DOMAIN}.common.{name}"]
        for name in ("birthday_of", "planned_run")
    }
    async_add_entities([BirthdayCalendar(entry.runtime_data, words)])


class BirthdayCalendar(LinkedInAutoEntity, CalendarEntity):
    """Every birthday each year, and when the next run starts by itself."""

    # The name of whoever has their birthday next; the recorder need not keep it.
    _unrecorded_attributes = frozenset({"message"})

    def __init__(
        self, coordinator: LinkedInAutoCoordinator, words: dict[str, str]
    ) -> None:
        """Call things by these words."""
        super().__init__(coordinator, BIRTHDAYS)
        self._words = words

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return what is now, or comes next."""
        coming = next_birthday(self.coordinator.data.people, dt_util.now().date())
        events = [] if coming is None else [self._birthday(coming)]
        run = self._planned_run()
        if run is not None and run.end > dt_util.now():
            events.append(run)
        return min(events, key=lambda event: event.start_datetime_local, default=None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return what falls between two moments, the end excluded."""
        first = dt_util.as_local(start_date).date()
        last = (dt_util.as_local(end_date) - timedelta(microseconds=1)).date()
        people = self.coordinator.data.people
        events = [
            self._birthday(each) for each in birthdays_between(people, first, last)
        ]
        run = self._planned_run()
        if run is not None and run.start < end_date and run.end > start_date:
            events.append(run)
        return events

    def _birthday(self, birthday: Birthday) -> CalendarEvent:
        contact = birthday.contact
        return CalendarEvent(
            start=birthday.day,
            end=birthday.day + _DAY,
            summary=self._words["birthday_of"].format(name=contact.name),
            description=contact.profile_url,
            uid=f"{contact.id}-{birthday.day.year}",
        )

    def _planned_run(self) -> CalendarEvent | None:
        start = self.state_of_engine.next_run
        options = self.coordinator.config_entry.options
        if start is None or not options.get(CONF_SHOW_RUNS, True):
            return None
        return CalendarEvent(
            start=start, end=start + _RUN, summary=self._words["planned_run"]
        )
