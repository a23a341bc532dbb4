#!/usr/bin/env python3
"""Measure what the console of a step-functions-server costs: its pages, open pages beside the API, memory.

    python3 measure_console.py --server ../.build/release/step-functions-server [--store memory|sqlite|sqlite:PATH]

Prints one line for each figure: whether its goal is met, the figure, the goal; a dash where there is no goal. The load
comes from wrk where it is installed, otherwise from Python, which is slower. Open pages are connections that do what
console.js does; they take time of the same processor, which the server's own time for a request leaves out. Ends with 1
when a goal is not met.
"""
import argparse
import asyncio
import html
import http.client
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import measure

ROLE = "arn:aws:iam::123456789012:role/r"
LUA = """
local function message(operation, body)
  return wrk.format("POST", "/", {["Content-Type"] = "application/x-amz-json-1.0",
    ["X-Amz-Target"] = "AWSStepFunctions." .. operation}, body)
end
local count, last = 0, nil
function request()
  count = count + 1
  if count % 2 == 1 or not last then return message("StartExecution", '{"stateMachineArn":"MACHINE"}') end
  return message("DescribeExecution", '{"executionArn":"' .. last .. '"}')
end
function response(status, headers, body) last = body:match('"executionArn":%s*"([^"]+)"') or last end
"""
missed = []
median = statistics.median


def say(what, figures, goal=None, met=True):
    if not met:
        missed.append(what)
    kind = "-" if goal is None else "met" if met else "MISSED"
    print(f"{kind:7} {what}: {figures}" + (f" (goal: {goal})" if goal else ""), flush=True)


