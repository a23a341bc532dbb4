#!/usr/bin/env python3
"""Runs this library and other programs on the same work in one run, and prints a table.

    compare.py [--bench FOLDER] [--python PYTHON] [--runs N] [--only WORD,WORD] [--build] [--out FILE]

    --bench FOLDER   a folder with `workloads/` (index.json, NAME.asl.json, NAME.input.json), `peers/py_asl_engine.py`,
                     `make_inputs.py` and `jsonata_python.py`; without it, small workloads of this script's own are run
    --python PYTHON  the interpreter that has the peers: `pip install moto jsonata-python orjson`
    --only WORDS     rows whose names contain one of the words: a, b, ... i, json, jsonata, scale
    --build          builds the drivers first

What counts is the processor time of the process, as the median of several runs. The goals ("must", "aim") are times on the
machine on which orjson parses 269 MB/s; on another machine they are longer or shorter by what orjson reaches there, in the
same run. Those of JSONata are the reference's times, longer or shorter by what jsonata-python takes.
Python's standard library only.
"""
import argparse
import hashlib
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

import json_documents

HERE = os.path.dirname(os.path.abspath(__file__))
DRIVERS = ("workload-driver", "json-driver", "jsonata-driver", "scale-driver")

# Row: (milliseconds of moto 5.2.1 where the goals were set, or None where it fails; must; aim).
WORKLOAD_GOALS = {
    "a_pass_chain": (434, 0.5, 0.15),
    "b_choice_loop": (7591, 15, 5),
    "b_choice_loop_jsonata": (None, 40, 12),
    "c_task_chain": (797, 2, 0.6),
    "d_map_mc0": (16822, 40, 15),
    "d_map_mc40": (16822, 40, 15),
    "e_parallel": (535, 0.5, 0.2),
    "f_payload": (6089, 5, 1.5),
    "g_retry_storm": (311, 2, 0.4),
    "h_jsonata": (None, 40, 12),
    "i_big_definition": (5367, 30, 10),
}
# Megabytes a second of orjson where the goals were set; must; aim.
JSON_GOALS = {"parse": (269, 300, 500), "write": (1458, 350, 800)}
# Milliseconds of the reference on V8 and of jsonata-python, measured side by side.
JSONATA_TIMES = {
    "nav_small": (0.0027, 0.043), "state_output_small": (0.0061, 0.040), "nav_large": (0.70, 21),
    "wildcard_descent": (0.57, 6.9), "filter_large": (1.45, 26), "aggregate_large": (6.3, 62),
    "sort_large": (11, 96), "group_by_large": (1.6, 28), "object_build": (5.6, 50), "string_build": (4.0, 40),
    "regex_replace": (0.028, 0.116), "higher_order": (4.8, 32), "recursion_fib": (4.6, 35),
    "tail_recursion": (29, 188), "date_format": (0.73, 7.8), "number_format": (1.05, 6.3), "join_large": (14, 78),
    "transform": (1.27, 7.2),
}
WAITING_BYTES = (2048, 600)

ORJSON = """
import json, sys, time, orjson
def rate(work, size):
    times = []
    end = time.process_time() + 0.4
    while time.process_time() < end or len(times) < 5:
        start = time.process_time(); work(); times.append(time.process_time() - start)
    times.sort()
    return size / 1e6 / times[len(times) // 2]
for path in sys.argv[1:]:
    data = open(path, "rb").read()
    value = orjson.loads(data)
    print(json.dumps({"file": path, "parse_mb_s": rate(lambda: orjson.loads(data), len(data)),
                      "write_mb_s": rate(lambda: orjson.dumps(value), len(data))}), flush=True)
"""


