"""Background work of an erasure: the agents that a person was leave the lake."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from fiftytwo.sources.erase import erase
from fiftytwo.web.jobs.actions import Progress
from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.tasks import task

__all__ = ["erase_agents"]


@task
def erase_agents(job: str, agents: list[str]) -> None:
    """Erase agents from the lake by their pseudonyms; run again it does what is left."""
    run_job(job, lambda tell: _erase(agents, tell))


def _erase(agents: list[str], tell: Progress) -> tuple[Mapping[str, object], str]:
    rows = 0
    for done, agent in enumerate(agents):
        tell(done / len(agents), _("Erasing an agent from the lake"))
        rows += erase(settings.WORKSPACE, "agent", agent).rows.total()
    return {"rows": rows}, ""
