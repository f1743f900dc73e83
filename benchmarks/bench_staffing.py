"""Sizing 100,000 intervals, against the textbook search in plain Python, in the same run.

The peer is what a spreadsheet or a small library does: for each candidate from the load upwards,
Erlang B from zero, then the service level. Times are CPU seconds of all threads; use the ratios.
"""

import argparse
import math
import time

import numpy as np

from fiftytwo.forecast.model import History
from fiftytwo.forecast.predict import forecast
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.staffing.table import required_table

PEER_ROWS = 2_000


def textbook(load, aht_s, within_s=20.0, level=0.8):
    """Return the fewest agents by Erlang C, searched upwards."""
    agents = int(load) + 1
    while True:
        blocked = 1.0
        for n in range(1, agents + 1):
            blocked = load * blocked / (n + load * blocked)
        waits = agents * blocked / (agents - load * (1 - blocked))
        if 1 - waits * math.exp(-(agents - load) * within_s / aht_s) >= level:
            return agents
        agents += 1


def chain(load, aht_s, patience_s, within_s=20.0, level=0.8):
    """Return the fewest agents by Erlang A: the chain of states for each candidate from one up.

    Starts at half the load, where nothing can be enough, so that it is not slower than it must be.
    """
    agents = max(1, int(load / 2))
    while chain_level(agents, load / aht_s, 1 / aht_s, 1 / patience_s, within_s) < level:
        agents += 1
    return agents


def chain_level(agents, lam, mu, theta, within_s):
    weight, total, good = 1.0, 1.0, 0.0
    state = 0
    while state <= agents or weight > 1e-14 * total:
        if state < agents:
            good += weight
        else:
            good += weight * answered(agents * mu, theta, state - agents + 1, within_s)
        state += 1
        weight *= lam / (min(state, agents) * mu + max(state - agents, 0) * theta)
        total += weight
    return good / total


def answered(rate, theta, ahead, within_s):
    """Return the chance to be answered within the threshold behind `ahead` - 1 others.

    A sum over who is served when: the line ahead shrinks at rate + k theta; integrated in steps.
    """
    steps = 24
    width = within_s / steps
    left = [0.0] * ahead
    left[ahead - 1] = 1.0
    done = 0.0
    for _ in range(steps):
        for k in range(ahead):
            gone = left[k] * (1 - math.exp(-(rate + (k + 1) * theta) * width))
            left[k] -= gone
            if k:
                left[k - 1] += gone * (rate + k * theta) / (rate + (k + 1) * theta)
            else:
                done += gone * rate / (rate + theta)
    return done


def least_s(work, times=7):
    """Return (result, least CPU seconds, all threads together): other work on the machine counts least."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
    return result, min(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = min(parser.parse_args().rows, 1_000_000)
    rng = np.random.default_rng(7)
    load = np.exp(rng.uniform(np.log(0.5), np.log(300), rows))
    aht, patience = rng.uniform(120, 600, rows), rng.uniform(60, 300, rows)
    calls = load / aht * 1800
    start = time.process_time()
    required_table(calls[:5_000], aht[:5_000], patience_s=patience[:5_000])
    print(f"first table, with compiling or its cache: {time.process_time() - start:.2f} s")
    c, c_s = least_s(lambda: required_table(calls, aht))
    a, a_s = least_s(lambda: required_table(calls, aht, patience_s=patience))
    print(f"Erlang C, {rows:,} intervals: {c_s:.3f} s = {rows / c_s:,.0f} a second")
    print(f"Erlang A, {rows:,} intervals: {a_s:.3f} s = {rows / a_s:,.0f} a second")
    few = min(PEER_ROWS, rows)
    peer, peer_s = least_s(
        lambda: [textbook(x, y) for x, y in zip(load[:few].tolist(), aht[:few].tolist())], times=5
    )
    wrong = sum(n != ours for n, ours in zip(peer, c.agents[:few].tolist()))
    print(f"textbook Erlang C in Python: {few / peer_s:,.0f} a second; {wrong} answers differ")
    print(f"  ratio {peer_s / few / (c_s / rows):,.0f} x")
    small = [i for i in range(rows) if load[i] < 30][:20]
    peer, peer_s = least_s(lambda: [chain(load[i], aht[i], patience[i]) for i in small], times=1)
    apart = max(abs(n - int(a.agents[i])) for n, i in zip(peer, small))
    print(
        f"chain of states for Erlang A in Python (loads < 30): {len(small) / peer_s:,.1f} a second"
    )
    print(f"  at most {apart} agents apart; ratio {peer_s / len(small) / (a_s / rows):,.0f} x")
    _, one_s = least_s(lambda: required_agents(100, 180, patience_s=300), times=50)
    print(f"one question: {one_s * 1e6:.0f} microseconds")
    print(f"Erlang A asks for {1 - a.agents.sum() / c.agents.sum():.1%} fewer agents than Erlang C")
    bench_forecast(rng)


def bench_forecast(rng):
    days = np.datetime64("2026-01-05") + np.arange(182)
    shape = 20 + 15 * np.sin(np.arange(48) / 48 * math.pi)
    counts = rng.poisson(np.broadcast_to(shape, (182, 48))).astype(float)
    history = History("made", 1800, days, counts)
    ahead = days[-1] + 1 + np.arange(7)
    _, taken = least_s(lambda: forecast(history, ahead))
    print(f"forecast of a week of half hours from 26 weeks, with ranges: {taken * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
