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

import console_extremes
from console_browser import (
    ARN, KEYS, ORDER, ORDERS, ROLE, WAIT, WIDE, WRONG, Browser, Checks, Functions, World, equal, execution_page, expect,
    machine_page, missing, page, wait_for)

check = Checks()
CHECK_SECONDS = 40


def row(b, name):
    """The cells of a list's row, by the name that it links."""
    return b.wait(lambda: b.script(
        "const row = [...document.querySelectorAll('main table tr')].find(r => r.querySelector('a')?.textContent === arguments[0]);"
        "return row && [...row.cells].map(c => c.innerText)", name), f"the list has {name}")


def names(b):
    """The names in a list of executions."""
    return b.script("return [...document.querySelectorAll('#executions a.name')].map(a => a.textContent)")


def stages(b):
    """The data of a state step by step: names and values."""
    return b.script(
        "return Object.fromEntries([...document.querySelectorAll('#state-panel details.payload')].map(d => "
        "[d.querySelector('.payload-title').textContent, d.querySelector('pre').textContent]))")


def filter_by(b, **values):
    for name, value in values.items():
        b.script("const e = document.querySelector(`form[role=search] [name=${arguments[0]}]`); e.value = arguments[1]",
                 name, value)
    b.leave(lambda: b.click("form[role=search] button", "Filter"))


# State machines -----------------------------------------------------------------------------------

@check("the list of state machines counts what runs and what has failed")
def _(w, b):
    b.open("/")
    orders = row(b, "Orders")
    expect(re.search(r"\b1$", orders[2]), f"one runs: {orders}")
    expect(re.search(r"\b2$", orders[3]), f"two have failed: {orders}")
    expect("20" in orders[4], f"the last start is shown: {orders}")
    equal([row(b, "Quick")[1], row(b, "Quick")[2]], ["express", "–"], "an express machine")


@check("state machines are filtered by name")
def _(w, b):
    b.open("/")
    filter_by(b, name="oRd")
    equal([a.text for a in b.all("#machines a.name")], ["Orders"], "what is listed")
    filter_by(b, name="no such machine")
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
    before = row(b, "Waits")
    b.script("window.kept = true")
    arn = w.start("Waits")
    b.wait(lambda: row(b, "Waits")[2] != before[2], "the count changes")
    w.call("StopExecution", executionArn=arn)
    b.wait(lambda: row(b, "Waits")[2] == before[2], "the count changes back")
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
        filter_by(b, **values)
        equal(set(names(b)), wanted, f"with {values}")
        for name, value in values.items():
            equal(b.one(f"form [name={name}]").get_attribute("value"), value, "the filter stays")


@check("executions are ordered, and have pages")
def _(w, b):
    b.open(machine_page("Hello"))
    equal(len(names(b)), 50, "the first page")
    equal(names(b)[0], "hello-059", "the latest execution")
    b.leave(lambda: b.click("a", "Next"))
    equal(names(b)[-1], "hello-000", "the last one of the second page")
    b.leave(lambda: b.click("a", "Latest"))
    equal(names(b)[0], "hello-059", "the latest execution")
    for order in ("name", "oldest"):
        filter_by(b, order=order)
        equal(names(b)[:2], ["hello-000", "hello-001"], order)
    b.open(machine_page("Orders"))
    filter_by(b, order="longest")
    equal(names(b)[0], "order-waiting", "what takes longest")


def list_stays(w, b, scrolled):
    for _number in range(60):
        w.start("Many")
    b.open(machine_page("Many"))
    equal(len(names(b)), 50, "rows")
    b.script("scrollTo(0, arguments[0])", 600 if scrolled else 0)
    where = "return document.querySelectorAll('#executions tr')[20].getBoundingClientRect().top"
    before = b.script(where)
    w.start("Many")
    w.start("Many")
    b.one("#newer", "2 newer executions")
    time.sleep(0.1)  # Also what comes after the message must not move anything.
    moved = b.script(where) - before
    expect(abs(moved) < 1, f"a row moves by {moved} pixels")
    newest = names(b)[0]
    b.leave(lambda: b.click("#newer a"))
    expect(names(b)[0] != newest, "the newer ones are shown then")


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


# An execution -------------------------------------------------------------------------------------

