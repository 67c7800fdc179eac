# Plain Python deferred acceptance with heaps, and PyPI's `matching`, on the instances that
# benches/choice.rs wrote. Usage: choice_peers.py FOLDER
# Prints solve seconds (best of three, process time) and the same check sum.
import csv, heapq, sys, time
from pathlib import Path


def read(folder):
    seats = {}
    with open(folder / "seats.csv") as f:
        for row in csv.DictReader(f):
            seats[int(row["program_id"])] = int(row["seats"])
    lists, keys = {}, {}
    with open(folder / "applications.csv") as f:
        for row in csv.DictReader(f):
            a, p = int(row["applicant_id"]), int(row["program_id"])
            lists.setdefault(a, []).append(p)
            keys[a, p] = (int(row["class"]), int(row["lottery_number"]))
    return lists, keys, seats


def heap_deferred_acceptance(lists, keys, seats):
    held = {p: [] for p in seats}
    following = {a: 0 for a in lists}
    free = list(lists)
    while free:
        a = free.pop()
        while following[a] < len(lists[a]):
            p = lists[a][following[a]]
            following[a] += 1
            c, n = keys[a, p]
            entry = (-c, -n, a)
            if len(held[p]) < seats[p]:
                heapq.heappush(held[p], entry)
                break
            worst = heapq.heappushpop(held[p], entry)
            if worst[2] != a:
                free.append(worst[2])
                break
    return {a: p for p, entries in held.items() for _, _, a in entries}


def check_sum(given):
    return sum((a + 1) * (p + 1) for a, p in given.items()) % 2**64


def with_matching(lists, keys, seats):
    from matching.games import HospitalResident

    applicants = {}
    for (a, p), key in keys.items():
        applicants.setdefault(p, []).append((key, a))
    hospitals = {f"p{p}": [f"a{a}" for _, a in sorted(v)] for p, v in applicants.items()}
    residents = {f"a{a}": [f"p{p}" for p in v] for a, v in lists.items()}
    capacities = {f"p{p}": seats[p] for p in applicants}
    begin = time.process_time()
    game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
    built = time.process_time()
    solved = game.solve(optimal="resident")
    end = time.process_time()
    given = {int(r.name[1:]): int(h.name[1:]) for h, rs in solved.items() for r in rs}
    return given, built - begin, end - built


for folder in sorted(Path(sys.argv[1]).iterdir(), key=lambda f: f.stat().st_size):
    lists, keys, seats = read(folder)
    best = 1e9
    for _ in range(3):
        begin = time.process_time()
        given = heap_deferred_acceptance(lists, keys, seats)
        best = min(best, time.process_time() - begin)
    print(f"{folder.name}: heap {best:.4f} s, {len(given)} given, check sum {check_sum(given)}", flush=True)
    if len(lists) <= int(sys.argv[2] if len(sys.argv) > 2 else 8000):
        sys.setrecursionlimit(100_000)
        try:
            given, build, solve = with_matching(lists, keys, seats)
            print(f"{folder.name}: matching build {build:.2f} s, solve {solve:.2f} s, {len(given)} given, check sum {check_sum(given)}", flush=True)
        except Exception as error:
            print(f"{folder.name}: matching: {type(error).__name__}: {error}", flush=True)
