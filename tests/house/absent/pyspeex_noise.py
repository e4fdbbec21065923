"""Stands where a compiled library would: nobody speaks to this Home Assistant."""


class AudioProcessor:
    """Imported with Home Assistant's voice pipeline, and never made."""
