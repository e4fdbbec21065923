"""Parses, authorises, calls and serialises; the rules are elsewhere."""
