#!/usr/bin/env python3
"""Prints the tables of scenarios/quickstart.yaml from the traces they are derived from.

    tools/quickstart-tables.py DATA

DATA/traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv: Azure/AzurePublicDataset, CC-BY 4.0; Patel et al.,
"Splitwise", ISCA 2024. DATA/traces/servegen/language_m-small_chunk-27-trace.csv: alibaba/ServeGen, Apache-2.0."""
import csv
import sys

PARTS = 40


def quantiles(lengths):
    """41 quantiles in steps of 2.5 %; the last is put where the line to it passes through the 99th percentile."""
    lengths = sorted(lengths)
    count = len(lengths)
    table = [lengths[0]] + [lengths[round(count * part / PARTS) - 1] for part in range(1, PARTS + 1)]
    ninety_nine = lengths[-(-99 * count // 100) - 1]
    table[-1] = round(table[-2] + (ninety_nine - table[-2]) / 0.6)
    return table


def day(path):
    """Mean rate in the two hours round 0 h, 2 h, … over the mean rate of all; windows of 10 minutes in the file."""
    with open(path, newline="", encoding="utf-8") as file:
        windows = [(float(row[0]), float(row[1])) for row in csv.reader(file) if row[1]]
    mean = sum(rate for _, rate in windows) / len(windows)
    shares = [[] for _ in range(12)]
    for start, rate in windows:
        shares[int((start + 300 + 3600) // 7200) % 12].append(rate)
    return [round(sum(share) / len(share) / mean, 2) for share in shares]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    traces = sys.argv[1] + "/traces"
    with open(f"{traces}/azure-llm-2023/AzureLLMInferenceTrace_conv.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    print("prompt_tokens:", quantiles(int(row["ContextTokens"]) for row in rows))
    print("output_tokens:", quantiles(int(row["GeneratedTokens"]) for row in rows))
    print("rates every two hours:", day(f"{traces}/servegen/language_m-small_chunk-27-trace.csv"))


main()
