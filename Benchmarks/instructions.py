#!/usr/bin/env python3
"""Counts the instructions of each workload's run and compares them with what is written down.

    instructions.py [--record] [--tolerance PERCENT] [WORKLOAD]...

Counts repeat to the third digit where times do not, so a change that makes a workload dearer by more than the tolerance
(3 percent by default) fails. `--record` writes down what is counted now, in `instructions.json`. Needs valgrind and a built
`workload-driver`; the counts hold for one compiler and one kind of processor, which are written down with them.
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
DRIVER = os.path.join(HERE, ".build", "release", "workload-driver")


def count(definition, value, loads, folder):
    """Instructions of the run alone, or of loading and validating."""
    out = os.path.join(folder, "callgrind.out")
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out]
    if not loads:
        command.append("--toggle-collect=*VirtualTimeDriverV3run*")
    command += [DRIVER, definition, value] + (["--load-only"] if loads else [])
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found or int(found.group(1)) == 0:
        sys.exit(f"{definition}: nothing was counted\n{done.stderr[-500:]}")
    return int(found.group(1))


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
        for name in compare.own_workloads(folder):
            if options.workloads and name not in options.workloads and name[0] not in options.workloads:
                continue
            files = [os.path.join(folder, f"{name}.{part}.json") for part in ("asl", "input")]
            counts[name] = count(*files, name.startswith("i_"), folder)
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
