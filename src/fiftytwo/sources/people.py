"""Names of agents → pseudonyms, each name once a load; SQL of the keyed hashes of customers."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.sources.event_rows import keyed_hash_sql

__all__ = ["People", "customer_hex_sql"]

WORDS = pa.schema([("name", pa.string()), ("word", pa.string())])


class People:
    """Keeps the table `agents` (name, word) of a connection."""

    def __init__(self, connection: Any, hash_key: bytes) -> None:
        self.connection, self.hash_key = connection, hash_key
        self.words: dict[str, str] = {}

    def learn(self, agents: Iterable[str]) -> None:
        """Add the names that SQL expressions over `block` give."""
        for sql in agents:
            found = self.connection.execute(f"SELECT DISTINCT {sql} FROM block").fetchall()
            for (name,) in found:
                if name is not None and name not in self.words:
                    self.words[name] = agent_pseudonym(self.hash_key, name)
        rows = {"name": list(self.words), "word": list(self.words.values())}
        self.connection.register("agents", pa.table(rows, schema=WORDS))


def customer_hex_sql(hash_key: bytes, text: str) -> str:
    """Return SQL of `ids.customer_hash` in hexadecimal digits."""
    return f"substr({keyed_hash_sql(hash_key, 'customer', text)}, 1, 32)"
