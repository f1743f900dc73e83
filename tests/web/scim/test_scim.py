"""What a directory may do, and what it may not."""

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.scim.conftest import GROUP, USER, Directory

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.people.models import Membership, Person, Team
from fiftytwo.web.tokens.models import AccessToken

SESSION = "fiftytwo.web.signin.backend.LedgerBackend"


def names(answer) -> list[str]:
    return [row["userName"] for row in answer.json().get("Resources", ())]


def team_of(person: Person) -> str | None:
    row = Membership.objects.on(timezone.localdate()).get(person=person)
    return row.team.name if row.team else None


@pytest.mark.parametrize("header", [None, "Bearer ", "Bearer wrong", "Basic eDp5", "nonsense"])
def test_without_a_token_nothing_opens(db, header):
    client = Client(headers={"Authorization": header} if header else None)
    answer = client.get("/scim/v2/Users")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["status"] == "401"


def test_a_signed_in_head_is_no_token(client_of):
    assert client_of("head").get("/scim/v2/Users").status_code == 401


def test_a_token_opens_until_its_last_day_or_until_it_is_revoked(token, users):
    past, good = Directory(token(days=-1)), Directory(token(days=0))
    assert past("get", "/Users").status_code == 401
    assert good("get", "/Users").status_code == 200
    AccessToken.objects.update(revoked_at=timezone.now())
    assert good("get", "/Users").status_code == 401


def test_a_token_ends_with_the_account_of_its_maker(directory, users):
    User.objects.filter(pk=users["head"].pk).update(is_active=False)
    assert directory("get", "/Users").status_code == 401


def test_only_the_digest_of_a_token_is_kept(token):
    secret = token()
    assert secret not in str(AccessToken.objects.values())


def test_an_account_is_made_with_its_person_and_roles(directory):
    answer = directory.add(
        "ines@desk.example",
        name={"givenName": "Inès", "familyName": "Moreau"},
        emails=[{"value": "home@x.example"}, {"value": "ines@desk.example", "primary": True}],
        roles=[{"value": "rep"}, {"value": "mentor"}],
        externalId="4711",
        title="not kept here",
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["externalId"] == "4711"
    assert answer.headers["Location"] == made["meta"]["location"]
    user = User.objects.get(pk=made["id"])
    assert user.roles == {Role.REP, Role.MENTOR}
    assert (user.name, user.email) == ("Inès Moreau", "ines@desk.example")
    assert user.person.name == "Inès Moreau"
    again = directory.add("INES@desk.example")
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")


def test_closing_an_account_ends_its_sessions(directory, users):
    client = Client()
    client.force_login(users["rep"], backend=SESSION)
    assert client.get("/account/").status_code == 200
    path = f"/Users/{users['rep'].pk}"
    off = directory.patch(path, {"op": "replace", "path": "active", "value": False})
    assert off.json()["active"] is False
    assert client.get("/account/").status_code == 302
    directory.patch(path, {"op": "Replace", "value": {"active": True}})
    assert User.objects.get(pk=users["rep"].pk).is_active
    assert client.get("/account/").status_code == 302, "an old session does not come back"


def test_delete_closes_keeps_and_is_forgotten_by_scim(directory, users):
    path = f"/Users/{users['coach'].pk}"
    assert directory("delete", path).status_code == 204
    assert directory("get", path).status_code == 404
    assert directory("delete", path).status_code == 404
    assert "coach" not in names(directory("get", "/Users"))
    assert not User.objects.get(username="coach").is_active
    back = directory.add("coach", roles=[{"value": "rep"}])
    assert back.status_code == 201
    assert back.json()["id"] == str(users["coach"].pk)
    assert User.objects.get(username="coach").roles == {Role.REP}


@pytest.mark.parametrize("role", ["head", "admin"])
def test_head_and_admin_are_out_of_reach_without_the_scope(directory, leading, users, role):
    path, other = f"/Users/{users[role].pk}", f"/Users/{users['rep'].pk}"
    give = {"op": "add", "path": "roles", "value": [{"value": role}]}
    mail = {"op": "replace", "path": "emails", "value": [{"value": "eve@evil.example"}]}
    assert directory.patch(other, give).status_code == 403
    assert directory.patch(path, mail).status_code == 403
    assert directory("delete", path).status_code == 403
    assert directory.add("eve", roles=[{"value": role}]).status_code == 403
    assert not User.objects.filter(username="eve").exists()
    assert User.objects.get(pk=users[role].pk).email == ""
    assert leading.patch(other, give).status_code == 200
    assert Role(role) in User.objects.get(username="rep").roles


def test_the_last_head_cannot_be_closed(leading, users):
    answer = leading("delete", f"/Users/{users['head'].pk}")
    assert answer.status_code == 409
    assert "only head" in answer.json()["detail"]
    assert User.objects.get(pk=users["head"].pk).is_active


def test_put_replaces_and_leaves_roles_that_it_does_not_name(directory, users):
    path = f"/Users/{users['rep'].pk}"
    body = {"schemas": [USER], "userName": "rep", "displayName": "Yusuf D."}
    assert directory("put", path, body).status_code == 200
    assert User.objects.get(username="rep").roles == {Role.REP}
    assert Person.objects.get(key="yusuf").name == "Yusuf D."
    assert directory("put", path, body | {"roles": [{"value": "coach"}]}).status_code == 200
    assert User.objects.get(username="rep").roles == {Role.COACH}


def test_a_change_from_an_old_version_is_refused(directory, users):
    path = f"/Users/{users['rep'].pk}"
    tag = directory("get", path).headers["ETag"]
    assert directory("get", path, **{"If-None-Match": tag}).status_code == 304
    change = {"op": "replace", "path": "displayName", "value": "New name"}
    assert directory.patch(path, change, **{"If-Match": tag}).status_code == 200
    again = directory.patch(path, change | {"value": "Other"}, **{"If-Match": tag})
    assert again.status_code == 412
    assert User.objects.get(username="rep").name == "New name"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ('userName eq "REP"', {"rep"}),
        ('userName sw "h"', {"head", "hr"}),
        ('userName co "a" and not (userName co "m")', {"head", "lead", "panelist", "planner",
                                                       "coach"}),
        ('roles.value eq "lead" or roles[value eq "hr"]', {"lead", "hr"}),
        ('userName eq "nobody"', set()),
        ("emails pr", set()),
    ],
)  # fmt: skip
def test_filters(directory, asked, found):
    assert set(names(directory("get", f"/Users?filter={asked}"))) == found


