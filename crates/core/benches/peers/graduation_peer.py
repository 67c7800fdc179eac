"""A straightforward first-fit audit, for scale: python3 graduation_peer.py LINES.csv

Reads the lines that the benchmark wrote (student by student) and counts each course for the first
requirement that it fits and that still needs credit. Prints how many students it calls complete,
and how long it took, reading included and apart.
"""

import csv
import resource
import sys
import time

REQUIREMENTS = [
    ("english", 8, lambda r: r["subject"] == "english_language_arts"),
    ("algebra_1", 2, lambda r: r["sced"] == "02052"),
    ("geometry", 2, lambda r: r["sced"] == "02072"),
    ("mathematics", 2, lambda r: r["subject"] == "mathematics"),
    ("biology", 2, lambda r: r["sced"].startswith("0305")),
    ("science", 4, lambda r: r["subject"] == "science"),
    ("world_studies", 2, lambda r: r["sced"][:4] in ("0400", "0405", "0406")),
    ("us_history", 2, lambda r: r["sced"][:4] == "0410" or r["sced"] in ("04111", "04054")),
    ("civics", 2, lambda r: r["sced"][:4] in ("0415", "0420")),
    ("health", 1, lambda r: r["sced"].startswith("0805")),
    ("physical_education", 1, lambda r: r["subject"] == "physical_education" and not r["sced"].startswith("0805")),
    ("arts_language_career", 2, lambda r: r["subject"] in ("arts", "world_languages", "career_technical")),
    ("electives", 18, lambda r: True),
]


def audit(lines):
    """Whether every requirement is met, by first-fit; halves of a course count once."""
    need = [units for _, units, _ in REQUIREMENTS]
    passed = {}
    total = 0.0
    credit = [0.0] * len(need)
    for line in lines:
        earned = float(line["earned"])
        if earned <= 0 or line["mark"] == "F":
            continue
        key = line["course"]
        whole = float(line["credits"])
        earned = min(earned, whole - passed.get(key, 0.0))
        if earned <= 0:
            continue
        passed[key] = passed.get(key, 0.0) + earned
        total += earned
        units = earned * 2
        for at, (_, _, fits) in enumerate(REQUIREMENTS):
            if units > 0 and credit[at] < need[at] and fits(line):
                take = min(units, need[at] - credit[at])
                credit[at] += take
                units -= take
    return total >= 24 and all(have >= asked for have, asked in zip(credit, need))


def main():
    start = time.process_time()
    students = complete = 0
    reading = 0.0
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        current, lines = None, []
        for row in csv.DictReader(file):
            if row["student"] != current:
                if lines:
                    students += 1
                    complete += audit(lines)
                current, lines = row["student"], []
            lines.append(row)
        if lines:
            students += 1
            complete += audit(lines)
    whole = time.process_time() - start
    start = time.process_time()
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        for _ in csv.DictReader(file):
            pass
    reading = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{students} students, {complete} complete by first-fit")
    print(f"{whole:.1f} s of processor time, of which {reading:.1f} s reading; {peak} MiB")


if __name__ == "__main__":
    main()
