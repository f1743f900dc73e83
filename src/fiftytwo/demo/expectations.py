"""What some customers expected and what they got: who waited found it slow, who went with nothing unsolved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiftytwo.demo.calls import Live
from fiftytwo.demo.company import Company
from fiftytwo.demo.surveys import Surveys

__all__ = ["QUESTIONS", "Expectations", "expectations"]

Ints = NDArray[np.int64]

QUESTIONS = ("expected_speed", "got_speed", "expected_solution", "got_solution")
ASKED = 0.25  # of those who answered the first question
SKIPPED = 0.08  # of the questions
EXPECTED = (5.2, 5.8)  # speed, solution; on a scale of 1 to 7
GOT = (5.9, 6.0)
PER_LOG_WAIT = 1.05  # for each e-fold of a wait, in minutes beyond none
SPREAD = 0.9
NOT_SOLVED = 1.9
MILDNESS = 0.7  # who answers mildly does so twice: the spread that pairs take out


@dataclass(frozen=True)
class Expectations:
    """One entry an answer.

    Attributes
    ----------
    survey : int array
        Position in the first survey.
    question : int array
        Position in `QUESTIONS`.
    score : int array
        1 to 7.
    """

    survey: Ints
    question: Ints
    score: Ints


def expectations(company: Company, live: Live, surveys: Surveys) -> Expectations:
    """Ask some of those who answered two pairs of questions more."""
    random = np.random.default_rng([company.seed, 11])
    answered = np.flatnonzero(surveys.score > 0)
    chosen = answered[random.random(len(answered)) < ASKED]
    wait = live.first.wait_s.copy()
    wait[live.second.contact] += live.second.wait_s
    waited = np.log1p(wait[surveys.contact[chosen]] / 60)
    mild = random.normal(0, MILDNESS, len(chosen))
    latent = np.column_stack(
        [
            np.full(len(chosen), EXPECTED[0]),
            GOT[0] - PER_LOG_WAIT * waited,
            np.full(len(chosen), EXPECTED[1]),
            GOT[1] - NOT_SOLVED * ~live.solved[surveys.contact[chosen]],
        ]
    )
    latent += mild[:, None] + random.normal(0, SPREAD, latent.shape)
    score = np.clip(np.rint(latent), 1, 7).astype(np.int64)
    survey, question = np.nonzero(random.random(score.shape) >= SKIPPED)
    return Expectations(chosen[survey], question, score[survey, question])
