"""The plain three-year ratio method of benches/enrollment.rs in pandas, on the same counts.

    TRACTION_SHARED_DATA=... cargo bench -p traction-core --bench enrollment
    python benches/peers/enrollment_peer.py FILE.csv.gz

From every origin with five years of history, ten years ahead: one method, no bands. The bench in
Rust does seventeen methods, the combination and all bands. Times are the best of three, counts
already in memory as a table by school, year and grade. Needs `pip install pandas`.
"""

import sys
import time

import pandas as pd

GRADES = ["K"] + [str(grade) for grade in range(1, 13)]
HORIZON = 10


def load(path):
    rows = pd.read_csv(path, dtype=str)
    rows["enrollment"] = rows["enrollment"].astype(float)
    rows["fall_year"] = rows["fall_year"].astype(int)
    rows = rows[rows["grade"].isin(GRADES)]
    wide = rows.pivot_table(
        index="school_id", columns=["fall_year", "grade"], values="enrollment", aggfunc="sum"
    ).fillna(0.0)
    years = sorted(rows["fall_year"].unique())
    empty = pd.DataFrame(0.0, index=wide.index, columns=GRADES)
    return {year: wide[year].reindex(columns=GRADES).fillna(0.0) if year in years else empty for year in years}


def project(counts, years, at):
    below = GRADES[:-1]
    came = sum(counts[years[at - back]][GRADES[1:]].to_numpy() for back in range(3))
    origin = sum(counts[years[at - back - 1]][below].to_numpy() for back in range(3))
    origin = pd.DataFrame(origin, columns=GRADES[1:])
    ratio = pd.DataFrame(came, columns=GRADES[1:]).div(origin).where(origin > 0)
    now = counts[years[at]].reset_index(drop=True)
    kindergarten = (now["K"] + counts[years[at - 1]].reset_index(drop=True)["K"]) / 2
    ahead = []
    for _ in range(HORIZON):
        moved = now[below].set_axis(GRADES[1:], axis=1) * ratio
        then = moved.where(ratio.notna(), now[GRADES[1:]])
        then.insert(0, "K", kindergarten)
        ahead.append(then)
        now = then
    return ahead


def backtest(counts):
    years = sorted(counts)
    errors = []
    for at in range(4, len(years) - 1):
        ahead = project(counts, years, at)
        for step, then in enumerate(ahead, start=1):
            if at + step >= len(years):
                break
            came = counts[years[at + step]].reset_index(drop=True)
            open_both = (counts[years[at]].reset_index(drop=True).sum(axis=1) > 0) & (came.sum(axis=1) > 0)
            off = (then - came)[open_both].abs().to_numpy().sum()
            errors.append((step, off / came[open_both].to_numpy().sum()))
    return errors


def main():
    counts = load(sys.argv[1])
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        errors = backtest(counts)
        times.append(time.perf_counter() - begun)
    first = [wape for step, wape in errors if step == 1]
    print(f"pandas, plain_3, {len(first)} origins, {HORIZON} years: {min(times):.3f} s")
    print(f"mean WAPE of cells one year ahead: {100 * sum(first) / len(first):.2f}")


main()
