"""The closed sets of words that programs on both sides use."""

from enum import StrEnum


class Word(StrEnum):
    """A word of a closed set, which a newer engine may have enlarged."""

    @property
    def is_known(self) -> bool:
        """Tell whether this version has the word: see ``models.Reply``."""
        return self in list(type(self))


class SendingMode(Word):
    """What the engine may do with a wish by itself."""

    PREVIEW = "preview"
    APPROVAL = "approval"
    AUTOMATIC = "automatic"


class BotName(Word):
    """The bots a person can run."""

    BIRTHDAY = "birthday"
    UNLIMITED = "unlimited"
    INVITATIONS = "invitations"
    OCCASIONS = "occasions"


class Occasion(Word):
    """What a person is congratulated on."""

    BIRTHDAY = "birthday"
    WORK_ANNIVERSARY = "work_anniversary"
    JOB_CHANGE = "job_change"


class WishState(Word):
    """Where a wish is on its way."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNVERIFIED = "unverified"


class WishReason(Word):
    """Why a wish was left alone, failed, or could not be confirmed."""

    ALREADY_WISHED = "already_wished"
    BLOCKED = "blocked"
    CARD_GONE = "card_gone"
    CONVERSATION_UNREADABLE = "conversation_unreadable"
    DAY_UNKNOWN = "day_unknown"
    DRAFT_IN_PROGRESS = "draft_in_progress"
    NO_MESSAGE = "no_message"
    NOT_MESSAGEABLE = "not_messageable"
    PERSON_SKIPPED = "person_skipped"
    PREMIUM_REQUIRED = "premium_required"
    RECIPIENT_UNCONFIRMED = "recipient_unconfirmed"
    SEND_FAILED = "send_failed"
    SEND_UNCONFIRMED = "send_unconfirmed"
    TEXT_NOT_ACCEPTED = "text_not_accepted"
    TOO_LATE = "too_late"


class RunState(Word):
    """Where a run is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class RunOrigin(Word):
    """Who asked for a run."""

    PERSON = "person"
    SCHEDULE = "schedule"
    APPROVAL = "approval"
    RETRY = "retry"


class RunReason(Word):
    """Why a run did not simply finish."""

    SESSION_REQUIRED = "session_required"
    CHECKPOINT = "checkpoint"
    RESTRICTED = "restricted"
    LINKEDIN_LIMIT = "linkedin_limit"
    LIMIT_REACHED = "limit_reached"
    OUTSIDE_HOURS = "outside_hours"
    TOO_HOT = "too_hot"
    PAGE_CHANGED = "page_changed"
    NETWORK = "network"
    BROWSER_CRASHED = "browser_crashed"
    CANCELLED = "cancelled"
    BUSY = "busy"
    INTERNAL = "internal"


class CheckLevel(Word):
    """What the doctor says about one thing."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


class TextFault(Word):
    """What is wrong with the text of a template."""

    DECIMALS = "decimals"
    EMPTY = "empty"
    MESSAGE_TOO_LONG = "message_too_long"
    NOT_POSSIBLE = "not_possible"
    NOTHING_LEFT = "nothing_left"
    SYNTAX = "syntax"
    TOO_LONG = "too_long"
    TOO_NESTED = "too_nested"
    UNKNOWN_FILTER = "unknown_filter"
    UNKNOWN_TEST = "unknown_test"
    UNKNOWN_VARIABLE = "unknown_variable"
    VALUE_MISSING = "value_missing"


class ProblemCode(Word):
    """What keeps the engine from working until a person, or time, mends it."""

    SESSION_REQUIRED = "session_required"
    CHECKPOINT = "checkpoint"
    RESTRICTED = "restricted"
    LINKEDIN_LIMIT = "linkedin_limit"
    PAGE_CHANGED = "page_changed"
    UNVERIFIED_WISHES = "unverified_wishes"
    TOO_HOT = "too_hot"
    ZOMBIES = "zombies"
    DISK_FULL = "disk_full"
    MEMORY_SHORT = "memory_short"
