"""The same work in numpy and HiGHS (scipy), beside `benches/budget.rs`.

    TRACTION_BENCH_PROBLEM=/tmp/problem.json cargo bench -p traction-core --bench budget
    python3 crates/core/benches/peers/budget_peers.py /tmp/problem.json
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix


def five_years(schools=1500, draws=1000, years=5):
    """Balance and chance of a deficit of every school and year, and the district's bands."""
    rng = np.random.default_rng(7)
    students = 150 + (np.arange(schools) * 7919) % 1400
    ratio = np.ones((schools, draws))
    grow = [np.ones(draws) for _ in range(3)]
    steps, out, district = 1.0, [], []
    for year in range(years):
        ratio = ratio * rng.normal(0.99, 0.05, (schools, draws))
        grow = [g * (1 + rng.normal(m, 0.01, draws)) for g, m in zip(grow, (0.03, 0.025, 0.03))]
        steps *= 1.012
        fixed = students * 600.0 if year < 2 else students * 0.0
        revenue = (students[:, None] * 11000.0 * ratio + fixed[:, None]) * grow[2]
        pay = students[:, None] * 10400.0 * steps * grow[0] * (1 + 0.6 * (ratio - 1))
        balance = revenue - pay - students[:, None] * 1200.0 * grow[1]
        out.append(((balance < 0).mean(1), np.quantile(balance, [0.1, 0.2, 0.5, 0.9], axis=1),
                    np.quantile(students[:, None] * ratio, [0.1, 0.5, 0.9], axis=1)))
        district.append(np.quantile(balance.sum(0), [0.1, 0.5, 0.9]))
    return out, district


def choose(problem):
    """One choice of levers by HiGHS, to the same gap."""
    o = np.array(problem["options"])
    school, cost, central, high, most, worth = o[:, 0].astype(int), o[:, 1], o[:, 2], o[:, 3], o[:, 4], o[:, 5]
    n, schools = len(o), school.max() + 1
    share = np.where(high == 1, problem["share"] - 1, problem["share"]) * cost
    rows = np.concatenate([np.zeros(n), np.ones(n), np.full(n, 2), 3 + school])
    columns = np.tile(np.arange(n), 4)
    values = np.concatenate([cost, central, share, np.ones(n)])
    matrix = coo_matrix((values, (rows, columns)), shape=(3 + schools, n)).tocsr()
    right = np.concatenate([[problem["budget"], problem["central"], 0.0], np.full(schools, problem["a_school"])])
    return milp(-worth, constraints=LinearConstraint(matrix, -np.inf, right), integrality=np.ones(n),
                bounds=Bounds(0, np.where(worth > 0, most, 0)), options={"mip_rel_gap": 1e-4})


def timed(name, work, times=5):
    taken = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = min(taken)
    print(f"{name}: best of {times}: {wall:.3f} s wall, {cpu:.3f} s of processor")
    return result


if __name__ == "__main__":
    timed("numpy, 1,500 schools, 1,000 draws, 5 years", five_years)
    if len(sys.argv) > 1:
        problem = json.load(open(sys.argv[1]))
        found = timed("HiGHS, one choice", lambda: choose(problem))
        print(f"HiGHS: benefit {-found.fun:.3f}, bound {-found.mip_dual_bound:.3f}; ours: {problem['found']:.3f}")
