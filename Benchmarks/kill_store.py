#!/usr/bin/env python3
"""Kills a process that commits to a file store, again and again, and looks at what is there.

Each round starts `store-driver write`, kills it with SIGKILL at a random moment, opens the folder with `store-driver
check`, and compares: everything that was acknowledged is there, at most one commit of each writer more, each as a whole.

    swift build --package-path Benchmarks --product store-driver
    python3 Benchmarks/kill_store.py --rounds 100
"""
import argparse
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).parent


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--driver", default=HERE / ".build/debug/store-driver", help="the built store-driver")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=0.5, help="the longest that a process lives")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    total = 0
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, "store")
        held = [0] * arguments.writers
        for round_number in range(arguments.rounds):
            acknowledged = write(arguments, folder, chance.uniform(0, arguments.seconds))
            found = check(arguments, folder)
            for writer, before in enumerate(held):
                promised = max(before, acknowledged.get(writer, -1) + 1)
                now = found.get(writer, 0)
                if not promised <= now <= promised + 1:
                    raise SystemExit(f"round {round_number}: writer {writer} was told of {promised} commits, {now} are there")
                total += now - before
                held[writer] = now
    print(f"{arguments.rounds} rounds, {total} commits: nothing acknowledged is lost, nothing is there in part")


def write(arguments, folder, seconds):
    """Runs the driver for so long; gives the last record of each writer that it has said to be kept."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([arguments.driver, "write", folder, str(arguments.writers)], stdout=output)
        time.sleep(seconds)
        if process.poll() is not None:
            raise SystemExit(f"the driver ended by itself: {process.returncode}")
        process.send_signal(signal.SIGKILL)
        process.wait()
        output.seek(0)
        return {int(writer): int(number) for writer, number in map(bytes.split, output.read().splitlines())}


def check(arguments, folder):
    result = subprocess.run([arguments.driver, "check", folder, str(arguments.writers)], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"check failed: {result.stderr}{result.stdout}")
    return {int(writer): int(number) for writer, number in map(str.split, result.stdout.splitlines())}


if __name__ == "__main__":
    main()
