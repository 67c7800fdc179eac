"""The cube of benches/cube.rs by polars and DuckDB, on the same rows.

    TRACTION_BENCH_ROWS=rows.csv TRACTION_BENCH_SIZE=metro cargo bench -p traction-core --bench cube
    python benches/peers/cube_peers.py rows.csv

Both peers do what the cube does: count and sum by year, school and grade, for all students, each
group of eight dimensions ("not known" kept as a group), and each two known groups of different
dimensions crossed. Both are given the better of two ways: straight from the rows, and in two steps
(first by whole profile, as the cube does). Times are the best of three, rows already in memory.
Needs `pip install polars duckdb pyarrow`.
"""

import itertools
import sys
import time

import duckdb
import polars as pl

DIMENSIONS = ["race", "income", "learner", "disability", "homeless", "foster", "migrant", "sex"]
PLACE = ["year", "school", "grade"]
ROUNDS = 3


def best(run):
    times, result = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
    return min(times), result


def groupings():
    yield []
    yield from ([d] for d in DIMENSIONS)
    yield from (list(pair) for pair in itertools.combinations(DIMENSIONS, 2))


def known(keys):
    return " and ".join(f"{k} is not null" for k in keys)


def polars_cells(rows):
    """One group-by a grouping, all handed to polars at once so that it may share work."""

    def two_steps():
        profiles = (
            rows.group_by(PLACE + DIMENSIONS).agg(pl.col("n").sum(), pl.col("hit").sum())
        )
        return total(profiles)

    def total(frame):
        plans = []
        for keys in groupings():
            plan = frame.lazy()
            if len(keys) == 2:
                plan = plan.drop_nulls(keys)
            plans.append(plan.group_by(PLACE + keys).agg(pl.col("n").sum(), pl.col("hit").sum()))
        return sum(frame.height for frame in pl.collect_all(plans))

    return {"polars, from rows": lambda: total(rows), "polars, two steps": two_steps}


def duckdb_cells(connection):
    sets = ", ".join("(" + ", ".join(PLACE + keys) + ")" for keys in groupings())
    # Two groups crossed count only when both are known; the grouping id tells which are crossed.
    checks = " or ".join(
        f"(grouping({a}) = 0 and grouping({b}) = 0 and ({a} is null or {b} is null))"
        for a, b in itertools.combinations(DIMENSIONS, 2)
    )
    keys = ", ".join(PLACE + DIMENSIONS)

    def total(source):
        connection.execute(
            f"create or replace temp table cells as select {keys}, sum(n)::bigint as n, "
            f"sum(hit)::bigint as hit from {source} group by grouping sets ({sets}) "
            f"having not ({checks})"
        )
        return connection.execute("select count(*) from cells").fetchone()[0]

    def two_steps():
        connection.execute(
            f"create or replace temp table profiles as select {keys}, sum(n)::bigint as n, "
            f"sum(hit)::bigint as hit from rows group by {keys}"
        )
        return total("profiles")

    return {"DuckDB, from rows": lambda: total("rows"), "DuckDB, two steps": two_steps}


def main():
    kinds = {name: pl.UInt8 for name in DIMENSIONS + ["grade"]}
    kinds |= {"year": pl.UInt16, "school": pl.UInt16, "hit": pl.UInt32}
    rows = pl.read_csv(sys.argv[1], schema_overrides=kinds).with_columns(
        pl.lit(1, dtype=pl.UInt32).alias("n")
    )
    connection = duckdb.connect()
    connection.register("frame", rows.to_arrow())
    connection.execute("create table rows as select * from frame")
    runs = duckdb_cells(connection) | polars_cells(rows)
    only = sys.argv[2:] or list(runs)
    print(f"{rows.height} rows; polars {pl.__version__}, DuckDB {duckdb.__version__}")
    for name in only:
        seconds, cells = best(runs[name])
        print(f"{name:20} {seconds:8.3f} s  {cells} cells", flush=True)


if __name__ == "__main__":
    main()
