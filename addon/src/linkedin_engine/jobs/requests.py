"""What a run is asked to do."""

from dataclasses import dataclass

from mashumaro.config import BaseConfig
from mashumaro.mixins.json import DataClassJSONMixin

from linkedin_engine.contract.enums import BotName, SendingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest(DataClassJSONMixin):
    """One run: the bot, how it may send, and what differs this once."""

    run_id: str
    bot: BotName
    mode: SendingMode
    dry_run: bool = False
    max_messages: int | None = None
    data_dir: str
    options_file: str | None = None

    class Config(BaseConfig):
        """Build the conversion when it is first needed: most processes need none."""

        lazy_compilation = True
