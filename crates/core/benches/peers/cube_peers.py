"""The cube of benches/cube.rs by polars and DuckDB, on the same rows.

`cargo bench -p traction-core --bench cube` writes the rows, calls this and compares. By hand:

    TRACTION_BENCH_ROWS=rows.csv cargo bench -p traction-core --bench cube
    python benches/peers/cube_peers.py rows.csv [NAME ...]

Both peers do what the cube does: count and sum by year, school and grade, for all students, each
group of eight dimensions ("not known" kept as a group), and each two known groups of different
dimensions crossed. Both are given the ways that a user of theirs would try: straight from the rows,
which is slow and run only when named, and in two steps (first by whole profile, as the cube does)
with all groupings at once or one after another. Times are the best of three, rows already in
memory. Needs `pip install polars duckdb`.

Each line is the name, seconds, seconds of processor time, and cells, with tabs between.
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
        start, used = time.perf_counter(), time.process_time()
        result = run()
        times.append((time.perf_counter() - start, time.process_time() - used))
    return *min(times), result


def groupings():
    yield []
    yield from ([d] for d in DIMENSIONS)
    yield from (list(pair) for pair in itertools.combinations(DIMENSIONS, 2))


def known(keys):
    return " and ".join(f"{k} is not null" for k in keys)


def polars_cells(rows):
    """One group-by a grouping, all handed to polars at once so that it may share work."""

    def profiles():
        return rows.group_by(PLACE + DIMENSIONS).agg(pl.col("n").sum(), pl.col("hit").sum())

    def plans(frame):
        for keys in groupings():
            plan = frame.lazy()
            if len(keys) == 2:
                plan = plan.drop_nulls(keys)
            yield plan.group_by(PLACE + keys).agg(pl.col("n").sum(), pl.col("hit").sum())

    def at_once(frame):
        return sum(cells.height for cells in pl.collect_all(list(plans(frame))))

    def in_turn(frame):
        kept = [plan.collect() for plan in plans(frame)]
        return sum(cells.height for cells in kept)

    return {
        "polars, from rows": lambda: at_once(rows),
        "polars, two steps": lambda: at_once(profiles()),
        "polars, two steps in turn": lambda: in_turn(profiles()),
    }


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

    def in_turn():
        connection.execute(
            f"create or replace temp table profiles as select {keys}, sum(n)::bigint as n, "
            f"sum(hit)::bigint as hit from rows group by {keys}"
        )
        cells = 0
        for number, crossed in enumerate(groupings()):
            columns = ", ".join(PLACE + crossed)
            only = f"where {known(crossed)}" if len(crossed) == 2 else ""
            connection.execute(
                f"create or replace temp table cells_{number} as select {columns}, "
                f"sum(n)::bigint as n, sum(hit)::bigint as hit from profiles {only} "
                f"group by {columns}"
            )
            cells += connection.execute(f"select count(*) from cells_{number}").fetchone()[0]
        return cells

    return {
        "DuckDB, from rows": lambda: total("rows"),
        "DuckDB, two steps": two_steps,
        "DuckDB, two steps in turn": in_turn,
    }


def main():
    path, *only = sys.argv[1:]
    kinds = {"year": pl.UInt16, "school": pl.UInt16, "grade": pl.UInt8}
    kinds |= {name: pl.UInt8 for name in DIMENSIONS} | {"hit": pl.UInt32}
    rows = pl.read_csv(path, schema_overrides=kinds).with_columns(
        pl.lit(1, dtype=pl.UInt32).alias("n")
    )
    connection = duckdb.connect()
    types = {"year": "USMALLINT", "school": "USMALLINT", "grade": "UTINYINT"}
    types |= {name: "UTINYINT" for name in DIMENSIONS} | {"hit": "UINTEGER"}
    connection.execute(
        f"create table rows as select *, 1::uinteger as n from read_csv(?, header = true, "
        f"columns = {types})",
        [path],
    )
    runs = duckdb_cells(connection) | polars_cells(rows)
    print(f"# {rows.height} rows; polars {pl.__version__}, DuckDB {duckdb.__version__}", flush=True)
    for name in only or [name for name in runs if "from rows" not in name]:
        seconds, processor, cells = best(runs[name])
        print(f"{name}\t{seconds:.3f}\t{processor:.3f}\t{cells}", flush=True)


if __name__ == "__main__":
    main()