@check("an execution's page says what became of it")
def _(w, b):
    b.open(execution_page(w.failed))
    facts = b.facts("#summary")
    expect("failed" in facts["Status"], f"its status: {facts}")
    expect(re.match(r"2\.\d+ s|3 s|[3-9]\.\d+ s", facts["Duration"]), f"two pauses of a second: {facts['Duration']}")
    equal(facts["Transitions"], "4", "transitions: two states, and two attempts more")
    b.one("#summary .notice", "CardDeclined")
    expect("the bank says no" in b.text("#summary .notice"), "the cause")
    expect("12345678901234567890" in b.text("#summary") and "1.50" in b.text("#summary"), "numbers as they were written")


@check("the ARN is copied")
def _(w, b):
    b.driver.execute_cdp_cmd("Browser.grantPermissions", {
        "origin": w.url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    b.open(execution_page(w.failed))
    b.click("#summary button[data-copy]")
    b.one("#summary button[data-copy]", "Copied")
    copied = b.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], e => arguments[0](String(e)))")
    equal(copied, w.failed, "the clipboard")


@check("the graph shows what states did, and how often")
def _(w, b):
    b.open(execution_page(w.failed))
    for name, status in (("Check", "succeeded"), ("Charge", "failed"), ("Approve", "not-reached"), ("Nothing", "not-reached")):
        expect(f"status-{status}" in b.state_classes(name), f"{name} is {status}: {b.state_classes(name)}")
    b.open(execution_page(w.waiting))
    b.wait(lambda: "status-running" in b.state_classes("Approve"), "Approve is running")
    w.wait_for(w.loop, "SUCCEEDED")
    b.open(execution_page(w.loop))
    equal(b.state("Count").find_element("css selector", ".visits").text, "×4", "how often")
    equal(len(b.state("Ready").find_elements("css selector", ".visits")), 0, "the number of a state that was entered once")


@check("states in the graph are chosen with a click, Enter, and arrow keys")
def _(w, b):
    b.open(execution_page(w.failed))
    b.one("#state-heading", "Charge")
    b.script("window.kept = true")
    b.state("Check").click()
    b.one("#state-heading", "Check")
    b.script("arguments[0].closest('a').focus()", b.state("Check"))
    b.press(KEYS["down"])
    b.wait(lambda: "Charge" in b.focused()[2] or "Nothing" in b.focused()[2], f"the focus moves down: {b.focused()}")
    b.press(KEYS["left"] if "Nothing" in b.focused()[2] else KEYS["right"])
    found = {b.focused()[2].split(",")[0]}
    b.press(KEYS["up"])
    expect("Check" in b.focused()[2], f"the focus moves back up from {found}: {b.focused()}")
    b.script("arguments[0].closest('a').focus()", b.state("Charge"))
    b.press(KEYS["enter"])
    b.one("#state-heading", "Charge")
    expect(b.script("return window.kept"), "the page was not loaded again")
    b.driver.back()
    b.one("#state-heading", "Check")


@check("the timeline has a bar for each attempt, and waiting apart from working")
def _(w, b):
    b.open(execution_page(w.failed))
    bars = b.bars("Charge")
    equal(sum("work" in bar for bar in bars), 3, f"attempts in {bars}")
    equal(bars.count("pause"), 2, f"pauses in {bars}")
    b.open(execution_page(w.loop))
    equal(b.bars("Pause", 1), ["waiting"], "a Wait state's bars")
    b.open(execution_page(w.task))
    equal(b.bars("Review"), ["waiting", "work succeeded"], "an activity's bars")
    b.open(execution_page(w.waiting_task))
    equal(b.bars("Review"), ["waiting"], "the bars of an activity that waits")


@check("a Map in the timeline folds and unfolds")
def _(w, b):
    b.open(execution_page(w.waiting))
    pack = b.row("Pack")
    shown = lambda: [t for t in ("Iteration 0", "Iteration 1", "Iteration 2") if t in b.text("#timeline")]
    equal(len(shown()), 3, "iterations at first")
    box = pack.find_element("css selector", ".duration")
    box.click()
    b.wait(lambda: not shown(), "it folds")
    box.click()
    b.wait(lambda: len(shown()) == 3, "it unfolds")


