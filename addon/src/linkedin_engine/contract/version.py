"""The version of the wire, compared by both sides when they meet."""

SCHEMA_VERSION = 1
MIN_SUPPORTED_SCHEMA_VERSION = 1
