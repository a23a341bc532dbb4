#!/usr/bin/env python3
"""Look at the console of a step-functions-server with a real browser: pages, actions, live, keyboard, hostile data.

    python3 console_tests.py --server ../.build/release/step-functions-server

Needs Debian's chromium and chromium-driver, and `pip install selenium selenium-axe-python`; `--probe` says what is missing.
Starts the servers itself, on free ports and with stores in memory. Prints a line for what fails, and `N passed, N failed`
at the end. `--pictures FOLDER` saves what the pages look like.
"""
import argparse
import json
import os
import re
import signal
import sys
import time

import console_executions
import console_extremes
from console_browser import (
    ORDERS, WRONG, Browser, Checks, World, equal, execution_page, expect, machine_page, missing, page, wait_for)

check = Checks()
CHECK_SECONDS = 40


# State machines -----------------------------------------------------------------------------------

@check("the list of state machines counts what runs and what has failed")
def _(w, b):
    b.open("/")
    orders = b.cells("Orders")
    expect(re.search(r"\b1$", orders[2]), f"one runs: {orders}")
    expect(re.search(r"\b2$", orders[3]), f"two have failed: {orders}")
    expect("20" in orders[4], f"the last start is shown: {orders}")
    equal([b.cells("Quick")[1], b.cells("Quick")[2]], ["express", "–"], "an express machine")


@check("state machines are filtered by name")
def _(w, b):
    b.open("/")
    b.filter_by(name="oRd")
    equal([a.text for a in b.all("#machines a.name")], ["Orders"], "what is listed")
    b.filter_by(name="no such machine")
    expect("No state machine has such a name" in b.text(), "that there is none is said")


@check("a link leads to the state machines of another region")
def _(w, b):
    b.open("/")
    b.leave(lambda: b.click("a", "eu-west-1"))
    equal([a.text for a in b.all("#machines a.name")], ["Elsewhere"], "what is listed")
    expect("eu-west-1" in b.text("header"), "the region is shown")
    b.leave(lambda: b.click("a", "Elsewhere"))
    equal(b.text("h1"), "Elsewhere", "its page")


@check("an empty server says how clients reach it")
def _(w, b):
    other = w.empty_server()
    b.driver.get(other.url + "/")
    expect(f"--endpoint-url {other.url}" in b.text(), f"its own address is in the commands: {b.text()}")
    b.one("a", "New state machine")


@check("the counts of state machines change while the list is open")
def _(w, b):
    b.open(page("", name="Waits"))
    before = b.cells("Waits")
    b.script("window.kept = true")
    arn = w.start("Waits")
    b.wait(lambda: b.cells("Waits")[2] != before[2], "the count changes")
    w.call("StopExecution", executionArn=arn)
    b.wait(lambda: b.cells("Waits")[2] == before[2], "the count changes back")
    expect(b.script("return window.kept"), "the page was not loaded again")


# New state machines -------------------------------------------------------------------------------

@check("mistakes in a definition are shown while one types")
def _(w, b):
    b.open("/console/new")
    b.fill("#definition", WRONG)
    b.one("#problems .message", "Nowhere")
    b.one("#problems .position", "line 4").click()
    start = b.script("return document.getElementById('definition').selectionStart")
    equal(WRONG.count("\n", 0, start) + 1, 4, "the line of the cursor")
    equal(b.focused()[1], "definition", "what has the focus")
    b.fill("#definition", WRONG.replace('"Next": "Nowhere"', '"End": true'))
    b.one("#problems", "The definition is valid")


@check("Check only shows the mistakes with their lines")
def _(w, b):
    b.open("/console/new")
    b.fill("#definition", WRONG)
    b.leave(lambda: b.click("button", "Check only"), "it can be checked before it has a name")
    b.fill("[name=name]", "Checked")
    b.leave(lambda: b.click("button", "Check only"))
    expect("Nowhere" in b.text("#line-4 .diagnostic"), "the line has its mistake")
    equal(b.one("#definition").get_attribute("value"), WRONG, "the definition")
    equal(b.one("[name=name]").get_attribute("value"), "Checked", "the name")