class Server:
    """A server on a free port, which can be started again with the same store."""

    def __init__(self, path, store):
        self.path, self.folder = os.path.abspath(path), tempfile.mkdtemp()
        self.store = f"sqlite:{self.folder}/db" if store == "sqlite" else store
        self.start()

    def start(self):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.path, "--port", str(self.port), "--store", self.store, "--log-level", "error"], cwd=self.folder,
                stdout=log, stderr=log)
        began = time.monotonic()
        while True:
            try:
                return self.call("ListActivities")
            except OSError:
                if self.process.poll() is not None or time.monotonic() - began > 30:
                    sys.exit("the server did not start")
                time.sleep(0.005)

    def call(self, operation, **members):
        return measure.call(self.port, operation, members)

    def get(self, path):
        """The body, and the milliseconds to its first byte and to its end."""
        connection, began = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120), time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read1(65_536)
        first = time.perf_counter()
        body += answer.read()
        end = time.perf_counter()
        connection.close()
        assert answer.status == 200, f"{path[:200]}: {answer.status}"
        return body.decode(), (first - began) * 1000, (end - began) * 1000

    def machine(self, name, states, **members):
        definition = json.dumps({"StartAt": next(iter(states)), "States": states, **members})
        return self.call("CreateStateMachine", name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]

    def execution(self, machine, value=None, ends=True):
        arn = self.call("StartExecution", stateMachineArn=machine, input=json.dumps(value or {}))["executionArn"]
        while ends and self.call("DescribeExecution", executionArn=arn)["status"] == "RUNNING":
            time.sleep(0.05)
        return arn

    def processor(self):
        """The processor time that it has taken, in seconds."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def restart(self):
        """Starts it again, if its store outlives it."""
        if self.store != "memory":
            self.stop()
            self.start()
        return self.store != "memory"

    def open_pages(self):
        return int(re.search(r"^step_functions_console_pages (\d+)", self.get("/metrics")[0], re.M)[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def page(arn, more="", kind="execution"):
    return f"/console/{kind}?arn={urllib.parse.quote(arn, safe='')}{more}"


def ring(state):
    """States that go round until the history is full."""
    again = [{"Variable": "$.goes", "IsPresent": True, "Next": "Step"}]
    return {"Step": {**state, "Next": "Again"}, "Again": {"Type": "Choice", "Choices": again, "Default": "Done"},
            "Done": {"Type": "Succeed"}}


RING = ring({"Type": "Pass", "Result": "x" * 100, "ResultPath": "$.note"})
TICKING = ring({"Type": "Wait", "Seconds": 1})
WAITING = {"W": {"Type": "Wait", "Seconds": 86_400, "End": True}}
PASSING = {"P": {"Type": "Pass", "End": True}}


def each(count):
    """A Map whose iterations have one state, and four events, each."""
    return {"Each": {
        "Type": "Map", "Items": "{%% [1..%d] %%}" % count, "End": True,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "P", "States": PASSING}}}


def blocks(count):
    """Choices with four ways each, which meet again: five states a block."""
    states = {}
    for block in range(count):
        ways = [f"Way {block} {way}" for way in range(4)]
        states[f"Choose {block}"] = {
            "Type": "Choice", "Default": ways[3],
            "Choices": [{"Variable": "$.n", "NumericEquals": n, "Next": ways[n]} for n in range(3)]}
        following = {"Next": f"Choose {block + 1}"} if block + 1 < count else {"End": True}
        states.update({way: {"Type": "Pass", **following} for way in ways})
    return states


def look(server, options, what, start):
    """Looks at the page of an execution the first time, after a restart where the store outlives it, and again."""
    arn, cold = start(), []
    for _ in range(options.rounds):
        arn = arn if server.restart() else start()
        cold.append(server.get(page(arn)))
    warm = [server.get(page(arn)) for _ in range(max(5, options.rounds))]
    events = server.call("GetExecutionHistory", executionArn=arn, reverseOrder=True, maxResults=1)["events"][0]["id"]
    for kind, answers in [("cold", cold), ("warm", warm)]:
        first, whole, size = *(median([answer[n] for answer in answers]) for n in (1, 2)), len(answers[0][0].encode())
        say(f"page of {what} ({events} events), {kind}",
            f"first byte {first:.1f} ms, whole {whole:.0f} ms, {size / 1000:.0f} KB",
            "first byte ≤ 50 ms, ≤ 500 KB", first <= 50 and size <= 500_000)
    return arn, warm[0][0]


def pages(server, options):
    around, mapping = server.machine("Ring", RING), server.machine("Each", each(6240), QueryLanguage="JSONata")
    arn, _ = look(server, options, "a loop", lambda: server.execution(around, {"goes": 1}))
    for what, more in [("a state", "&visit=24990"), ("filtered events", "&events=PassStateEntered")]:
        answers = [server.get(page(arn, more)) for _ in range(options.rounds)]
        say(f"page of a loop with {what}", f"whole {median([answer[2] for answer in answers]):.0f} ms")
    look(server, options, "an inline Map", lambda: server.execution(mapping))


def graph(server, options):
    machine = server.machine("Blocks", blocks(100))
    _, text = look(server, options, "a machine of 500 states", lambda: server.execution(machine, {"n": 1}))
    say("its picture", "%.0f KB" % (len(re.search(r'id="graph".*?</svg>', text, re.S)[0].encode()) / 1000))


class OpenPage:
    """What console.js does with a page."""

    def __init__(self, port, path, counts):
        self.port, self.path, self.counts = port, path, counts
        self.known, self.asker, self.asking, self.ask_again = {}, None, False, False

    async def request(self, path, connection=None):
        reader, writer = connection or await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        return int(head.split(" ", 2)[1]), head, (reader, writer)

    async def body(self, head, reader):
        length, parts = re.search(r"content-length: (\d+)", head), []
        if length:
            parts.append(await reader.readexactly(int(length[1])))
        elif "chunked" in head:
            while size := int(await reader.readuntil(b"\r\n"), 16):
                parts.append((await reader.readexactly(size + 2))[:-2])
            await reader.readexactly(2)
        text = b"".join(parts).decode()
        state = re.search(r'id="live-state"[^>]*', text)
        self.known.update(re.findall(r'data-(after|events|status)="([^"]*)"', state[0]) if state else [])
        return text

    async def ask(self, tries):
        self.asking, self.ask_again = True, self.asking
        if self.ask_again:
            return
        path = self.live + "".join(f"&{name}={self.known[name]}" for name in ("after", "events") if name in self.known)
        status, head, self.asker = await self.request(path, self.asker)
        self.counts["bytes"] += len(await self.body(head, self.asker[0]))
        self.counts["asked"] += 1
        self.counts["refused"] += status not in (200, 204)
        again, self.asking, self.ask_again = self.ask_again, False, False
        if again:
            await self.ask(1)
        elif status == 204 and tries:
            await asyncio.sleep(0.4)
            await self.ask(tries - 1)

    async def run(self):
        _, head, connection = await self.request(self.path)
        text = await self.body(head, connection[0])
        self.live, changes = map(html.unescape, re.search(r'data-live="([^"]*)" data-changes="([^"]*)"', text).groups())
        _, _, self.stream = await self.request(changes, connection)
        tasks = {asyncio.create_task(self.ask(0))}
        while line := await self.stream[0].readline():
            kind = line.strip().removeprefix(b"event: ").decode()
            if kind == "change" or kind == "check" and self.known.get("status", "RUNNING") == "RUNNING":
                self.counts[kind] += 1
                tasks = {task for task in tasks if not task.done()}
                tasks.add(asyncio.create_task(self.ask(2 if kind == "change" else 0)))


def keep_open(port, paths, pipe):
    """Keeps pages open, in a process of its own, until the pipe says so."""
    counts = dict.fromkeys(["asked", "refused", "change", "check", "bytes"], 0)

    async def run():
        tasks = [asyncio.create_task(OpenPage(port, path, counts).run()) for path in paths]
        await asyncio.to_thread(pipe.recv)
        counts["broken"] = sum(task.done() for task in tasks)

    asyncio.run(run())
    pipe.send((counts, sum(os.times()[:2])))


class OpenPages:
    def __init__(self, server, paths):
        self.server, self.began = server, time.monotonic()
        self.pipe, other = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=keep_open, args=(server.port, paths, other))
        self.process.start()
        self.until(len(paths))
        time.sleep(1)

    def until(self, count):
        for _ in range(300):
            if self.server.open_pages() == count:
                return
            time.sleep(0.1)
        sys.exit(f"{self.server.open_pages()} pages are open, not {count}")

    def close(self):
        """Closes them, and tells what they did."""
        self.pipe.send("end")
        (counts, processor), seconds = self.pipe.recv(), time.monotonic() - self.began
        self.process.join()
        self.until(0)
        return (f"in {seconds:.0f} s {counts['change']} changes, {counts['check']} checks, {counts['asked']} requests, "
                f"{counts['bytes'] // 1000} KB, {counts['refused'] + counts['broken']} failed, {processor:.1f} s of processor")


def idle(server, options):
    wait, passing = server.machine("Wait", WAITING), server.machine("Ended", PASSING)
    waiting, ended = [server.execution(wait, ends=False) for _ in range(options.pages)], server.execution(passing)
    time.sleep(5)
    for what, arns in [("none", []), ("one execution that waits", waiting[:1] * options.pages),
                       ("executions that wait", waiting), ("one that has ended", [ended] * options.pages)]:
        opened = OpenPages(server, [page(arn) for arn in arns]) if arns else None
        before = server.processor()
        time.sleep(options.idle)
        share = (server.processor() - before) / options.idle * 100
        did = "; " + opened.close() if opened else ""
        goal = "< 1 %" if arns else None
        say(f"open pages for {options.idle} s, {what}", f"{share:.2f} % of a core{did}", goal, not arns or share < 1)


def clients(port, machine, seconds, pipe):
    connection, count, end = http.client.HTTPConnection("127.0.0.1", port), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        for operation in ["StartExecution", "DescribeExecution"]:
            body = {"executionArn": arn} if operation == "DescribeExecution" else {"stateMachineArn": machine}
            connection.request("POST", "/", json.dumps(body), {
                "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation})
            arn = json.loads(connection.getresponse().read())["executionArn"]
            count += 1
    pipe.send(count)


def load(server, machine, options):
    """Requests a second, and the microseconds of the server's processor time for one."""
    before = server.processor()
    if shutil.which("wrk"):
        with open(os.path.join(server.folder, "load.lua"), "w", encoding="ascii") as file:
            file.write(LUA.replace("MACHINE", machine))
        out = subprocess.run(
            ["wrk", "-t1", f"-c{options.clients}", f"-d{options.seconds}s", "--timeout", "10s", "-s", file.name,
             f"http://127.0.0.1:{server.port}/"], capture_output=True, text=True, check=True).stdout
        count, rate = int(re.search(r"(\d+) requests in", out)[1]), float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])
        if "Non-2xx" in out or "Socket errors" in out:
            sys.exit(out)
    else:
        pipes = [multiprocessing.Pipe() for _ in range(options.clients)]
        for _, end in pipes:
            multiprocessing.Process(target=clients, args=(server.port, machine, options.seconds, end)).start()
        count = sum(pipe.recv() for pipe, _ in pipes)
        rate = count / options.seconds
    return rate, (server.processor() - before) / count * 1e6


