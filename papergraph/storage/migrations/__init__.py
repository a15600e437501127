"""Alembic's environment; see ``papergraph.storage.upgrading``."""