@check("the iterations of a large Map load when it is opened")
def _(w, b):
    w.wait_for(w.wide, "SUCCEEDED")
    b.open(execution_page(w.wide))
    expect("Iteration 0" not in b.text("#timeline"), "they are not there at first")
    b.row("Each").find_element("css selector", ".duration").click()
    b.one("#timeline .track", "Iteration 49")
    for last in (99, 149, 199):
        b.click("#timeline [data-more]")
        b.one("#timeline .track", f"Iteration {last}")
    expect(not b.all("#timeline [data-more]"), "then there are no more")
    b.script("arguments[0].scrollIntoView()", b.one("#timeline .track", "Iteration 120"))
    if not b.all("#timeline .row .name", "Item"):
        b.one("#timeline .track", "Iteration 120").find_element("css selector", ".duration").click()
    b.one("#timeline .row .name", "Item").click()
    b.one("#state-heading", "Item")


@check("events are filtered, earlier ones load, and lead to their states")
def _(w, b):
    b.open(execution_page(w.failed))
    b.fill("[name=events]", "taskfailed\n" if b.all(".type", "TaskFailed") else "functionfailed\n")
    b.wait(lambda: "events=" in b.driver.current_url and len(b.all("#events tr")) == 3, "three attempts failed")
    b.click("#events a.name", "Charge")
    b.one("#state-heading", "Charge")
    w.wait_for(w.endless, "FAILED")
    b.open(execution_page(w.endless))
    first = "return [document.querySelector('#events tr').id, document.querySelectorAll('#events tr').length]"
    equal(b.script(first), ["event-24901", 100], "the latest events")
    b.click("a", "Earlier events")
    b.wait(lambda: b.script(first) == ["event-24801", 200], "earlier events")
    equal(b.script("return new Set([...document.querySelectorAll('#events tr')].map(r => r.id)).size"), 200, "each once")


@check("the panel shows a state's data step by step, and variables")
def _(w, b):
    w.wait_for(w.steps, "SUCCEEDED")
    b.open(execution_page(w.steps))
    b.state("Ask").click()
    b.one("#state-heading", "Ask")
    data = {name: re.sub(r"\s", "", value) for name, value in stages(b).items()}
    order = '{"number":12345678901234567890}'
    for name, value in (("Input", '{"customer":"Ada","order":' + order + "}"), ("After InputPath", order),
                        ("After Parameters", order), ("Result", '{"ok":true,"function":"ask"}'),
                        ("After ResultSelector", '{"answer":true}'), ("After OutputPath", '{"answer":true}')):
        equal(data.get(name), value, name)
    expect('"asked":{"answer":true}' in data.get("After ResultPath", ""), f"ResultPath: {data}")
    expect('"who":"Ada"' in data.get("When it was entered", ""), f"variables: {data}")
    expect(w.steps in data.get("Context object", ""), "the context object")
    b.state("Keep").click()
    b.one("#state-heading", "Keep")
    b.wait(lambda: '"limit":7' in re.sub(r"\s", "", stages(b).get("Afterwards", "")), "what the state has assigned")


@check("the panel shows attempts, error and cause")
def _(w, b):
    b.open(execution_page(w.failed))
    b.one("#state-heading", "Charge")
    equal(len(b.all("#state-panel tbody tr", "CardDeclined")), 3, "attempts")
    expect("the bank says no" in b.text("#state-panel .notice"), "the cause")
    b.open(execution_page(w.waiting))
    b.state("Pick").click()
    b.one("#state-heading", "Pick")
    expect("Pack, iteration 2" in b.facts("#state-panel")["Inside"], "in which iteration it is")


@check("the visits of a loop lead to each other")
def _(w, b):
    b.open(execution_page(w.loop))
    b.state("Count").click()
    b.one("#state-panel nav", "visit 4 of 4")
    b.click("#state-panel nav a", "Previous")
    b.one("#state-panel nav", "visit 3 of 4")
    expect('"n":3' in re.sub(r"\s", "", stages(b)["After Parameters"]), "its data")
    b.click("#state-panel nav a", "Next")
    b.one("#state-panel nav", "visit 4 of 4")


@check("all of a large payload can be had, with numbers as they were written")
def _(w, b):
    b.open(execution_page(w.big))
    b.click("#summary summary", "Input")
    b.leave(lambda: b.click("#summary a", "All of it"))
    equal(b.script("return document.body.textContent"), w.big_input, "the payload")
    b.open(execution_page(w.big))
    b.script("for (const d of document.querySelectorAll('#state-panel details')) d.open = true")
    for number in range(len(b.all("#state-panel .payload a", "All of it"))):
        link = b.all("#state-panel .payload a", "All of it")[number]
        title = link.find_element("xpath", "ancestor::details/summary").text
        equal(w.server.request("GET", link.get_attribute("href")[len(w.url):])[2].decode(), w.big_input, f"all of {title}")


