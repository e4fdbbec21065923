"""The vocabulary on the wire: version, enums and models. Imports nobody."""
