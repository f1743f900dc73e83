"""Mail through a real SMTP server on loopback, chat to a real HTTP receiver."""

import json
import threading
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from fiftytwo.base.errors import InputError
from fiftytwo.web.notices.actions import tell
from fiftytwo.web.notices.models import Notice
from fiftytwo.web.post import actions, delivering, queries
from fiftytwo.web.post.chat import check_chat
from fiftytwo.web.post.delivering import deliver, write_letters
from fiftytwo.web.post.models import Letter, Wishes

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)  # in Brussels, where the reps' site is


@pytest.fixture
def rep(users):
    users["rep"].email = "yusuf@example.com"
    users["rep"].save()
    return users["rep"]


def leave(kind, user, at=NOON - timedelta(hours=1)):
    tell(kind, [user.pk], about="2026-11-23")
    Notice.objects.filter(to=user, kind=kind).update(created_at=at)


def test_the_daily_digest_is_one_mail(box, rep):
    yesterday = NOON - timedelta(hours=20)
    leave("week_published", rep, yesterday)
    leave("role_given", rep, yesterday)
    leave("role_taken", rep)  # after today's digest
    assert deliver(NOON) == 1
    assert deliver(NOON + timedelta(minutes=1)) == 0
    ((to, mail),) = box.mails
    assert to == ["yusuf@example.com"]
    assert mail["Subject"] == "2 notices wait for you"
    plain = mail.get_body(("plain",)).get_content()
    assert "There is a plan for a week in which you work." in plain
    assert "taken" not in plain
    assert "https://ops.example.com/notices/" in plain
    assert "<li>There is a plan" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe"] == "<https://ops.example.com/account/notices/>"
    assert deliver(NOON + timedelta(days=1)) == 1


def test_a_person_whose_notices_break_holds_nobody_up(box, rep, users, monkeypatch):
    users["planner"].email = "priya@example.com"
    users["planner"].save()
    for user in (rep, users["planner"]):
        leave("week_published", user, NOON - timedelta(hours=20))
    ready = queries.ready

    def broken(user, *rest):
        if user == rep:
            raise ValueError("what nobody thought of")
        return ready(user, *rest)

    monkeypatch.setattr(queries, "ready", broken)
    assert deliver(NOON) == 1
    assert box.mails[0][0] == ["priya@example.com"]


def test_mail_speaks_the_readers_language(box, rep):
    rep.language = "de"
    rep.save()
    leave("week_published", rep, NOON - timedelta(hours=20))
    deliver(NOON)
    mail = box.mails[0][1]
    assert mail["Subject"] == "1 Mitteilung wartet auf Sie"
    assert "There is" not in mail.get_body(("plain",)).get_content()


def test_security_is_mailed_at_once_even_in_quiet_hours_and_when_read(box, rep):
    night = Wishes.objects.create(
        user=rep, mail="never", quiet_from=time(0), quiet_until=time(23, 59), muted=["factor_added"]
    )
    leave("factor_added", rep)
    leave("role_given", rep)
    Notice.objects.update(read_at=NOON)
    assert deliver(NOON) == 1
    assert "A way to sign in was added" in box.mails[0][1].get_body(("plain",)).get_content()
    assert "role" not in box.mails[0][1].get_body(("plain",)).get_content()
    assert night.mail == "never"


def test_quiet_hours_are_the_sites_and_end(box, rep):
    Wishes.objects.create(user=rep, mail="at_once", quiet_from=time(20), quiet_until=time(7))
    night = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)  # 20:30 in Brussels, where it is quiet
    leave("role_given", rep, night)
    assert deliver(night + timedelta(minutes=1)) == 0
    assert deliver(datetime(2026, 11, 27, 5, 59, tzinfo=UTC)) == 0
    assert deliver(datetime(2026, 11, 27, 6, 0, tzinfo=UTC)) == 1


def test_what_is_switched_off_read_or_left_to_the_digest_is_not_sent(box, rep):
    Wishes.objects.create(user=rep, mail="at_once", muted=["role_given"])
    leave("role_given", rep)
    leave("role_taken", rep)
    Notice.objects.filter(kind="role_taken").update(read_at=NOON)
    leave("records_read", rep)
    assert deliver(NOON) == 0
    assert deliver(NOON + timedelta(days=1)) == 1  # the digest brings what was read about one
    assert "Somebody looked" in box.mails[0][1].get_body(("plain",)).get_content()


