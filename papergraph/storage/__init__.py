"""The catalog in SQLite or PostgreSQL: the only place that knows SQL.

Values of ``papergraph.domain`` go in and come out; rows never leave.
"""

from papergraph.storage.store import Store
from papergraph.storage.writing.transaction import Transaction

__all__ = ["Store", "Transaction"]