def throughput(server, options):
    machine, ticking = server.machine("Passing", PASSING), server.machine("Ticking", TICKING)
    running = server.execution(ticking, {"goes": 1}, ends=False)
    kinds = [page(running), page(machine, kind="machine"), "/"]
    load(server, machine, options)
    without, beside = [], []
    for _ in range(options.rounds):
        for opens in [False, True]:
            opened = OpenPages(server, [kinds[n % 3] for n in range(options.pages)]) if opens else None
            (beside if opens else without).append(load(server, machine, options))
            did = opened.close() if opened else ""
    (rate, cost), (rate_beside, cost_beside) = ([median(values) for values in zip(*of)] for of in (without, beside))
    change, more = (rate_beside / rate - 1) * 100, (cost_beside / cost - 1) * 100
    say(f"requests a second beside {options.pages} open pages, and without", f"{rate_beside:.0f}, {rate:.0f}: {change:+.1f} %",
        "within 5 %", change >= -5)
    say("the server's processor time for one", f"{cost_beside:.0f} µs, {cost:.0f} µs: {more:+.1f} %")
    rounds = ", ".join(f"{a[0]:.0f}/{b[0]:.0f}" for a, b in zip(without, beside))
    say("rounds, without/beside", f"{rounds}; the last one's pages {did}")