def test_a_refusing_server_is_tried_again_later_and_then_given_up(box, rep, client_of):
    Wishes.objects.create(user=rep, mail="at_once")
    leave("role_given", rep)
    box.answer = "451 yusuf@example.com is busy"
    now = NOON
    assert deliver(now) == 0
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert "yusuf" not in letter.error
    assert letter.next_at == NOON + timedelta(seconds=60)
    assert deliver(now + timedelta(seconds=59)) == 0
    assert Letter.objects.get().attempts == 1
    for _try in range(5):
        now += timedelta(hours=7)
        deliver(now)
    assert (Letter.objects.get().state, Letter.objects.get().attempts) == ("dead", 6)
    Letter.objects.update(created_at=timezone.now())
    assert "given up" in client_of("rep").get("/account/notices/").content.decode()
    box.answer = "250 OK"
    assert deliver(now + timedelta(days=1)) == 0


def test_a_server_that_comes_back_gets_the_letter_once(box, rep):
    Wishes.objects.create(user=rep, mail="at_once")
    leave("role_given", rep)
    box.answer = "451 later"
    deliver(NOON)
    box.answer = "250 OK"
    assert deliver(NOON + timedelta(minutes=2)) == 1
    assert len(box.mails) == 1


def test_of_two_workers_one_writes_and_one_sends(rep):
    Wishes.objects.create(user=rep, mail="at_once")
    leave("role_given", rep)
    notices = list(Notice.objects.all())
    assert actions.write_letter(rep, "mail", notices, now=NOON)
    assert actions.write_letter(rep, "mail", notices, now=NOON) is None
    first, second = Letter.objects.get(), Letter.objects.get()
    assert [actions.claim(first, now=NOON), actions.claim(second, now=NOON)] == [True, False]


def test_a_letter_of_a_worker_that_died_while_sending_goes_with_the_same_id(box, rep):
    Wishes.objects.create(user=rep, mail="at_once")
    leave("role_given", rep)
    deliver(NOON)
    Letter.objects.update(state="sending")  # as after a kill between sending and noting
    assert deliver(NOON + timedelta(minutes=5)) == 0
    assert deliver(NOON + timedelta(minutes=11)) == 1
    assert len({mail["Message-ID"] for _to, mail in box.mails}) == 1


def test_without_a_mail_server_nothing_is_written(rep, settings, client_of):
    settings.EMAIL_HOST = ""
    leave("factor_added", rep)
    write_letters(NOON)
    assert not Letter.objects.exists()
    assert (
        "has not named a mail server" in client_of("rep").get("/account/notices/").content.decode()
    )


def test_a_closed_account_gets_nothing(box, rep):
    leave("factor_added", rep)
    write_letters(NOON)
    rep.is_active = False
    rep.save()
    deliver(NOON)
    assert box.mails == []


