"""The elimination of benches/disclosure.rs done densely with numpy, on the table that it writes.

Cells are columns over the innermost cells; published ones are eliminated in order of rank, and one
is refused if a secret column would vanish. Floating point, one table: for time and for the share
withheld, not for proof.

    TRACTION_BENCH_TABLE=/tmp/table.csv cargo bench -p traction-core --bench disclosure
    python3 crates/core/benches/peers/disclosure_peers.py /tmp/table.csv
"""

import csv
import sys
import time

import numpy as np


def read(path):
    cells, sums = [], []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "cell":
                cells.append((int(row["n"]), int(row["rank"]), row["secret"] == "1"))
            else:
                sums.append((int(row["place"]), [int(part) for part in row["parts"].split()]))
    return cells, sums


def matrix(cells, sums):
    """Columns of all cells over a basis of the null space of the sums."""
    ties = np.zeros((len(sums), len(cells)))
    for row, (whole, parts) in enumerate(sums):
        ties[row, whole] = -1
        ties[row, parts] += 1
    _, singular, right = np.linalg.svd(ties, full_matrices=True)
    rank = int((singular > 1e-9 * singular[0]).sum())
    return right[rank:]


def protect(cells, sums):
    columns = matrix(cells, sums)
    secret = [place for place, cell in enumerate(cells) if cell[2]]
    order = sorted(
        (place for place, cell in enumerate(cells) if not cell[2]), key=lambda p: -cells[p][1]
    )
    withheld = list(secret)
    for place in order:
        column = columns[:, place]
        size = np.linalg.norm(column)
        if size < 1e-7:
            continue
        unit = column / size
        rest = columns[:, secret] - np.outer(unit, unit @ columns[:, secret])
        if (np.linalg.norm(rest, axis=0) < 1e-7).any():
            withheld.append(place)
            continue
        columns = columns - np.outer(unit, unit @ columns)
    return withheld


def main():
    cells, sums = read(sys.argv[1])
    zeros = [place for place, cell in enumerate(cells) if cell[0] == 0]
    sums = sums + [(zero, []) for zero in zeros]
    start = time.process_time()
    withheld = protect(cells, sums)
    some = sum(1 for cell in cells if cell[0] > 0)
    print(
        f"{len(cells)} cells: {time.process_time() - start:.1f} s of processor, "
        f"withheld {100 * len(withheld) / some:.1f}% (elimination only)"
    )


if __name__ == "__main__":
    main()
