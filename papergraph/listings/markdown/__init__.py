"""Markdown as course pages use it: tables split by ourselves, cells read as inline Markdown."""