@check("an execution's history and definition can be downloaded")
def _(w, b):
    w.call("CreateStateMachine", name="Changed", definition=json.dumps(WAIT), roleArn=ROLE)
    arn = w.start("Changed")
    w.call("UpdateStateMachine", stateMachineArn=ARN + "stateMachine:Changed", definition=json.dumps(WIDE))
    b.open(execution_page(arn))
    fetch = lambda text: w.server.request("GET", b.one("a", text).get_attribute("href")[len(w.url):])[2]
    equal([e["type"] for e in json.loads(fetch("Download the history"))["events"]],
          [e["type"] for e in w.call("GetExecutionHistory", executionArn=arn)["events"]], "the events")
    equal(json.loads(fetch("Download the definition")), WAIT, "the definition that it runs")


# Live ---------------------------------------------------------------------------------------------

@check("an execution's page follows it while it is read")
def _(w, b):
    arn = w.start("Two", None, json.dumps({"items": list(range(30))}))
    first = w.token(arn, "First")
    b.open(execution_page(arn))
    b.wait(lambda: "status-running" in b.state_classes("First"), "First is running")
    events = len(b.all("#events tr"))
    b.script("window.kept = true")
    b.click("#summary .payload > summary", "Input")
    b.wait(lambda: not b.all("#summary .payload pre"), "the input folds")
    b.row("Many").find_element("css selector", ".duration").click()
    b.one("#timeline .track", "Iteration 29")
    b.click("#stop > summary")
    b.fill("#stop [name=cause]", "what I was typing")
    b.script("scrollTo(0, 420)")
    before = b.script("return document.getElementById('graph').getBoundingClientRect().top")
    w.call("SendTaskSuccess", taskToken=first, output='{"n": 1}')
    b.wait(lambda: "status-succeeded" in b.state_classes("First"), "the graph shows that it has succeeded")
    b.wait(lambda: len(b.all("#events tr")) > events, "new events are shown")
    b.wait(lambda: b.all("#timeline .name", "Second"), "the timeline has the next state")
    equal(b.script("return document.getElementById('graph').getBoundingClientRect().top"), before, "where the graph is seen")
    equal(b.focused()[0], "input", "what has the focus")
    equal(b.one("#stop [name=cause]").get_attribute("value"), "what I was typing", "the field")
    expect(not b.all("#summary .payload pre"), "the input stays folded")
    b.wait(lambda: "Iteration 29" in b.text("#timeline"), "the Map stays unfolded")
    w.call("SendTaskFailure", taskToken=w.token(arn, "Second"), error="Refused", cause="not today")
    b.wait(lambda: "failed" in b.facts("#summary")["Status"], "the status")
    b.one("#summary .notice", "not today")
    b.wait(lambda: not b.all("#stop"), "it cannot be stopped any more")
    b.one("#redrive button", "Redrive")
    expect(b.script("return window.kept"), "the page was not loaded again")


@check("what has the focus keeps it while the page changes")
def _(w, b):
    for pick in ("return [...document.querySelectorAll('#graph .state')].find(s => s.dataset.state === 'Many').closest('a')",
                 "return document.querySelector('#timeline .row a.name')", "return document.querySelector('#summary summary')",
                 "return document.querySelector('#state-panel details.payload > summary')",
                 "return document.querySelector('#events a.name')", "return document.querySelector('#summary button[data-copy]')"):
        arn = w.start("Two", None, '{"items": [1]}')
        token = w.token(arn, "First")
        b.open(execution_page(arn))
        b.wait(lambda: "status-running" in b.state_classes("First"), "First is running")
        element = b.script(pick)
        expect(element is not None, f"there is what {pick} finds")
        b.script("arguments[0].focus()", element)
        before = b.focused()
        w.call("SendTaskSuccess", taskToken=token, output="{}")
        b.wait(lambda: "status-running" in b.state_classes("Second"), "Second is running")
        equal(b.focused(), before, f"what has the focus ({pick})")
        w.call("StopExecution", executionArn=arn)


# Actions ------------------------------------------------------------------------------------------

@check("an execution is stopped with error and cause")
def _(w, b):
    arn = w.start("Waits")
    b.open(execution_page(arn))
    b.click("#stop > summary")
    b.fill("#stop [name=error]", "Enough")
    b.fill("#stop [name=cause]", "it takes too long")
    b.leave(lambda: b.click("#stop button", "Stop the execution"))
    expect("aborted" in b.facts("#summary")["Status"], "its status")
    expect("Enough" in b.text("#summary") and "it takes too long" in b.text("#summary"), "error and cause")
    expect(not b.all("#stop"), "it cannot be stopped again")


