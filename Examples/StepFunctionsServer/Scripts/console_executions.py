"""Checks of the console's page of an execution: what it shows, how it follows the execution, what can be done there.

Carried out by console_tests.py.
"""
import json
import re

from console_browser import (
    ARN, KEYS, ORDER, ROLE, WAIT, WIDE, Checks, Functions, Server, equal, execution_page, expect, page)

check = Checks()


def stages(b):
    """The data of a state step by step: names and values."""
    return b.script(
        "return Object.fromEntries([...document.querySelectorAll('#state-panel details.payload')].map(d => "
        "[d.querySelector('.payload-title').textContent, d.querySelector('pre').textContent]))")


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


@check("executions that start each other lead to each other")
def _(w, b):
    parent = w.start("Parent")
    w.wait_for(parent, "SUCCEEDED")
    b.open(execution_page(parent))
    b.choose("Ask Hello")
    b.leave(lambda: b.click("#state-panel a", "the execution that it started"))
    expect("execution:Hello:" in b.facts("#summary")["ARN"], "the child")
    b.leave(lambda: b.click("#summary dd > a"))
    expect(parent in b.facts("#summary")["ARN"], "the parent")


@check("the alias and the version of an execution are shown")
def _(w, b):
    arn = w.start("Orders:live", None, '{"items": []}')
    b.open(execution_page(arn))
    found = b.facts("#summary")["Started by"]
    expect("alias live" in found and re.search(r"version 1\b", found), found)


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
    for name, status in (("Check", "succeeded"), ("Charge", "failed"), ("Approve", "not-reached"),
                         ("Nothing", "not-reached")):
        expect(f"status-{status}" in b.state_classes(name), f"{name} is {status}: {b.state_classes(name)}")
    b.open(execution_page(w.waiting))
    b.wait(lambda: "status-running" in b.state_classes("Approve"), "Approve is running")
    w.wait_for(w.loop, "SUCCEEDED")
    b.open(execution_page(w.loop))
    equal(b.state("Count").find_element("css selector", ".visits").text, "×4", "how often")
    equal(len(b.state("Ready").find_elements("css selector", ".visits")), 0, "the number of a state that was entered once")


@check("the graph becomes larger and smaller")
def _(w, b):
    b.open(execution_page(w.waiting))
    width = lambda: b.script("return document.querySelector('#graph svg').getBoundingClientRect().width")
    fitting = width()
    b.click("[data-zoom=in]")
    larger = width()
    expect(larger > fitting, f"larger: {larger} after {fitting}")
    b.click("[data-zoom=out]")
    b.click("[data-zoom=out]")
    expect(width() < larger, f"smaller: {width()} after {larger}")
    b.click("[data-zoom=fit]")
    frame = b.script("return document.getElementById('graph').clientWidth")
    expect(abs(width() - frame) <= 2 or width() <= frame, f"as wide as its frame: {width()} of {frame}")


@check("states in the graph are chosen with a click, Enter, and arrow keys")
def _(w, b):
    b.open(execution_page(w.failed))
    b.one("#state-heading", "Charge")
    b.script("window.kept = true")
    b.choose("Check")
    expect("selected" in b.state_classes("Check"), "it is marked in the graph")
    expect("selected" not in b.state_classes("Charge"), "the other one is not marked any more")
    expect("selected" in b.row("Check").get_attribute("class").split(), "it is marked in the timeline")
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
    b.choose("Ask")
    data = {name: re.sub(r"\s", "", value) for name, value in stages(b).items()}
    order = '{"number":12345678901234567890}'
    for name, value in (("Input", '{"customer":"Ada","order":' + order + "}"), ("After InputPath", order),
                        ("After Parameters", order), ("Result", '{"ok":true,"function":"ask"}'),
                        ("After ResultSelector", '{"answer":true}'), ("After OutputPath", '{"answer":true}')):
        equal(data.get(name), value, name)
    expect('"asked":{"answer":true}' in data.get("After ResultPath", ""), f"ResultPath: {data}")
    expect('"who":"Ada"' in data.get("When it was entered", ""), f"variables: {data}")
    expect(w.steps in data.get("Context object", ""), "the context object")
    b.choose("Keep")
    b.wait(lambda: '"limit":7' in re.sub(r"\s", "", stages(b).get("Afterwards", "")), "what the state has assigned")


@check("the panel shows attempts, error and cause")
def _(w, b):
    b.open(execution_page(w.failed))
    b.one("#state-heading", "Charge")
    equal(len(b.all("#state-panel tbody tr", "CardDeclined")), 3, "attempts")
    expect("the bank says no" in b.text("#state-panel .notice"), "the cause")
    b.open(execution_page(w.waiting))
    b.choose("Pick")
    expect("Pack, iteration 2" in b.facts("#state-panel")["Inside"], "in which iteration it is")


@check("the visits of a loop lead to each other")
def _(w, b):
    b.open(execution_page(w.loop))
    b.choose("Count")
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
        whole = w.server.request("GET", link.get_attribute("href")[len(w.url):])[2].decode()
        if title.startswith("Context object"):
            equal(json.loads(whole)["Execution"]["Input"], json.loads(w.big_input), f"all of {title}")
        else:
            equal(whole, w.big_input, f"all of {title}")


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
                 "return document.querySelector('#timeline .row a.name')",
                 "return document.querySelector('#summary summary')",
                 "return document.querySelector('#state-panel details.payload > summary')",
                 "return document.querySelector('#events a.name')",
                 "return document.querySelector('#summary button[data-copy]')"):
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


@check("a page says that the server does not answer, and goes on when it does")
def _(w, b):
    server = Server(w.path)
    try:
        b.driver.get(server.url + "/")
        b.wait(lambda: server.request("GET", "/health")[0] == 200, "the server answers")
        equal(server.stop(), 0, "the status with which the server ends while a page is open")
        b.one("#live-status", "does not answer")
        server = Server(w.path, port=server.port)
        b.wait(lambda: not b.all("#live-status"), "the message goes away", 15)
    finally:
        server.stop()
        # That it does not answer is in the browser's log.
        b.driver.get("about:blank")
        b.driver.get_log("browser")


@check("many pages can be open at once")
def _(w, b):
    first = b.driver.current_window_handle
    arn = w.start("Two", None, '{"items": [1]}')
    token = w.token(arn, "First")
    for _number in range(7):
        b.driver.switch_to.new_window("tab")
        b.open(execution_page(arn))
        b.state("First")
    w.call("SendTaskSuccess", taskToken=token, output="{}")
    for window in b.driver.window_handles:
        b.driver.switch_to.window(window)
        if window == first:
            continue
        b.wait(lambda: "status-running" in b.state_classes("Second"), "each page follows the execution once it is seen")
        b.driver.close()
    b.driver.switch_to.window(first)
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
    b.wait(lambda: "Grace" in b.text("#summary") and "2.0" in b.text("#summary"), "the new input")
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
    b.choose("First")
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