@check("a new state machine has its page")
def _(w, b):
    b.open("/console/new")
    b.fill("[name=name]", "Made")
    b.leave(lambda: b.click("button", "Create"))
    equal(b.text("h1"), "Made", "the page")
    expect("Made" in [m["name"] for m in w.call("ListStateMachines")["stateMachines"]], "the service has it")


@check("a refusal of the service is shown, and nothing typed is lost")
def _(w, b):
    b.open("/console/new")
    b.fill("[name=name]", "a name <with> what it must not have")
    b.fill("#definition", WRONG)
    b.script("document.querySelector('[name=type]').value = 'EXPRESS'")
    b.leave(lambda: b.click("button", "Create"))
    b.one(".notice", "InvalidName")
    equal(b.one("[name=name]").get_attribute("value"), "a name <with> what it must not have", "the name")
    equal(b.one("#definition").get_attribute("value"), WRONG, "the definition")
    equal(b.one("[name=type]").get_attribute("value"), "EXPRESS", "the type")


# A state machine ----------------------------------------------------------------------------------

@check("a state machine's page has its graph and its definition with line numbers")
def _(w, b):
    b.open(machine_page("Orders", view="definition"))
    for name in ("Check", "Charge", "Pick", "Approve", "Done"):
        b.state(name)
    lines = json.dumps(ORDERS, indent=2).split("\n")
    equal(b.script("return [...document.querySelectorAll('.lines li > code')].map(e => e.textContent)"), lines, "the lines")
    expect(b.script("return getComputedStyle(document.querySelector('#line-7'), '::before').content").startswith("counter"),
           "lines have numbers")
    link = b.one("a", "Download").get_attribute("href")
    _status, headers, body = w.server.request("GET", link[len(w.url):])
    equal(body.decode(), json.dumps(ORDERS, indent=2), "what is downloaded")
    expect("Orders.asl.json" in headers["content-disposition"], "the name of the file")


@check("versions and aliases are listed")
def _(w, b):
    b.open(machine_page("Orders", view="versions"))
    b.one("main", "stateMachine:Orders:live")
    b.leave(lambda: b.click("a", w.version))
    b.state("Charge")
    expect(w.version in b.text(), "the version is shown")


@check("executions are filtered by status, name, time, and text in input and error")
def _(w, b):
    yesterday, tomorrow = (time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + days * 86400)) for days in (-1, 1))
    for values, wanted in (({"status": "FAILED"}, {"order-failed", "order-empty"}), ({"name": "EMPTY"}, {"order-empty"}),
                           ({"text": "nothing-in-it"}, {"order-empty"}), ({"text": "carddeclined"}, {"order-failed"}),
                           ({"after": tomorrow}, set()), ({"before": yesterday}, set()),
                           ({"after": yesterday, "before": tomorrow, "name": "order-failed"}, {"order-failed"})):
        b.open(machine_page("Orders"))
        b.filter_by(**values)
        equal(set(b.names()), wanted, f"with {values}")
        for name, value in values.items():
            equal(b.one(f"form [name={name}]").get_attribute("value"), value, "the filter stays")


@check("executions are ordered, and have pages")
def _(w, b):
    b.open(machine_page("Hello"))
    equal(len(b.names()), 50, "the first page")
    equal(b.names()[0], "hello-059", "the latest execution")
    b.leave(lambda: b.click("a", "Next"))
    equal(b.names()[-1], "hello-000", "the last one of the second page")
    b.leave(lambda: b.click("a", "Latest"))
    equal(b.names()[0], "hello-059", "the latest execution")
    for order in ("name", "oldest"):
        b.filter_by(order=order)
        equal(b.names()[:2], ["hello-000", "hello-001"], order)
    b.open(machine_page("Orders"))
    b.filter_by(order="longest")
    equal(b.names()[0], "order-waiting", "what takes longest")


