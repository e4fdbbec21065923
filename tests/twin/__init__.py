"""The twin: a small site that behaves like LinkedIn where the engine touches it."""
