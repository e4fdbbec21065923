"""The vocabulary on the wire: version, words and models. Imports nobody.

Times are aware and in UTC, sizes are bytes, temperatures degrees Celsius, durations
seconds; a field that is None says that the thing is not known, or is not so.
"""
