#!/usr/bin/env python3
"""Measures what README.md states of the validation scenarios: a Markdown table on standard output.

    tools/theory-table.py [PROBE]

Runs 30 replications of each scenario of scenarios/validation/expected.csv by PROBE (.build/release/assay-probe)."""
import csv
import statistics
import subprocess
import sys

# Student's t at 0.99995 for 29 degrees of freedom: a 99.99 % interval, as in Tests/ValidationTests.
STUDENT, COUNT = 4.506, 30


def main():
    probe = sys.argv[1] if len(sys.argv) > 1 else ".build/release/assay-probe"
    with open("scenarios/validation/expected.csv", newline="", encoding="utf-8") as file:
        # The formula is the last cell and may hold commas.
        rows = [line.rstrip("\n").split(",", 5) for line in list(file)[1:]]
    print("| scenario | metric | closed form | measured (99.99 % interval of 30 runs) |\n| --- | --- | ---: | ---: |")
    for scenario in dict.fromkeys(row[0] for row in rows):
        wanted = [row for row in rows if row[0] == scenario]
        command = [probe, "replicate", f"scenarios/validation/{scenario}.yaml", str(COUNT), *(row[1] for row in wanted)]
        values = {}
        for metric, _, value in csv.reader(subprocess.run(command, check=True, capture_output=True, text=True)
                                           .stdout.splitlines()):
            values.setdefault(metric, []).append(float(value))
        for _, metric, expected, *_ in wanted:
            sample = values[metric]
            half = STUDENT * statistics.stdev(sample) / COUNT ** 0.5
            print(f"| {scenario} | `{metric}` | {float(expected):.5g} | {statistics.fmean(sample):.5g} ± {half:.2g} |")


main()
