"""Measurements beside their floors and targets; they assert nothing."""