class Table:
    """Rows of text, printed as they come and kept for the file."""

    def __init__(self, title, columns):
        self.lines = ["", "### " + title, "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
        print("\n".join(self.lines), flush=True)

    def row(self, *cells):
        self.lines.append("| " + " | ".join(cells) + " |")
        print(self.lines[-1], flush=True)

    def note(self, text):
        self.lines += ["", text]
        print("\n" + text, flush=True)


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def verdict(value, must, aim, higher=False):
    """Which goal a value reaches."""
    if value is None:
        return "not measured"
    if higher:
        value, must, aim = -value, -must, -aim
    return "aim" if value <= aim else "must" if value <= must else "no"


def run(command, timeout=600):
    """The JSON Lines that a process prints; one with "problem" if there are none."""
    environment = dict(os.environ, BENCH_T0=repr(time.time()))
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return [{"problem": f"more than {timeout} s"}]
    except OSError as problem:
        return [{"problem": str(problem)}]
    lines = [json.loads(x) for x in done.stdout.splitlines() if x.startswith("{")]
    return lines or [{"problem": (done.stderr or done.stdout).strip()[-200:] or "no output"}]


def median(results, key):
    values = [r[key] for r in results if r.get(key) is not None]
    return statistics.median(values) if values else None


def machine_slowness(options, folder):
    """How many times as long orjson takes here to parse the mixed document as on the machine of the goals."""
    if not has_module(options.python, "orjson"):
        return None
    path = next(p for p in json_documents.write(folder) if os.path.basename(p) == "mixed.json")
    rates = [r["parse_mb_s"] for r in run([options.python, "-c", ORJSON, path, path, path]) if "parse_mb_s" in r]
    return JSON_GOALS["parse"][0] / statistics.median(rates) if rates else None


def has_module(python, name):
    return subprocess.run([python, "-c", "import " + name], capture_output=True).returncode == 0


# MARK: Workloads of this script's own

def own_workloads(folder):
    """Small definitions of the kinds that the table names, with the digests of their outputs."""
    def chain(count, state, name="S"):
        states = {}
        for i in range(count):
            states[f"{name}{i}"] = dict(state, **({"End": True} if i + 1 == count else {"Next": f"{name}{i + 1}"}))
        return {"StartAt": f"{name}0", "States": states}

    def lambda_task(name):
        return {"Type": "Task", "Resource": f"arn:aws:lambda:us-east-1:111111111111:function:{name}"}

    step = chain(3, {"Type": "Pass"})
    count = {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More"}
    more = {"Type": "Choice", "Default": "Done",
            "Choices": [{"Variable": "$.n", "NumericLessThan": 1000, "Next": "Count"}]}
    retry = [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 1, "MaxAttempts": 6, "BackoffRate": 2}]
    items, done = [{"i": i} for i in range(1000)], {"ok": True}
    # States that only move a payload of 200 KB about: nothing of its size may be done in any of them.
    payload = [{"id": i, "name": f"item {i:05}", "price": i / 4, "tags": ["red", "blue"], "note": "x" * 100}
               for i in range(1000)]
    take = {"Type": "Pass", "InputPath": "$.data", "ResultPath": "$.step",
            "Parameters": {"first.$": "$.items[0]", "count.$": "States.ArrayLength($.items)", "tag": "taken"}}
    rebuild = {"Type": "Pass", "Parameters": {"data.$": "$.data", "step.$": "$.step", "seen.$": "$.step.tag"}}
    moves = chain(100, rebuild)
    for i in range(0, 100, 2):
        moves["States"][f"S{i}"] = dict(take, Next=f"S{i + 1}")
    moved = {"data": {"items": payload}, "step": {"first": payload[0], "count": 1000, "tag": "taken"}, "seen": "taken"}
    made = {
        "a_pass_chain": (chain(1000, {"Type": "Pass"}), {"x": 1}, {"x": 1}),
        "b_choice_loop": ({"StartAt": "Count", "States": {"Count": count, "More": more, "Done": {"Type": "Succeed"}}},
                          {"n": 0}, {"n": 1000}),
        "c_task_chain": (chain(1000, lambda_task("work")), {"x": 1}, done),
        "d_map_mc0": ({"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": True, "ItemProcessor": dict(
            step, ProcessorConfig={"Mode": "INLINE"})}}}, items, items),
        "e_parallel": ({"StartAt": "All", "States": {"All": {"Type": "Parallel", "End": True, "Branches": [
            chain(100, {"Type": "Pass"}, f"B{i}-") for i in range(10)]}}}, {"x": 1}, [{"x": 1}] * 10),
        "f_payload": (moves, {"data": {"items": payload}}, moved),
        "g_retry_storm": (chain(100, dict(lambda_task("flaky"), Retry=retry)), {}, done),
        "h_jsonata": (dict(chain(1000, {"Type": "Pass", "Output": "{% $states.input %}"}), QueryLanguage="JSONata"),
                      {"x": 1}, {"x": 1}),
        "i_big_definition": (chain(5000, {"Type": "Pass", "Parameters": {"a.$": "$.a"}}), {}, None),
    }
    index = {}
    for name, (definition, value, output) in made.items():
        for part, content in (("asl", definition), ("input", value)):
            with open(os.path.join(folder, f"{name}.{part}.json"), "w") as file:
                json.dump(content, file)
        text = json.dumps(output, sort_keys=True, separators=(",", ":"))
        index[name] = {} if output is None else {"output_md5": hashlib.md5(text.encode()).hexdigest()}
    return index


