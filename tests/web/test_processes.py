"""What must hold for all web processes together, tried with two that share nothing but the ledger."""

import socket
from urllib.parse import urlsplit

import pytest
from first_head import PASSWORD
from web.processes import Visitor, processes


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with processes(tmp_path_factory.mktemp("processes")) as found:
        yield found


def test_wrong_passwords_are_counted_over_all_processes(served):
    _root, servers, _token = served
    visitor = Visitor()
    tries = [visitor.sign_in(servers[n % 2], "rolf", "wrong wrong wrong") for n in range(8)]
    assert set(tries[:7]) == {422}
    assert [visitor.sign_in(server, "rolf", PASSWORD) for server in servers] == [429, 429]
    assert Visitor().sign_in(servers[0], "nadia", PASSWORD) == 200, "others are not paused"


def test_a_session_of_one_process_holds_in_the_other(served):
    _root, servers, _token = served
    visitor = Visitor()
    assert visitor.sign_in(servers[0], "nadia", PASSWORD) == 200
    status, page, _url = visitor.ask(f"{servers[1]}/account/")
    assert (status, "Nadia Verhoeven" in page) == (200, True)


def test_the_limit_of_a_token_holds_over_all_processes(served):
    _root, servers, token = served
    visitor = Visitor()
    found = [
        visitor.ask(f"{servers[n % 2]}/api/v1/definitions", Authorization=f"Bearer {token}")[0]
        for n in range(123)
    ]
    assert found[:120] == [200] * 120
    assert found[120:] == [429] * 3


@pytest.mark.parametrize("path", ["/settings/sources/add/", "/sign-in/", "/theme/"])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(served, path):
    root, servers, _token = served
    place = urlsplit(servers[0])
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{place.port}\r\nContent-Length: 9000000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(head.encode())
        answer = line.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert list((root / "uploads").glob("*")) == []
    assert Visitor().ask(f"{servers[0]}/sign-in/")[0] == 200, "the process goes on"