def list_stays(w, b, scrolled):
    for _number in range(60):
        w.start("Many")
    b.open(machine_page("Many"))
    equal(len(b.names()), 50, "rows")
    b.script("scrollTo(0, arguments[0])", 600 if scrolled else 0)
    where = "return document.querySelectorAll('#executions tr')[20].getBoundingClientRect().top"
    before = b.script(where)
    w.start("Many")
    w.start("Many")
    b.one("#newer", "2 newer executions")
    time.sleep(0.1)  # Also what comes after the message must not move anything.
    moved = b.script(where) - before
    expect(abs(moved) < 1, f"a row moves by {moved} pixels")
    newest = b.names()[0]
    b.leave(lambda: b.click("#newer a"))
    expect(b.names()[0] != newest, "the newer ones are shown then")


@check("an open list does not jump while executions start, seen from its top")
def _(w, b):
    list_stays(w, b, False)


@check("an open list does not jump while executions start, when it was scrolled")
def _(w, b):
    list_stays(w, b, True)


@check("input is checked while one types, earlier inputs are offered, and starting leads to the execution")
def _(w, b):
    b.open(machine_page("Waits"))
    b.click("#start > summary")
    b.fill("#start-input", '{"a": 1,\n "b" }')
    b.one("#start-input-status", "line 2, column 6")
    b.driver.find_element("xpath", "//*[@id='start']//option[contains(., '1.50')]").click()
    equal(b.one("#start-input").get_attribute("value"), '{"since": 1.50}', "an earlier input, as it was written")
    b.one("#start-input-status", "Valid JSON")
    b.fill("#start form [name=name]", "from-the-page")
    b.leave(lambda: b.click("#start button", "Start"))
    equal(b.text("h1"), "from-the-page", "the page")
    expect("1.50" in b.text("#summary"), "its input")


@check("what an express state machine does is found on its page")
def _(w, b):
    b.open(machine_page("Quick"))
    b.state("Quick")
    expect(not b.all(".tabs a", "Executions"), "there is no list of executions")
    b.click("#start > summary")
    b.fill("#start-input", '{"fast": true}')
    b.leave(lambda: b.click("#start button", "Start"))
    status = b.script("return performance.getEntriesByType('navigation')[0].responseStatus")
    equal(status, 200, f"the status of {b.text()[:200]}")
    expect("Quick" in b.text(), f"what became of it is shown: {b.text()[:200]}")


@check("why an execution cannot be started is shown, and nothing typed is lost")
def _(w, b):
    b.open(machine_page("Waits"))
    b.click("#start > summary")
    b.fill("#start form [name=name]", "a/name")
    b.fill("#start-input", '{"kept": true}')
    b.leave(lambda: b.click("#start button", "Start"))
    b.one(".notice", "InvalidName")
    equal(b.one("#start form [name=name]").get_attribute("value"), "a/name", "the name")
    equal(b.one("#start-input").get_attribute("value"), '{"kept": true}', "the input")


# Map runs, activities -----------------------------------------------------------------------------

@check("a map run's page has its counts and its children")
def _(w, b):
    w.map_run()
    b.open(execution_page(w.spread))
    b.choose("Spread")
    b.leave(lambda: b.click("#state-panel a", "its child executions"))
    text = b.text("#overview")
    expect("Items: 6" in text and "5 succeeded" in text and "1 failed" in text, f"the counts: {text}")
    equal(len(b.names()), 6, "children")
    b.filter_by(status="FAILED")
    equal(len(b.names()), 1, "children that have failed")
    b.leave(lambda: b.click("#executions a.name"))
    b.wait(lambda: "status-failed" in b.state_classes("Bad"), "the child's graph")
    b.leave(lambda: b.click("#summary a", "a map run"))
    b.leave(lambda: b.click(".crumbs a"))
    equal(b.text("h1"), "spread", "the way back")