@check("a failed execution is redriven once its function is mended")
def _(w, b):
    Functions.failing.add("charge")
    arn = w.start("Orders", "to-be-redriven", ORDER)
    w.wait_for(arn, "FAILED")
    Functions.failing.discard("charge")
    b.open(execution_page(arn))
    b.leave(lambda: b.click("#redrive button", "Redrive"))
    b.wait(lambda: "running" in b.facts("#summary")["Status"], "its status")
    b.wait(lambda: "status-running" in b.state_classes("Approve"), "it goes on", 15)
    expect(b.facts("#summary")["Redriven"].startswith("1×"), "how often it was redriven")
    w.call("StopExecution", executionArn=arn)


@check("an execution is started again with another input")
def _(w, b):
    b.open(execution_page(w.steps))
    b.click("#again > summary")
    area = b.one("#start-input")
    expect("12345678901234567890" in area.get_attribute("value"), "its input is there as it was written")
    b.fill("#start-input", '{"customer": "Grace", "order": {"number": 2.0}}')
    b.leave(lambda: b.click("#again button", "Start"))
    expect("Grace" in b.text("#summary") and "2.0" in b.text("#summary"), "the new input")
    expect(b.driver.current_url != w.url + execution_page(w.steps), "it is another execution")


@check("a task's token is answered with success on the page")
def _(w, b):
    arn = w.start("Two", None, '{"items": []}')
    w.token(arn, "First")
    b.open(execution_page(arn))
    b.leave(lambda: b.click("#actions a", "Open task tokens"))
    b.click("summary", "Succeed…")
    b.fill("[name=output]", '{"by": "me", "price": 2.50}')
    b.leave(lambda: b.click("button", "Send success"))
    b.wait(lambda: "status-succeeded" in b.state_classes("First"), "First has succeeded")
    b.state("First").click()
    b.one("#state-panel", "2.50")
    w.call("StopExecution", executionArn=arn)


@check("a task's token is answered with failure on the page")
def _(w, b):
    arn = w.start("Orders", "to-be-refused", ORDER)
    w.token(arn, "Approve")
    b.open(page("console/tasks", arn=arn))
    b.click("summary", "Fail…")
    b.fill("[name=error]", "Refused")
    b.fill("[name=cause]", "the shop is closed")
    b.leave(lambda: b.click("button", "Send failure"))
    b.wait(lambda: "status-caught" in b.state_classes("Approve"), "the error is caught")
    expect("status-succeeded" in b.state_classes("Cancelled"), "it goes on after the catcher")
    expect("caught Refused" in b.text("#timeline"), "the timeline says so")


@check("what is wrong with a token or an output is shown")
def _(w, b):
    b.open(page("console/tasks", arn=w.waiting))
    b.click("summary", "Succeed…")
    b.fill("[name=output]", "{not JSON")
    b.one(".json-status", "Not JSON at line 1, column 2")
    b.leave(lambda: b.click("button", "Send success"))
    b.one(".notice", "InvalidOutput")
    b.click("summary", "Succeed…")
    b.script("document.querySelector('[name=task-token]').value = 'another'")
    b.leave(lambda: b.click("button", "Send success"))
    b.one(".notice", "InvalidToken")


# Map runs, activities -----------------------------------------------------------------------------

@check("a map run's page has its counts and its children")
def _(w, b):
    w.map_run()
    b.open(execution_page(w.spread))
    b.state("Spread").click()
    b.leave(lambda: b.click("#state-panel a", "its child executions"))
    text = b.text("#overview")
    expect("Items: 6" in text and "5 succeeded" in text and "1 failed" in text, f"the counts: {text}")
    equal(len(names(b)), 6, "children")
    filter_by(b, status="FAILED")
    equal(len(names(b)), 1, "children that have failed")
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
    b.wait(lambda: len(names(b)) == 5 and not b.all("#executions", "running"), "the children are followed")
    expect(b.script("return window.kept"), "the page was not loaded again")


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
        for name, function in check + console_extremes.check:
            if options.only not in name:
                continue
            began = time.monotonic()
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
            console_extremes.take_pictures(w, b, options.pictures)
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
