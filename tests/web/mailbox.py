"""A real SMTP server on loopback that keeps what it gets, for every test of the web."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from first_head import free_port

__all__ = ["Box", "box"]


class Box:
    """Takes mail, or refuses it."""

    def __init__(self):
        self.mails, self.answer = [], "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append((envelope.rcpt_tos, mail))
        return self.answer


@pytest.fixture
def box(settings):
    taken = Box()
    server = Controller(taken, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "ops@example.com"
    settings.PUBLIC_ADDRESS = "https://ops.example.com"
    yield taken
    server.stop()
