"""Chromium through Playwright, ignorant of LinkedIn."""
