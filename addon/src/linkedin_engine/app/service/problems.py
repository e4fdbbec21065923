"""What wants a person, and since when."""

from collections.abc import Mapping
from datetime import datetime

from linkedin_engine.contract.enums import ProblemCode, RunReason
from linkedin_engine.contract.state import Problem, SessionInfo

_BY_REASON: Mapping[RunReason, ProblemCode] = {
    RunReason.SESSION_REQUIRED: ProblemCode.SESSION_REQUIRED,
    RunReason.CHECKPOINT: ProblemCode.CHECKPOINT,
    RunReason.RESTRICTED: ProblemCode.RESTRICTED,
    RunReason.PAGE_CHANGED: ProblemCode.PAGE_CHANGED,
    RunReason.LINKEDIN_LIMIT: ProblemCode.LINKEDIN_LIMIT,
}


class ProblemBook:
    """Remembers when each problem was first seen, until it is gone."""

    def __init__(self) -> None:
        """Begin without any."""
        self._since: dict[ProblemCode, datetime] = {}

    def update(
        self, found: Mapping[ProblemCode, int | None], now: datetime
    ) -> tuple[Problem, ...]:
        """Take what is wrong now; return it with the times, the oldest first."""
        self._since = {code: self._since.get(code, now) for code in found}
        problems = (
            Problem(code=code, since=self._since[code], count=count)
            for code, count in found.items()
        )
        return tuple(sorted(problems, key=lambda each: (each.since, each.code)))


def of_the_account(
    session: SessionInfo,
    *,
    waits_for: RunReason | None,
    is_limited: bool,
    unverified: int,
) -> dict[ProblemCode, int | None]:
    """Return what is wrong between the person and LinkedIn."""
    found: dict[ProblemCode, int | None] = {}
    if waits_for is not None:
        found[_BY_REASON[waits_for]] = None
    elif not session.usable:
        found[ProblemCode.SESSION_REQUIRED] = None
    if is_limited:
        found[ProblemCode.LINKEDIN_LIMIT] = None
    if unverified:
        found[ProblemCode.UNVERIFIED_WISHES] = unverified
    return found
