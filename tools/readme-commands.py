#!/usr/bin/env python3
"""Runs every command of the ```sh blocks of the given Markdown files, in order, from the folder of the checkout.

Commands that contain the text after --leave are listed and left to the caller. A block under an HTML comment `<!-- not run: REASON -->` is listed, not run. Exit 1 with the first command that fails."""
import re
import subprocess
import sys
import time


def blocks(text):
    for match in re.finditer(r"(<!-- not run: (.*?) -->\s*)?```sh\n(.*?)```", text, re.S):
        yield match.group(2), match.group(3)


def main():
    count = 0
    names = sys.argv[1:]
    left = None
    if "--leave" in names:
        place = names.index("--leave")
        left = names[place + 1]
        del names[place:place + 2]
    for name in names:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        for reason, body in blocks(text):
            body = body.replace("\\\n", " ")
            for line in filter(None, (l.strip() for l in body.splitlines())):
                if line.startswith("#"):
                    continue
                if reason:
                    print(f"{name}: skipped ({reason}): {line}")
                    continue
                if left and left in line:
                    print(f"{name}: left to the caller: {line}")
                    continue
                start = time.monotonic()
                run = subprocess.run(["bash", "-c", line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True)
                print(f"{name}: exit {run.returncode} in {time.monotonic() - start:.1f} s: {line}")
                if run.returncode != 0:
                    print(run.stdout[-4000:])
                    return 1
                count += 1
    print(f"{count} commands ran")
    return 0 if count else 1


sys.exit(main())
