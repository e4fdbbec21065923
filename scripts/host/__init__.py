"""What a person may ask of the machine that the engine lives on.

Runs before anything is installed: Python 3.11 and its standard library are enough.
"""