def test_sorting_and_pages(directory):
    everybody = names(directory("get", "/Users?sortBy=userName&sortOrder=descending"))
    assert everybody == sorted(everybody, reverse=True)
    page = directory("get", "/Users?sortBy=userName&startIndex=2&count=3").json()
    assert [row["userName"] for row in page["Resources"]] == everybody[::-1][1:4]
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (11, 2, 3)
    assert directory("get", "/Users?count=0").json()["totalResults"] == 11
    few = directory("get", "/Users?attributes=userName").json()["Resources"][0]
    assert set(few) == {"schemas", "id", "userName"}


def test_a_group_is_a_team_and_moves_people_from_today(directory, users, company):
    made = directory("post", "/Groups", {"schemas": [GROUP], "displayName": "Orchard"})
    assert made.status_code == 201
    path = f"/Groups/{made.json()['id']}"
    member = [{"value": str(users["rep"].pk)}]
    directory.patch(path, {"op": "add", "path": "members", "value": member})
    assert team_of(company["yusuf"]) == "Orchard"
    groups = directory("get", f"/Users/{users['rep'].pk}").json()["groups"]
    assert [group["display"] for group in groups] == ["Orchard"]
    gone = f'members[value eq "{users["rep"].pk}"]'
    directory.patch(path, {"op": "remove", "path": gone})
    assert team_of(company["yusuf"]) is None
    assert company["yusuf"].memberships.count() == 2, "yesterday's team stays on record"
    wrong = {"op": "add", "path": "members", "value": [{"value": "999999"}]}
    assert directory.patch(path, wrong).json()["scimType"] == "invalidValue"
    assert directory("delete", path).status_code == 204
    assert directory("get", path).status_code == 404
    assert Team.objects.get(name="Orchard").closed == timezone.localdate()


def test_people_without_an_account_stay_in_their_team(directory, company):
    team = Team.objects.get(name="Harbour")
    body = {"schemas": [GROUP], "displayName": "Harbour", "members": []}
    assert directory("put", f"/Groups/{team.pk}", body).status_code == 200
    assert team_of(company["chloe"]) == "Harbour"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/Users", {"schemas": [USER]}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": ""}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": "a b"}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": "x" * 151}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": "x", "active": "yes please"}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": "x", "emails": [{"value": "x"}]}, 400),
        ("post", "/Users", {"schemas": [USER], "userName": "x", "roles": [{"value": "king"}]}, 400),
        ("post", "/Groups", {"schemas": [GROUP], "displayName": "Canal"}, 409),
        ("get", "/Users?filter=userName eq", None, 400),
        ("get", "/Users?sortBy=nonsense", None, 400),
        ("get", "/Users?count=x", None, 400),
        ("get", "/Users/abc", None, 404),
        ("get", "/Users/99999999999999999999", None, 404),
        ("get", "/nowhere", None, 404),
        ("get", "/Me", None, 501),
        ("post", "/Schemas", {"a": 1}, 405),
        ("delete", "/Users", None, 405),
    ],
)
def test_bad_requests_are_answered_as_the_rfc_says(directory, method, path, body, status):
    before = User.objects.count()
    answer = directory(method, path, body)
    assert answer.status_code == status
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["detail"]
    assert User.objects.count() == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["schemas", "userName", "name", "emails", "roles", "active", "value", "Operations",
             "op", "path", "members", "displayName"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=JSON, method=st.sampled_from(["post", "put", "patch"]), kind=st.sampled_from("UG"))
def test_no_body_breaks_the_service(directory, users, body, method, kind):
    own = {"U": ("/Users", users["rep"].pk), "G": ("/Groups", 1)}[kind]
    path = own[0] if method == "post" else f"{own[0]}/{own[1]}"
    schemas = [USER if kind == "U" else GROUP]
    given_body = body | {"schemas": schemas} if isinstance(body, dict) else body
    assert directory(method, path, given_body).status_code < 500


def test_what_a_directory_writes_says_who(directory, users):
    before = Entry.objects.count()
    directory.add("ines@desk.example", roles=[{"value": "rep"}])
    made = Entry.objects.filter(number__gt=before)
    assert {"people.add", "accounts.give_role", "scim.user"} <= {row.action for row in made}
    assert "system" not in {row.actor for row in made}
