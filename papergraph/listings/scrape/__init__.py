"""Telling dates, readings, headings and people apart in text that has lost its structure."""
