"""A worker killed while it sends: a letter comes twice at worst, and never not at all."""

import os
import signal
import subprocess
import sys

from aiosmtpd.controller import Controller
from first_head import free_port
from program import FIFTYTWO

PREPARE = """
import fiftytwo.web.ready
from django.db import transaction
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.notices.actions import tell
nadia = add_user("nadia", "Nadia Verhoeven", [], password="four quiet green lamps")
type(nadia).objects.filter(pk=nadia.pk).update(email="nadia@example.com")
with transaction.atomic():
    tell("password_changed", [nadia.pk])
"""
DELIVER = """
import sys
from datetime import timedelta
import fiftytwo.web.ready
from django.utils import timezone
from fiftytwo.web.post.delivering import deliver
print([deliver(timezone.now() + timedelta(minutes=float(m))) for m in sys.argv[1:]], flush=True)
"""


class Killer:
    """Takes mail, and kills its sender before it has a letter or once it has it."""

    def __init__(self) -> None:
        self.mails, self.at, self.sender = [], "", 0

    def _kill(self, moment: str) -> str:
        if self.at == moment:
            os.kill(self.sender, signal.SIGKILL)
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        envelope.rcpt_tos.append(address)
        return self._kill("before")

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append(envelope.content.decode().partition("Message-ID: ")[2].splitlines()[0])
        return self._kill("after")


def test_a_letter_comes_twice_at_worst_and_never_not_at_all(tmp_path):
    killer = Killer()
    server = Controller(killer, hostname="127.0.0.1", port=free_port())
    environment = os.environ | {
        "FIFTYTWO_WORKSPACE": str(tmp_path / "own"),
        "FIFTYTWO_SMTP": f"smtp://127.0.0.1:{server.port}",
        "FIFTYTWO_MAIL_FROM": "ops@example.com",
        "FIFTYTWO_ADDRESS": "https://ops.example.com",
    }
    environment.pop("FIFTYTWO_DATABASE_URL", None)
    subprocess.run([*FIFTYTWO, "init"], env=environment, check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)

    def deliver(at: str, *minutes: int) -> tuple[int, str]:
        killer.at = at
        words = [sys.executable, "-c", DELIVER, *map(str, minutes)]
        worker = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
        killer.sender = worker.pid
        told = worker.communicate(timeout=60)[0]
        return worker.returncode, told.strip()

    server.start()
    try:
        assert deliver("before", 0) == (-signal.SIGKILL, "")
        assert killer.mails == []
        assert deliver("after", 11) == (-signal.SIGKILL, "")
        assert len(killer.mails) == 1
        # Claimed still; then given up by the dead worker; then sent and never again.
        assert deliver("", 12, 22, 23, 60) == (0, "[0, 1, 0, 0]")
    finally:
        server.stop()
    assert len(killer.mails) == 2
    assert len(set(killer.mails)) == 1