@pytest.fixture
def receiver():
    got = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)))
            if self.path.startswith("/moved"):
                self.send_response(307)
                self.send_header("Location", "/elsewhere")
            else:
                self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            """Keep the tests' output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, got
    server.shutdown()
    thread.join()
    server.server_close()


def chat(client, address, **more):
    wanted = {"mail": "never", "chat": "at_once", "digest_at": "08:00", "sent": ["role_given"]}
    return client.post("/account/notices/", wanted | {"chat_address": address} | more)


def test_chat_is_told_and_its_address_is_kept_secret(rep, receiver, client_of, settings):
    settings.CHAT_PRIVATE = True
    port, got = receiver
    address = f"json://robin:hush@127.0.0.1:{port}/hook"
    assert chat(client_of("rep"), address).status_code == 302
    kept = Wishes.objects.get()
    assert "hush" not in kept.chat_box
    assert "hush" not in client_of("rep").get("/account/notices/").content.decode()
    leave("role_given", rep)
    assert deliver(NOON) == 1
    ((path, body),) = got
    assert path == "/hook"
    assert body["title"] == "1 notice waits for you"
    assert "Yusuf" not in json.dumps(body)


def test_a_redirect_is_not_followed(rep, receiver, client_of, settings):
    settings.CHAT_PRIVATE = True
    port, got = receiver
    chat(client_of("rep"), f"json://127.0.0.1:{port}/moved")
    leave("role_given", rep)
    assert deliver(NOON) == 0
    assert {path.partition("?")[0] for path, _body in got} == {"/moved"}
    assert Letter.objects.get().state == "waiting"


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/",
        "json://localhost:8052/",
        "json://10.0.0.7/",
        "json://169.254.169.254/latest",
        "json://[::1]/",
        "json://[::ffff:10.0.0.1]/",
        "json://0.0.0.0/",
        "json://2130706433/",
        "workflows://10.0.0.7/id/signature",
        "file:///etc/passwd",
        "mailto://a:b@example.com",
        "syslog://",
        "nonsense",
        "http://example.com",
        "matrixs://hush@matrix.org/#room",
        f"slack://T0ABCDEFG/A0ABCDEFG/{'B' * 24}?template=/etc/passwd",
        f"slack://T0ABCDEFG/A0ABCDEFG/{'B' * 24}?TEMPLATE=/etc/passwd",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?&template=http://10.0.0.7/",
        "json://8.8.8.8/?;template=/etc/passwd",
        "json://8.8.8.8/?+X-Forwarded-For=10.0.0.7",
        "json://8.8.8.8/?redirect=yes",
        "json://8.8.8.8/?cto=9999",
        "json://8.8.8.8\\@10.0.0.7/",
        "ntfys://8.8.8.8/topic?attach=http://10.0.0.7/",
    ],
)
def test_private_machines_and_other_schemes_are_refused(rep, client_of, address):
    answer = chat(client_of("rep"), address)
    assert answer.status_code == 422
    assert not Wishes.objects.exists()
    with pytest.raises(InputError):
        check_chat(address)


@pytest.mark.parametrize(
    "address",
    [
        f"slack://T0ABCDEFG/A0ABCDEFG/{'B' * 24}/#help",
        "tgram://123456789:abcdefghijklmnopqrstuvwxyzabcdefghij/12?topic=3",
        "json://8.8.8.8/hook",
        "ntfys://8.8.8.8/topic?priority=high",
    ],
)
def test_usual_addresses_are_taken(address):
    assert check_chat(address).redirects is False


def test_an_address_that_turned_private_is_not_called(rep, receiver, client_of, settings):
    settings.CHAT_PRIVATE = True
    port, got = receiver
    chat(client_of("rep"), f"json://127.0.0.1:{port}/")
    settings.CHAT_PRIVATE = False
    leave("role_given", rep)
    assert deliver(NOON) == 0
    assert got == []


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"quiet_from": "20:00"}, "both ends"),
        ({"chat": "at_once"}, "Enter the address"),
        ({"mail": "by pigeon"}, "pigeon"),
        ({"digest_at": "25:00"}, "valid time"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(client_of, users, entered, said):
    wanted = {"mail": "digest", "chat": "never", "digest_at": "08:00"} | entered
    answer = client_of("rep").post("/account/notices/", wanted)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_address_can_be_taken_away(rep, receiver, client_of, settings):
    settings.CHAT_PRIVATE = True
    client = client_of("rep")
    chat(client, f"json://127.0.0.1:{receiver[0]}/")
    chat(client, "")  # left empty: stays
    assert Wishes.objects.get().chat_box
    chat(client, "", chat="never", forget_chat="on")
    assert queries.wishes_of(rep).chat_box == ""


def test_a_letter_that_breaks_holds_up_no_other(box, rep, users, monkeypatch):
    users["lead"].email = "lena@example.com"
    users["lead"].save()
    for name in ("rep", "lead"):
        leave("password_changed", users[name])
    real = delivering.send_mail

    def breaks(to, *rest, **more):
        if to == "yusuf@example.com":
            raise RuntimeError("a letter nobody can write")
        return real(to, *rest, **more)

    monkeypatch.setattr(delivering, "send_mail", breaks)
    assert deliver(NOON) == 1
    assert box.mails[0][0] == ["lena@example.com"]
    broken = Letter.objects.get(user=rep)
    assert (broken.state, broken.attempts, broken.error) == ("waiting", 1, "RuntimeError")


def test_a_later_try_asks_the_wishes_again(box, rep):
    for kind in ("role_given", "role_taken", "password_changed"):
        leave(kind, rep, NOON - timedelta(hours=20))
    write_letters(NOON)
    wishes = Wishes.objects.create(user=rep, muted=["role_taken"])
    assert [n.kind for n in queries.still_wanted(Letter.objects.get(), wishes)] == [
        "role_given",
        "password_changed",
    ]
    wishes.mail = "never"
    assert [n.kind for n in queries.still_wanted(Letter.objects.get(), wishes)] == [
        "password_changed"
    ]


def test_chat_addresses_cannot_be_tried_without_end(rep, client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"wishes": "2/h/user"}
    client = client_of("rep")
    answers = [chat(client, "json://127.0.0.1/").status_code for _try in range(3)]
    assert answers == [422, 422, 429]
