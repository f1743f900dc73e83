"""Names of agents and customers → pseudonyms and keyed hashes, each name once a load."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from fiftytwo.contacts.ids import agent_pseudonym

__all__ = ["People", "customer_hash_sql"]

CUSTOMERS_KEPT = 2_000_000  # more hashes than this are made again rather than held in memory
WORDS = pa.schema([("name", pa.string()), ("word", pa.string())])


class People:
    """Keeps the tables `agents` (name, word) and `customers` (name, id) of a connection."""

    def __init__(self, connection: Any, hash_key: bytes) -> None:
        self.connection, self.hash_key = connection, hash_key
        self.words: dict[str, str] = {}
        connection.execute("CREATE OR REPLACE TEMP TABLE customers (name VARCHAR, id BLOB)")

    def learn(self, agents: Iterable[str], customers: Iterable[str]) -> None:
        """Add the names that SQL expressions over `block` give."""
        for sql in agents:
            found = self.connection.execute(f"SELECT DISTINCT {sql} FROM block").fetchall()
            for (name,) in found:
                if name is not None and name not in self.words:
                    self.words[name] = agent_pseudonym(self.hash_key, name)
        rows = {"name": list(self.words), "word": list(self.words.values())}
        self.connection.register("agents", pa.table(rows, schema=WORDS))
        for sql in customers:
            self._customers(sql)

    def _customers(self, sql: str) -> None:
        held = self.connection.execute("SELECT count(*) FROM customers").fetchall()[0][0]
        if held > CUSTOMERS_KEPT:
            self.connection.execute("DELETE FROM customers")
        self.connection.execute(
            f"INSERT INTO customers SELECT name, {customer_hash_sql(self.hash_key, 'name')}"
            f" FROM (SELECT DISTINCT {sql} AS name FROM block) n WHERE name IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM customers k WHERE k.name = n.name)"
        )


def customer_hash_sql(hash_key: bytes, text: str) -> str:
    """Return SQL of `ids.customer_hash`: HMAC-SHA256 written out, two hashes over padded keys."""
    padded = hash_key.ljust(64, b"\0")
    inner = _blob(bytes(b ^ 0x36 for b in padded) + b"customer\x1f")
    outer = _blob(bytes(b ^ 0x5C for b in padded))
    return f"unhex(substr(sha256({outer} || unhex(sha256({inner} || encode({text})))), 1, 32))"


def _blob(data: bytes) -> str:
    return f"unhex('{data.hex()}')"
