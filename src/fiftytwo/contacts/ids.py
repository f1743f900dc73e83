"""Deterministic ids and pseudonyms, the same in Python and in DuckDB.

An id is the first 128 bits of sha1(namespace ‖ source ‖ 0x1f ‖ entity ‖ 0x1f ‖ external id), so a
reference can be written before its target has arrived. A pseudonym is an HMAC-SHA256 with the
workspace's hash key, so nobody without the key can test a name against it.
"""

import hashlib
import hmac

__all__ = ["agent_pseudonym", "customer_hash", "entity_id", "entity_id_sql", "person_mark"]

NAMESPACE = b"fiftytwo\x1f"


def entity_id(source_id: str, entity: str, external_id: str) -> bytes:
    """Return the 16-byte id of an entity.

    Examples
    --------
    >>> entity_id("phone", "contact", "4711").hex()
    '07e05d7e5f74fcd66712ab29a4f80ee0'
    """
    text = "\x1f".join((source_id, entity, external_id)).encode()
    return hashlib.sha1(NAMESPACE + text, usedforsecurity=False).digest()[:16]


def entity_id_sql(source_id: str, entity: str, external_id: str) -> str:
    """Return the same as a DuckDB expression; `external_id` is an expression, the rest text."""
    prefix = f"fiftytwo\x1f{source_id}\x1f{entity}\x1f".replace("'", "''")
    return f"unhex(substr(sha1('{prefix}' || {external_id}), 1, 32))"


def agent_pseudonym(hash_key: bytes, name: str) -> str:
    """Return the word that stands for an agent in the lake, such as ``rep-3fa91c2b``."""
    return "rep-" + hmac.new(hash_key, b"agent\x1f" + name.encode(), hashlib.sha256).hexdigest()[:8]


def customer_hash(hash_key: bytes, customer: str) -> bytes:
    """Return the 16-byte keyed hash that stands for a customer in the lake."""
    return hmac.new(hash_key, b"customer\x1f" + customer.encode(), hashlib.sha256).digest()[:16]


def person_mark(hash_key: bytes, number: int, key: str) -> str:
    """Return 32 hexadecimal digits that stand for a person of the ledger in the list of erasures.

    The number is of this row: whoever comes later under the same key is somebody else.
    """
    text = f"person\x1f{number}\x1f{key}".encode()
    return hmac.new(hash_key, text, hashlib.sha256).hexdigest()[:32]
