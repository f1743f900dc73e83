"""The company's own login (OpenID Connect) as allauth wants it told."""

from fiftytwo.base.workspace import Workspace

__all__ = ["openid_app"]


def openid_app(workspace: Workspace) -> dict[str, object]:
    """Return the settings of the provider that the workspace names.

    Raises
    ------
    InputError
        If its secret is nowhere, or in a file that others can read.
    """
    known = workspace.openid
    return {
        "provider": "openid_connect",
        "provider_id": "company",
        "name": known.name,
        "client_id": known.client_id,
        "secret": workspace.openid_secret,
        "settings": {"server_url": known.server, "fetch_userinfo": True},
    }
