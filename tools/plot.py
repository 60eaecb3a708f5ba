#!/usr/bin/env python3
"""Draws runs of Assay as one SVG, with Python's standard library alone.

    tools/plot.py --out day.svg LABEL=FOLDER [LABEL=FOLDER ...]

Left: requests per second and busy providers by fleet over simulated time, of the first run (timeseries.csv). Right: the
share of completed jobs whose first token came within a time, for every run (jobs.csv). Same files, same bytes."""
import argparse
import bisect
import csv
import os
import sys

WIDTH, HEIGHT = 960, 384
INK, FAINT, GRID, PAPER = "#1f2933", "#5b6773", "#dfe4ea", "#ffffff"
COLOURS = ["#1763b6", "#e07b1a", "#2e8b57", "#9b3fb5", "#b5303f", "#6b6f76"]
LONGEST_SECONDS = 30.0


class Panel:
    """A rectangle of the picture with linear axes."""

    def __init__(self, svg, left, top, width, height, x_end, y_end):
        self.svg, self.left, self.top, self.width, self.height = svg, left, top, width, height
        self.x_end, self.y_end = x_end, y_end

    def x(self, value):
        return self.left + self.width * value / self.x_end

    def y(self, value):
        return self.top + self.height * (1 - value / self.y_end)

    def frame(self, title, x_ticks, y_ticks, x_label=None, x_text=str, y_text=str):
        for tick in y_ticks:
            self.svg.line(self.left, self.y(tick), self.left + self.width, self.y(tick), GRID)
            self.svg.text(self.left - 7, self.y(tick) + 4, y_text(tick), "end", FAINT)
        for tick in x_ticks:
            self.svg.line(self.x(tick), self.top + self.height, self.x(tick), self.top + self.height + 4, FAINT)
            if x_label:
                self.svg.text(self.x(tick), self.top + self.height + 18, x_text(tick), "middle", FAINT)
        self.svg.line(self.left, self.top + self.height, self.left + self.width, self.top + self.height, FAINT)
        if x_label:
            self.svg.text(self.left + self.width / 2, self.top + self.height + 36, x_label, "middle", FAINT)
        self.svg.text(self.left - 30, self.top - 12, title, "start", INK, weight="600")

    def curve(self, points, colour, dash=None):
        path = " ".join(f"{self.x(x):.1f},{self.y(min(y, self.y_end)):.1f}" for x, y in points)
        style = f' stroke-dasharray="{dash}"' if dash else ""
        self.svg.add(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"{style}/>')

    def band(self, lower, upper, colour):
        edge = upper + lower[::-1]
        path = " ".join(f"{self.x(x):.1f},{self.y(min(y, self.y_end)):.1f}" for x, y in edge)
        self.svg.add(f'<polygon points="{path}" fill="{colour}" fill-opacity="0.75"/>')


class Picture:
    def __init__(self, title):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
            ' font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="12"'
            f' role="img" aria-label="{escape(title)}">',
            # A sheet of its own keeps the picture readable on dark pages.
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="8" fill="{PAPER}" stroke="{GRID}"/>',
        ]

    def add(self, part):
        self.parts.append(part)

    def line(self, x1, y1, x2, y2, colour):
        self.add(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>')

    def text(self, x, y, words, anchor, colour, weight="400", size=12):
        self.add(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}"'
                 f' font-size="{size}">{escape(words)}</text>')

    def key(self, x, y, colour, words, is_area=False):
        height = 10 if is_area else 3
        self.add(f'<rect x="{x:.1f}" y="{y - 4 - height / 2:.1f}" width="16" height="{height}" fill="{colour}"'
                 f' fill-opacity="{0.75 if is_area else 1}"/>')
        self.text(x + 22, y, words, "start", INK)

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.parts + ["</svg>"]) + "\n")