def memory(server, options):
    around, mapping = server.machine("Ring", RING), server.machine("Each", each(499), QueryLanguage="JSONata")
    arns, large, figures = [server.execution(mapping) for _ in range(64)], server.execution(around, {"goes": 1}), []
    server.restart()
    server.get("/")
    for looked in [[], arns, [large], arns * 3]:
        for arn in looked:
            server.get(page(arn))
        figures.append(measure.memory(server.process.pid))
    before, after, last, again = figures
    say(f"memory for the pages of 64 executions of 2,000 events", f"{before:.0f} MiB before, {after:.0f} after: "
        f"{(after - before) * 8.19:.0f} bytes an event; then one of 25,000 events {last - after:+.0f} MiB; "
        f"the 64 three times again {again - last:+.0f} MiB")


def main():
    parts = [pages, graph, idle, throughput, memory]
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    release = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.build/release/step-functions-server")
    parser.add_argument("--server", default=release)
    parser.add_argument("--store", default="memory")
    parser.add_argument("--rounds", type=int, default=7, help="how often a figure is taken; the median counts")
    parser.add_argument("--seconds", type=int, default=5, help="how long a round of the load takes")
    parser.add_argument("--idle", type=int, default=20, help="for how many seconds open pages are watched")
    parser.add_argument("--pages", type=int, default=100, help="how many pages are open")
    parser.add_argument("--clients", type=int, default=8, help="connections of the load")
    parser.add_argument("--only", choices=[part.__name__ for part in parts], action="append", help="can be repeated")
    options = parser.parse_args()
    say("load of the machine", f"{os.getloadavg()[0]:.2f} on {os.cpu_count()} cores; store {options.store}")
    for part in parts:
        if part.__name__ in (options.only or part.__name__):
            server = Server(options.server, options.store)
            try:
                part(server, options)
            finally:
                server.stop()
                shutil.rmtree(server.folder, ignore_errors=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