# MARK: Tables

def wanted(options, *names):
    return not options.only or any(word in names for word in options.only)


def workloads(options, folder, index):
    """Executions: this library's driver, and moto where it is to be had."""
    peer = os.path.join(options.bench or "", "peers", "py_asl_engine.py")
    use_peer = os.path.isfile(peer) and has_module(options.python, "moto")
    table = Table("Executions: milliseconds of processor time", [
        "workload", "this library", "moto", "times faster", "must", "aim", "reached", "peak MB", "output"])
    for name, facts in index.items():
        if name not in WORKLOAD_GOALS or not wanted(options, name, name[0]):
            continue
        files = [os.path.join(folder, f"{name}.{part}.json") for part in ("asl", "input")]
        extra = ["--load-only"] if name.startswith("i_") else []
        key = "load_cpu_s" if extra else "run_cpu_s"
        ours = [run([driver(options, "workload-driver"), *files, *extra])[-1] for _ in range(options.runs)]
        mine, theirs = median(ours, key), None
        if use_peer and WORKLOAD_GOALS[name][0] is not None:
            virtual = ["--virtual-time"] if name.startswith("g_") else []
            command = [options.python, peer, "moto", *files, *extra, *virtual]
            theirs = median([run(command)[-1] for _ in range(options.peer_runs)], key)
        must, aim = WORKLOAD_GOALS[name][1:]
        # The table's goals hold for its own workloads, and move with the speed of the machine.
        scale = options.slowness or 1
        digest = facts.get("output_md5")
        right = "loaded" if extra else "right" if ours[-1].get("output_md5") == digest else "WRONG"
        problem = ours[-1].get("problem")
        goals = [number(must * scale), number(aim * scale), verdict(mine and mine * 1e3, must * scale, aim * scale)]
        table.row(name, number(mine and mine * 1e3), number(theirs and theirs * 1e3),
                  number(theirs / mine) if theirs and mine else "–", *(goals if options.bench else ["–"] * 3),
                  number(median(ours, "peak_rss_mb")), problem or right)
    table.note(f"orjson takes {options.slowness:.2f} times as long here as where the goals were set; so are the goals."
               if options.slowness else "Without orjson the goals are those of another machine.")
    return table


def json_speed(options, folder):
    paths = json_documents.write(folder)
    use_peer = has_module(options.python, "orjson")
    table = Table("JSON: megabytes a second of processor time", [
        "document", "parse", "orjson", "ratio", "must", "aim", "reached", "write", "orjson", "ratio", "must", "aim",
        "reached"])
    rounds = []
    for _ in range(options.runs):
        ours = {r["file"]: r for r in run([driver(options, "json-driver"), "--seconds", "0.3", *paths]) if "file" in r}
        peers = run([options.python, "-c", ORJSON, *paths]) if use_peer else []
        rounds.append((ours, {r["file"]: r for r in peers if "file" in r}))
    for path in paths:
        cells = [os.path.basename(path)[:-5]]
        for part in ("parse", "write"):
            mine = median([ours.get(path, {}) for ours, _ in rounds], part + "_mb_s")
            theirs = median([peers.get(path, {}) for _, peers in rounds], part + "_mb_s")
            before, must, aim = JSON_GOALS[part]
            scale = theirs / before if theirs else 1
            cells += [number(mine), number(theirs), f"{mine / theirs:.2f}" if mine and theirs else "–",
                      number(must * scale), number(aim * scale), verdict(mine, must * scale, aim * scale, higher=True)]
        table.row(*cells)
    return table


