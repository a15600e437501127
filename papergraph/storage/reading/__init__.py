"""Rows into values: one file per family of questions; each function gets an ``Access``."""
