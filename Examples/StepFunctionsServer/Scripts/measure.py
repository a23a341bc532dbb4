#!/usr/bin/env python3
"""Measure a step-functions-server with wrk: starts of executions a second, latency, memory.

    python3 measure.py --server ../.build/release/step-functions-server [--store memory|sqlite|file|postgres:URL]

Needs wrk. Each start is of a machine of one Pass state, durable where the store is. Prints one line of JSON.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

LUA = """
wrk.method = "POST"
wrk.body = '{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:M","input":"{\\\\"n\\\\":1}"}'
wrk.headers["Content-Type"] = "application/x-amz-json-1.0"
wrk.headers["X-Amz-Target"] = "AWSStepFunctions.StartExecution"
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status + summary.errors.read + summary.errors.timeout))
end
"""


def call(port, operation, body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/", data=json.dumps(body).encode(), headers={
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(round(int(line.split()[1]) / 1024, 1) for line in status if line.startswith("VmRSS"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--server", default=os.path.join(here, "../.build/release/step-functions-server"))
    parser.add_argument("--store", default="memory")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--states", type=int, default=1)
    parser.add_argument("--executions", type=int, default=0, help="go on until so many have been started")
    parser.add_argument("--retention", type=int, default=1000)
    options = parser.parse_args()
    options.server = os.path.abspath(options.server)
    folder = tempfile.mkdtemp()
    store = {"sqlite": f"sqlite:{folder}/db", "file": f"file:{folder}/files"}.get(options.store, options.store)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [options.server, "--port", str(port), "--store", store, "--retention", str(options.retention), "--log-level",
         "error"], cwd=folder)
    try:
        while True:
            try:
                call(port, "ListActivities", {})
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - began > 30:
                    sys.exit("the server did not start")
                time.sleep(0.001)
        startup = time.perf_counter() - began
        idle = memory(server.pid)
        states = {f"S{n}": {"Type": "Pass", **({"Next": f"S{n + 1}"} if n + 1 < options.states else {"End": True})}
                  for n in range(options.states)}
        call(port, "CreateStateMachine", {"name": "M", "roleArn": "arn:aws:iam::123456789012:role/r",
                                          "definition": json.dumps({"StartAt": "S0", "States": states})})
        script = os.path.join(folder, "start.lua")
        with open(script, "w", encoding="ascii") as file:
            file.write(LUA)
        started, rates, p99, early = 0, [], [], None
        while True:
            out = subprocess.run(
                ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "--timeout", "10s", "-s", script,
                 f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=True).stdout
            count, micros, half, high, errors = map(int, re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", out).groups())
            started += count
            rates.append(round(count / micros * 1_000_000))
            p99.append(high / 1000)
            if errors:
                sys.exit(f"{errors} errors: {out}")
            early = early or memory(server.pid)
            if started >= options.executions:
                break
        print(json.dumps({
            "store": options.store, "startup_ms": round(startup * 1000), "idle_mb": idle, "starts_per_s": rates,
            "p50_ms": half / 1000, "p99_ms": p99, "started": started, "mb_first": early, "mb_last": memory(server.pid)}))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
