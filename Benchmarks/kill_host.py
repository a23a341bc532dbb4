#!/usr/bin/env python3
"""Kills a process that runs executions over a file store, again and again, and looks at what has become of them.

`store-driver serve` runs 200 executions and is killed with SIGKILL at random moments; each next process goes on where the
last was. When all have ended, `store-driver verify` compares them with undisturbed runs, and the next 200 begin in another
folder, until so many kills have been done. Checked are: no start, answer or end that was acknowledged had to be acknowledged
again; the answers in the histories are those that were acknowledged first; each history has its events once, from 1 on, in
the order of an undisturbed run; the outputs are those of an undisturbed run.

    swift build -c release --package-path Benchmarks --product store-driver
    python3 Benchmarks/kill_host.py --kills 1000
"""
import argparse
import datetime
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--driver", default=HERE / ".build/release/store-driver", help="the built store-driver")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--executions", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=0.6, help="the longest that a process lives")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--folder", help="where to work, to be looked at afterwards; a temporary folder by default")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    began = time.monotonic()
    kills = runs = 0
    with tempfile.TemporaryDirectory() as root:
        while kills < arguments.kills:
            folder = os.path.join(arguments.folder or root, str(runs))
            os.makedirs(folder)
            kills += run(arguments, folder, chance, arguments.kills - kills)
            runs += 1
            print(f"{kills} kills, {runs * arguments.executions} executions, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{kills} kills, {runs} times {arguments.executions} executions: nothing acknowledged is lost, no event is missing "
          "or there twice, all have ended as undisturbed")


def run(arguments, folder, chance, most):
    """Runs executions to their end, killing the process at most so often; gives how often."""
    said = os.path.join(folder, "said")
    kills = 0
    while True:
        with open(said, "ab") as output:
            process = subprocess.Popen([arguments.driver, "serve", folder, str(arguments.executions)], stdout=output)
            try:
                status = process.wait(chance.uniform(0, arguments.seconds) if kills < most else 120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                if kills >= most:
                    raise SystemExit(f"{folder}: the executions do not end")
                kills += 1
                continue
        if status != 0:
            raise SystemExit(f"{folder}: the driver has ended with {status}")
        verify(arguments, folder, said)
        return kills


def verify(arguments, folder, said):
    counts, answered = {}, {}
    with open(said, encoding="utf-8") as lines:
        for line in lines:
            kind, *fields = line.split()
            if kind == "failed":
                raise SystemExit(f"{folder}: {line}")
            if kind == "answered":
                answered[fields[0], int(fields[1])] = int(fields.pop())
            key = (kind, *fields)
            counts[key] = counts.get(key, 0) + 1
            # A process that is killed after an end was printed knows of it no more, and prints it again.
            if counts[key] > 1 and kind in ("started", "answered"):
                raise SystemExit(f"{folder}: '{' '.join(key)}' was acknowledged twice: the first one is lost")
    result = subprocess.run([arguments.driver, "verify", folder, str(arguments.executions)], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{folder}: {result.stderr}{result.stdout}")
    found = {number: times for number, *times in map(str.split, result.stdout.replace("Z", "+00:00").splitlines())}
    if len(found) != arguments.executions:
        raise SystemExit(f"{folder}: {len(found)} executions are there")
    for (order, question), acknowledged in answered.items():
        if datetime.datetime.fromisoformat(found[order][question]).timestamp() * 1000 > acknowledged:
            raise SystemExit(f"{folder}: the answer {question} of order {order} is later than its acknowledgement")


if __name__ == "__main__":
    sys.exit(main())