def jsonata(options, folder):
    if not options.bench:
        return None
    subprocess.run([sys.executable, os.path.join(options.bench, "make_inputs.py"), "--out", folder], check=True)
    ours = {}
    for _ in range(options.runs):
        for line in run([driver(options, "jsonata-driver"), folder, "0.3"], 1800):
            if "id" in line:
                ours.setdefault(line["id"], []).append(line["eval_ns_best"] / 1e6)
    theirs = {}
    if has_module(options.python, "jsonata"):
        command = [options.python, os.path.join(options.bench, "jsonata_python.py"), folder, "0.3"]
        for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
            parts = line.split()
            if len(parts) == 5 and parts[2].isdigit():
                theirs[parts[0]] = int(parts[2]) / 1e6
    table = Table("JSONata: milliseconds of one evaluation", [
        "case", "this library", "jsonata-python", "times faster", "must (the reference)", "reached"])
    ratios = []
    for name, (reference, python) in JSONATA_TIMES.items():
        mine = statistics.median(ours[name]) if name in ours else None
        peer = theirs.get(name)
        goal = reference * (peer / python if peer else 1)
        if mine:
            ratios.append(goal / mine)
        table.row(name, number(mine), number(peer), number(peer / mine) if peer and mine else "–", number(goal),
                  "not measured" if mine is None else "yes" if mine <= goal else "no")
    if ratios:
        mean = math.exp(statistics.fmean(math.log(x) for x in ratios))
        table.note(f"Over all, {mean:.2f} times as fast as the reference (geometric mean); the aim is 3.")
    return table


def scale(options):
    table = Table("Size", ["measurement", "figures", "must", "aim", "reached"])
    for name in ("waiting", "tokens", "live", "map", "distributed", "definition", "validation", "history"):
        for line in run([driver(options, "scale-driver"), name]):
            line.pop("measurement", None)
            figures = ", ".join(f"{key} {value}" for key, value in line.items())
            if name in ("waiting", "tokens"):
                must, aim = WAITING_BYTES
                table.row(name, figures, f"{must} bytes beyond payload", f"{aim} bytes beyond payload",
                          verdict(line.get("bytes_each", 0) - line.get("payload_bytes", 0) or None, must, aim))
            else:
                table.row(name, figures, "–", "–", "–")
    return table


def driver(options, name):
    return os.path.join(options.drivers, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peer-runs", type=int, default=3, help="runs of moto, which takes long")
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    parser.add_argument("--drivers", default=os.path.join(HERE, ".build", "release"))
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--out")
    options = parser.parse_args()
    if options.build:
        for name in DRIVERS:
            subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE, "--product", name], check=True)
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("workloads", "json", "jsonata"):
            os.mkdir(os.path.join(folder, name))
        options.slowness = machine_slowness(options, os.path.join(folder, "json"))
        if not options.only or any(len(word) == 1 or word in WORKLOAD_GOALS for word in options.only):
            if options.bench:
                place = os.path.join(options.bench, "workloads")
                with open(os.path.join(place, "index.json"), encoding="utf-8") as file:
                    index = json.load(file)
            else:
                place = os.path.join(folder, "workloads")
                index = own_workloads(place)
            tables.append(workloads(options, place, index))
        if wanted(options, "json"):
            tables.append(json_speed(options, os.path.join(folder, "json")))
        if wanted(options, "jsonata"):
            tables.append(jsonata(options, os.path.join(folder, "jsonata")))
        if wanted(options, "scale"):
            tables.append(scale(options))
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            file.write("\n".join(line for table in tables if table for line in table.lines) + "\n")


if __name__ == "__main__":
    main()
