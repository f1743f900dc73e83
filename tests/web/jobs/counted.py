"""Work that leaves a line each time it is run, for workers that are processes of their own."""

import os
import time
from pathlib import Path

from fiftytwo.web.jobs.running import run_job
from fiftytwo.web.tasks import task


@task
def leave_line(job: str, number: int) -> None:
    def work(_tell):
        with open(Path(os.environ["FIFTYTWO_WORKSPACE"]) / "lines.txt", "a") as lines:
            lines.write(f"{number} {os.getpid()}\n")
        time.sleep(0.1)
        return {}, ""

    run_job(job, work)