def escape(words):
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def steps(end, count=4):
    """Ticks from 0 at round distances, and the end of the axis."""
    raw, size = end / count, 1e-6
    while not any(size * m >= raw for m in (1, 2, 2.5, 5)):
        size *= 10
    step = next(size * m for m in (1, 2, 2.5, 5) if size * m >= raw)
    number = int(-(-end // step))
    return [round(i * step, 9) for i in range(number + 1)]


def short(value):
    return f"{value:g}"


def series(folder):
    """(entity, metric) -> [(time in s, value)]"""
    found = {}
    with open(os.path.join(folder, "timeseries.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["entity"], row["metric"]), []).append((float(row["time_s"]), float(row["value"])))
    return found


def first_tokens(folder):
    """Ordered times to the first token of completed jobs, in seconds."""
    with open(os.path.join(folder, "jobs.csv"), newline="", encoding="utf-8") as file:
        return sorted(float(row["ttft_s"]) for row in csv.DictReader(file) if row["outcome"] == "completed")


def draw_day(svg, data):
    arrived = [(0.0, 0.0)] + data[("network", "jobs_arrived")]
    rates = [((a[0] + b[0]) / 7200, (b[1] - a[1]) / (b[0] - a[0])) for a, b in zip(arrived, arrived[1:])]
    end = arrived[-1][0] / 3600
    hours = steps(end, 6) if end % 4 else [end * i / 6 for i in range(7)]
    ticks = steps(max(rate for _, rate in rates), 2)
    top = Panel(svg, 58, 70, 400, 70, end, ticks[-1])
    top.frame("requests per second", hours, ticks, y_text=short)
    top.curve(rates, INK)

    fleets = [entity for entity, metric in data if metric == "busy" and entity != "network"]
    times = [time / 3600 for time, _ in data[(fleets[0], "busy")]]
    stacks, sums = [], [0.0] * len(times)
    for fleet in fleets:
        below = list(zip(times, sums))
        sums = [total + value for total, (_, value) in zip(sums, data[(fleet, "busy")])]
        stacks.append((fleet, below, list(zip(times, sums))))
    ticks = steps(max(above for _, _, line in stacks for _, above in line), 5)
    panel = Panel(svg, 58, 200, 400, 130, end, ticks[-1])
    panel.frame("computers at work", hours, ticks, "time of day (h)", short, short)
    for index, (fleet, below, above) in enumerate(stacks):
        panel.band(below, above, COLOURS[index % len(COLOURS)])
    ups = [(time / 3600, value) for time, value in data[(fleets[0], "up")]]
    panel.curve(ups, COLOURS[0], "4 3")
    x = 168
    for index, (fleet, _, _) in enumerate(stacks):
        svg.key(x, 188, COLOURS[index % len(COLOURS)], fleet, is_area=True)
        x += 36 + 7 * len(fleet)
    svg.add(f'<line x1="{x}" y1="184" x2="{x + 16}" y2="184" stroke="{COLOURS[0]}" stroke-width="1.8"'
            ' stroke-dasharray="4 3"/>')
    svg.text(x + 22, 188, f"{fleets[0]} on", "start", INK)


def draw_latencies(svg, runs):
    panel = Panel(svg, 560, 70, 370, 260, LONGEST_SECONDS, 100.0)
    panel.frame("jobs whose first token came within …", [0, 5, 10, 15, 20, 25, 30], [0, 25, 50, 75, 100],
                "time to first token (s)", short, lambda value: f"{value:g} %")
    for index, (label, folder) in enumerate(runs):
        colour = COLOURS[(index + 2) % len(COLOURS)]
        times = first_tokens(folder)
        if not times:
            sys.exit(f"{folder}: no job was completed")
        grid = [LONGEST_SECONDS * i / 300 for i in range(301)]
        panel.curve([(at, 100 * bisect.bisect_right(times, at) / len(times)) for at in grid], colour)
        ninety = times[int(0.9 * len(times))]
        svg.key(670, 288 + 20 * index, colour, f"policy {label}: 90 % within {ninety:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, help="the SVG to write")
    parser.add_argument("--title", default="", help="heading of the picture")
    parser.add_argument("runs", nargs="+", metavar="LABEL=FOLDER")
    arguments = parser.parse_args()
    runs = [tuple(run.split("=", 1)) for run in arguments.runs]
    if any(len(run) != 2 for run in runs):
        parser.error("runs are given as LABEL=FOLDER")
    svg = Picture(arguments.title or "a run of Assay")
    svg.text(28, 32, arguments.title, "start", INK, weight="700", size=15)
    draw_day(svg, series(runs[0][1]))
    draw_latencies(svg, runs)
    svg.save(arguments.out)


if __name__ == "__main__":
    main()
