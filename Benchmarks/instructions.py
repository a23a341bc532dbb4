#!/usr/bin/env python3
"""Counts the instructions of each workload's run, and of reading and evaluating paths, and compares them with what is
written down.

    instructions.py [--record] [--tolerance PERCENT] [WORKLOAD]...

Counts repeat to the third digit where times do not, so a change that makes a workload dearer by more than the tolerance
(3 percent by default) fails. `--record` writes down what is counted now, in `instructions.json`. Needs valgrind, and
`workload-driver` and `path-driver` built; the counts hold for one compiler and one kind of processor, which are written down with them.
"""
import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

import compare

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(HERE, "instructions.json")
DRIVERS = os.path.join(HERE, ".build", "release")
# What `path-driver` does, and how often.
PATHS = {"definite": 1000, "indefinite": 100, "filter": 100, "slice": 100, "template": 100}


def count(command, folder, function=None):
    """Instructions of a command, or of a function in it."""
    out = os.path.join(folder, "callgrind.out")
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out]
    if function:
        valgrind.append(f"--toggle-collect=*{function}*")
    done = subprocess.run(valgrind + command, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found or int(found.group(1)) == 0:
        sys.exit(f"{' '.join(command)}: nothing was counted\n{done.stderr[-500:]}")
    return int(found.group(1))


def counted(folder):
    """The names of what is counted, each with the command and the function in it: None for all, as in loading."""
    driver = os.path.join(DRIVERS, "workload-driver")
    for name in compare.own_workloads(folder):
        command = [driver] + [os.path.join(folder, f"{name}.{part}.json") for part in ("asl", "input")]
        if name.startswith("i_"):
            yield name, command + ["--load-only"], None
        else:
            yield name, command, "VirtualTimeDriverV3run"
    for kind, often in PATHS.items():
        yield f"path_{kind}", [os.path.join(DRIVERS, "path-driver"), kind, str(often)], "repeatWork"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--tolerance", type=float, default=3)
    parser.add_argument("workloads", nargs="*")
    options = parser.parse_args()
    compiler = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    here = {"compiler": compiler, "processor": platform.machine()}
    recorded = {}
    if os.path.exists(RECORD):
        with open(RECORD, encoding="utf-8") as file:
            recorded = json.load(file)
    if not options.record and recorded.get("on") != here:
        print(f"what is written down was counted with {recorded.get('on')}, this is {here}")
    counts, dearer = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for name, command, function in counted(folder):
            if options.workloads and not {name, name.split("_")[0]} & set(options.workloads):
                continue
            counts[name] = count(command, folder, function)
            before = recorded.get("instructions", {}).get(name)
            change = (counts[name] / before - 1) * 100 if before else None
            print(f"{name:24}{counts[name]:>15,}" + (f"{change:>+8.1f} %" if before else ""), flush=True)
            if before and change > options.tolerance:
                dearer.append(name)
    if options.record:
        kept = dict(recorded.get("instructions", {}), **counts)
        with open(RECORD, "w", encoding="utf-8") as file:
            json.dump({"on": here, "instructions": kept}, file, indent=2)
            file.write("\n")
    elif dearer:
        sys.exit("dearer than written down: " + ", ".join(dearer))


if __name__ == "__main__":
    main()