@check("a map run's page follows it")
def _(w, b):
    arn = w.start("Spread", None, json.dumps([{"wait": 2}] * 4 + [{"wait": 0}]))
    run = wait_for(lambda: w.call("ListMapRuns", executionArn=arn)["mapRuns"], "there is a map run")[0]["mapRunArn"]
    b.open(page("console/map-run", arn=run))
    b.script("window.kept = true")
    expect("running" in b.text("#overview"), f"it runs: {b.text('#overview')}")
    b.one("#overview", "5 succeeded")
    b.wait(lambda: len(b.names()) == 5 and not b.all("#executions", "running"), "the children are followed")
    expect(b.script("return window.kept"), "the page was not loaded again")


@check("the open task tokens of all executions are listed")
def _(w, b):
    b.open("/")
    b.leave(lambda: b.click("header a", "Open task tokens"))
    approve, review = b.one("section.task", w.waiting), b.one("section.task", w.waiting_task)
    expect(approve.text.startswith("Approve") and "Times out" in approve.text, f"a task with a token: {approve.text}")
    expect("waits for a worker" in review.text, f"a task of an activity: {review.text}")
    b.leave(lambda: b.click("section.task a", w.waiting))
    equal(b.text("h1"), "order-waiting", "its execution")


@check("activities have their waiting tasks and workers")
def _(w, b):
    b.open("/console/activities")
    section = b.one("section", "ada@desk")
    expect(section.text.startswith("review"), f"the activity: {section.text}")
    expect(re.search(r"Tasks that wait for a worker\s+1\b", section.text), f"the tasks that wait: {section.text}")
    equal(row_of(section, "ada@desk")[3], "1", "tasks that the worker has taken")


def row_of(section, name):
    found = [r for r in section.find_elements("css selector", "tbody tr") if name in r.text]
    return [cell.text for cell in found[0].find_elements("css selector", "td")]


def run(function, w, b):
    """Why a check fails; None if it passes."""
    def stop(_signal, _frame):
        raise TimeoutError(f"it takes longer than {CHECK_SECONDS} s")
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(CHECK_SECONDS)
    try:
        function(w, b)
        return None
    except Exception as error:  # pylint: disable=broad-except
        kind = "" if isinstance(error, AssertionError) else type(error).__name__ + ": "
        return kind + (str(error).strip().split("\nStacktrace")[0] or "it fails")[:600]
    finally:
        signal.alarm(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--server", default=os.path.join(here, "../.build/release/step-functions-server"))
    parser.add_argument("--only", default="", help="carry out the checks with this in their names")
    parser.add_argument("--pictures", help="a folder for pictures of the pages")
    parser.add_argument("--scale", type=float, default=1, help="the size of the pictures; those of README.md have 0.5")
    parser.add_argument("--probe", action="store_true", help="say whether the tests can run on this machine")
    parser.add_argument("--times", action="store_true", help="say how long each check takes")
    options = parser.parse_args()
    reason = missing()
    if reason or options.probe:
        print(reason or "the tests of the console can run")
        sys.exit(1 if reason else 0)
    w = World(options.server)
    b = Browser(w.url)
    passed = failed = 0
    try:
        for name, function in check + console_executions.check + console_extremes.check:
            if options.only not in name:
                continue
            began = time.monotonic()
            problem = run(function, w, b)
            b.reset(name)
            if problem and problem.startswith("StaleElementReferenceException"):
                # The page has put a newer element in the place of one that was being read: the browser's word, not the page's
                # fault. What a check expects is never tried twice.
                print(f"again {name}: {problem}", flush=True)
                problem = run(function, w, b)
                b.reset(name)
            if options.times:
                print(f"{time.monotonic() - began:6.2f} s  {name}")
            if problem:
                failed += 1
                print(f"FAILED {name}: {problem}", flush=True)
            else:
                passed += 1
        if options.pictures:
            console_extremes.take_pictures(w, b, options.pictures, options.scale)
        # The server ends also while pages are open that it keeps up to date.
        b.open(execution_page(w.waits))
        b.one("#summary")
    finally:
        status = w.stop()
        b.quit()
    if status != 0:
        failed += 1
        print(f"FAILED the server ends with status {status}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
