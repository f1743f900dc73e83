"""The declared table of addresses and rights; a new address without a row fails the tests."""

from uuid import UUID

OPEN = "open to strangers"
SOME_ID = UUID("00000000-0000-4000-8000-000000000000")

# Address name → (row of RIGHTS or OPEN, method, arguments). Reads are tried with GET, writes POST.
MATRIX = {
    "account_login": (OPEN, "get", {}),
    "account_logout": ("account", "get", {}),
    "account": ("account", "get", {}),
    "account_change_password": ("account", "get", {}),
    "theme": (OPEN, "post", {}),
    "language": (OPEN, "post", {}),
    "first-head": (OPEN, "get", {"token": "no-such-token"}),
    "jobs": ("jobs", "get", {}),
    "job": ("jobs", "get", {"job_id": SOME_ID}),
    "sources": ("sources", "get", {}),
    "source-add": ("sources", "get", {}),
    "upload": ("sources", "get", {"upload_id": SOME_ID}),
    "upload-drop": ("sources", "post", {"upload_id": SOME_ID}),
    "load": ("sources", "get", {"load_id": "no-such-load"}),
    "profile": ("sources", "get", {"name": "no-such-profile"}),
    "quarantine": ("sources", "get", {}),
    "quarantine-retry": ("sources", "post", {}),
    "quarantine-dismiss": ("sources", "get", {"raw_id": "00"}),
    "records": ("records", "get", {}),
    "records-export": ("records", "post", {"kind": "json"}),
    "privacy": ("privacy", "get", {}),
    "privacy-area": ("privacy_change", "get", {"area": "voice"}),
    "privacy-due": ("privacy_change", "get", {}),
    "privacy-holds": ("privacy_change", "get", {}),
    "privacy-lift": ("privacy_change", "post", {"hold": 1}),
    "privacy-people": ("person_data", "get", {}),
    "privacy-person": ("person_data", "get", {"key": "no-such-person"}),
    "privacy-erase": ("person_data", "post", {"key": "no-such-person"}),
    "privacy-export": ("person_data", "post", {"key": "no-such-person", "kind": "json"}),
    "audit": ("audit", "get", {}),
    "audit-counts": ("audit_counts", "get", {}),
    "style": ("style", "get", {}),
    "home": ("home", "get", {}),
    "service": ("service", "get", {}),
    "service-csv": ("service", "get", {}),
    "service-rows": ("rows", "get", {}),
    "plan": ("plan", "get", {}),
    "plan-make": ("planning", "post", {}),
}
# Every address that names something says what it names.
OBJECTS = {
    "job": "job",
    "first-head": "link",
    "upload": "file",
    "upload-drop": "file",
    "load": "file",
    "profile": "file",
    "quarantine-dismiss": "file",
    "records-export": "kind",
    "privacy-area": "area",
    "privacy-lift": "hold",
    "privacy-person": "person",
    "privacy-erase": "person",
    "privacy-export": "person",
}
# Things of one person or team: who opens the own, and who also that of somebody else.
# Outside it the answer is 404, as if there were no such thing.
SCOPES = {
    "job": ({"head", "lead", "planner"}, {"head"}),
    "person": ({"hr"}, set()),  # HR of one site, and the people of another
}
# Things of the company, which the row of RIGHTS guards alone.
UNOWNED = {"file", "link", "kind", "area", "hold"}
# What each row of RIGHTS means, said once more by hand: a slip in the table must not pass unseen.
STAFF = {
    "rep",
    "mentor",
    "coach",
    "lead",
    "head",
    "planner",
    "hr",
    "panelist",
    "exec",
    "worker_rep",
}
EXPECTED = {
    "account": STAFF | {"admin"},
    "home": STAFF | {"admin"},
    "service": {"head", "lead", "planner", "exec"},
    "rows": {"head", "lead", "planner"},
    "plan": STAFF,
    "planning": {"head", "planner"},
    "jobs": {"head", "lead", "planner"},
    "style": {"head", "planner"},
    "sources": {"head", "planner"},
    "records": STAFF | {"admin"},
    "privacy": STAFF | {"admin"},
    "privacy_change": {"head", "hr"},
    "person_data": {"hr"},
    "audit": {"head", "admin"},
    "audit_counts": {"head", "admin", "worker_rep"},
}
