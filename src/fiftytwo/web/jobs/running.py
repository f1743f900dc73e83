"""Running a piece of background work: progress out, one sentence where it fails."""

import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from fiftytwo.base.errors import BusyError, FiftyTwoError
from fiftytwo.web.jobs import actions
from fiftytwo.web.logs import job_id

__all__ = ["at_work", "run_job"]

log = logging.getLogger("fiftytwo.web.jobs")
BROKEN = (
    "Something broke that should not. Nothing was half-stored. The log has the details under {}."
)

at_work: set[UUID] = set()  # what this process is at; its thread gives signs of life for it
Work = Callable[[actions.Progress], tuple[Mapping[str, object], str]]


def run_job(job: str, work: Work) -> None:
    """Run `work(progress)`; it returns the result and the address where it is shown.

    Errors raised on purpose become the job's sentence. Any other is logged and told by its id.
    """
    key = UUID(job)
    token = job_id.set(job)
    if not actions.begin(key):
        job_id.reset(token)
        return
    at_work.add(key)
    try:
        result, next_url = work(actions.progress_of(key))
        actions.finish(key, result, next_url=next_url)
    except actions.CancelledError:
        actions.end_cancelled(key)
    except BusyError as error:
        if not actions.wait_again(key):
            actions.fail(key, str(error))
    except FiftyTwoError as error:
        actions.fail(key, str(error))
    except Exception:
        log.exception("job broke")
        actions.fail(key, BROKEN.format(job[:8]))
    finally:
        at_work.discard(key)
        job_id.reset(token)
