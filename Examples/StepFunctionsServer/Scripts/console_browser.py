"""What the tests of the console need: a server with something to see, functions that can be made to fail or wait, a browser.

Used by console_tests.py, console_executions.py and console_extremes.py.
"""
import base64
import http.client
import http.server
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROLE = "arn:aws:iam::123456789012:role/r"
ARN = "arn:aws:states:us-east-1:123456789012:"
LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:"
TOKEN_TASK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

# What becomes markup or turns text around where a page does not escape or isolate it.
SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"><img src=x onerror=alert(1)>"
QUOTES = "\"\u0301 onmouseover=alert(1) x=\"\u0301"
APOSTROPHES = "'\u0301 onfocus=alert(1) autofocus '"
AREA = "</textarea></title></style><script>alert(1)</script>"
REVERSED = "\u202egnp.drowssap\u2066\u202d"
# As much of it as a name of a resource can have.
NAME = "x'\u0301onfocus='\u0301"
HOSTILE = [SCRIPT, IMAGE, QUOTES, APOSTROPHES, AREA, REVERSED]


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(found, wanted, what):
    expect(found == wanted, f"{what}: {str(found)[:300]!r} instead of {str(wanted)[:300]!r}")


class Checks(list):
    """Functions that check something, with what they check in plain English."""

    def __call__(self, name):
        def add(function):
            self.append((name, function))
            return function
        return add


def missing():
    """Why the tests cannot run on this machine; None if they can."""
    if not importlib.util.find_spec("selenium"):
        return "the Python package selenium is not installed"
    if not axe_script():
        return "the Python package selenium-axe-python, which contains axe-core, is not installed"
    if not program("chromium", "chromium-browser", "google-chrome"):
        return "there is no chromium"
    if not program("chromedriver"):
        return "there is no chromedriver (Debian: chromium-driver)"
    try:
        Browser("about:blank").quit()
    except Exception as error:  # pylint: disable=broad-except
        return f"the browser does not start: {type(error).__name__}: {str(error).splitlines()[0]}"
    return None


def program(*names):
    return next((path for name in names if (path := shutil.which(name))), None)


def axe_script():
    found = importlib.util.find_spec("selenium_axe_python")
    path = found and found.origin and os.path.join(os.path.dirname(found.origin), "axe-core", "axe.min.js")
    return path if path and os.path.exists(path) else None


# The server ---------------------------------------------------------------------------------------

class Server:
    """A server on a free port or on a given one, with a store in memory."""

    def __init__(self, path, *options, port=None):
        self.log = tempfile.TemporaryFile("w+")
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = port or one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [os.path.abspath(path), "--port", str(self.port), "--store", "memory", *options],
            stdout=self.log, stderr=self.log)
        wait_for(self.answers, "the server starts", 20)

    def answers(self):
        expect(self.process.poll() is None, "the server runs")
        try:
            return urllib.request.urlopen(self.url + "/health", timeout=2).read()
        except OSError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def call(self, operation, region=None, **members):
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation}
        if region:
            headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=test/20260101/{region}/states/aws4_request"
        request = urllib.request.Request(self.url, data=json.dumps(members).encode(), headers=headers)
        try:
            return json.loads(urllib.request.urlopen(request, timeout=90).read() or b"{}")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{operation}: {error.read().decode(errors='replace')}") from None

    def request(self, method, path, body=None, headers=None):
        """Status, headers and body of an answer, as a program without a browser gets it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), answer.read()
        finally:
            connection.close()


def wait_for(condition, what, seconds=10, pause=0.05):
    """Waits until a condition holds, and gives its value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        expect(time.monotonic() < end, f"{what} (not within {seconds} s)")
        time.sleep(pause)


class Functions(http.server.BaseHTTPRequestHandler):
    """Does the tasks: each can be made to fail. Keeps the tokens of tasks that wait, by execution and state."""
    failing = set()
    tokens = {}

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
        name = self.path.strip("/")
        status, answer = 200, {"ok": True, "function": name}
        if name in self.failing:
            status, answer = 500, {"errorType": "CardDeclined", "errorMessage": "the bank says no"}
        if name == "queue":
            message = body["MessageBody"]
            self.tokens[message["execution"], message["state"]] = message["token"]
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def waits_for_token(**members):
    """A task that waits until its token is answered."""
    message = {"token.$": "$$.Task.Token", "execution.$": "$$.Execution.Name", "state.$": "$$.State.Name"}
    return {"Type": "Task", "Resource": TOKEN_TASK, "Parameters": {"QueueUrl": "http://q", "MessageBody": message},
            **members}


def inside(start, mode="INLINE", **states):
    """The states inside a Map."""
    config = {"Mode": mode, **({"ExecutionType": "STANDARD"} if mode == "DISTRIBUTED" else {})}
    return {"ProcessorConfig": config, "StartAt": start, "States": states}


# The keys that WebDriver gives these characters.
KEYS = {"tab": "\ue004", "enter": "\ue007", "escape": "\ue00c", "up": "\ue013", "down": "\ue015", "left": "\ue012",
        "right": "\ue014"}
WRONG = '{\n "StartAt": "A",\n "States": {\n  "A": {"Type": "Pass", "Next": "Nowhere"}\n }\n}'
PASS = {"Type": "Pass", "End": True}
ORDERS = {
    "Comment": "Take an order, charge the card, ship what was ordered", "StartAt": "Check", "States": {
        "Check": {"Type": "Choice", "Choices": [{"Variable": "$.items[0]", "IsPresent": True, "Next": "Charge"}],
                  "Default": "Nothing"},
        "Nothing": {"Type": "Fail", "Error": "EmptyOrder", "Cause": "The order has no items."},
        "Charge": {"Type": "Task", "Resource": LAMBDA + "charge", "ResultPath": "$.charge", "Next": "Prepare", "Retry": [
            {"ErrorEquals": ["CardDeclined"], "MaxAttempts": 2, "IntervalSeconds": 1, "BackoffRate": 1}]},
        "Prepare": {"Type": "Parallel", "ResultPath": "$.prepared", "Next": "Approve", "Branches": [
            {"StartAt": "Pack", "States": {"Pack": {
                "Type": "Map", "ItemsPath": "$.items", "End": True, "ItemProcessor": inside(
                    "Pick", Pick={"Type": "Task", "Resource": LAMBDA + "pick", "Next": "Rest"},
                    Rest={"Type": "Wait", "Seconds": 1, "End": True})}}},
            {"StartAt": "Invoice", "States": {
                "Invoice": {"Type": "Task", "Resource": LAMBDA + "invoice", "End": True}}}]},
        "Approve": waits_for_token(ResultPath="$.approval", Next="Done", TimeoutSeconds=3600, Catch=[
            {"ErrorEquals": ["States.ALL"], "Next": "Cancelled", "ResultPath": "$.problem"}]),
        "Cancelled": PASS, "Done": {"Type": "Succeed"}}}
ORDER = '{"items": [{"sku": "A-17", "count": 2}, {"sku": "B-4", "count": 1.50}, {"sku": "C", ' \
        '"count": 12345678901234567890}], "customer": "Ada"}'
STEPS = {"StartAt": "Keep", "States": {
    "Keep": {"Type": "Pass", "Assign": {"who.$": "$.customer", "limit": 7}, "Next": "Ask"},
    "Ask": {"Type": "Task", "Resource": LAMBDA + "ask", "InputPath": "$.order", "Parameters": {"number.$": "$.number"},
            "ResultSelector": {"answer.$": "$.ok"}, "ResultPath": "$.asked", "OutputPath": "$.asked", "End": True}}}
LOOP = {"StartAt": "Count", "States": {
    "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Enough"},
    "Enough": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThanEquals": 4, "Next": "Ready"}],
               "Default": "Pause"},
    "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Count"}, "Ready": {"Type": "Succeed"}}}
WIDE = {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": True, "ItemProcessor": inside("Item", Item=PASS)}}}
TWO = {"StartAt": "Many", "States": {
    "Many": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": None, "Next": "First",
             "ItemProcessor": inside("Item", Item=PASS)},
    "First": waits_for_token(ResultPath="$.first", Next="Second"), "Second": waits_for_token(End=True)}}
TASK = {"StartAt": "Review", "States": {"Review": {"Type": "Task", "Resource": ARN + "activity:review", "End": True}}}
SPREAD = {"StartAt": "Spread", "States": {"Spread": {
    "Type": "Map", "Label": "Spread", "ToleratedFailureCount": 2, "End": True, "ItemProcessor": inside(
        "Pause", "DISTRIBUTED", Pause={"Type": "Wait", "SecondsPath": "$.wait", "Next": "Look"},
        Look={"Type": "Choice", "Choices": [{"Variable": "$.bad", "IsPresent": True, "Next": "Bad"}], "Default": "Good"},
        Bad={"Type": "Fail", "Error": "BadItem"}, Good={"Type": "Succeed"})}}}
ENDLESS = {"StartAt": "Again", "States": {
    "Again": {"Type": "Pass", "Next": "Ended"}, "End": PASS,
    "Ended": {"Type": "Choice", "Choices": [{"Variable": "$.never", "IsPresent": True, "Next": "End"}], "Default": "Again"}}}
PARENT = {"StartAt": "Ask Hello", "States": {"Ask Hello": {
    "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
    "Parameters": {"StateMachineArn": ARN + "stateMachine:Hello"}}}}
WAIT = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}


def chain(names, last=None):
    """A machine whose states follow each other."""
    states = {name: {"Type": "Pass", "Next": after} for name, after in zip(names, names[1:])}
    states[names[-1]] = last or PASS
    return {"StartAt": names[0], "States": states}


def hostile_machine():
    states = {name + " state": {"Type": "Pass", "Comment": name, "Assign": {"data.$": "$"}, "Next": after + " state"}
              for name, after in zip(HOSTILE, HOSTILE[1:] + ["Review"])}
    states["Review state"] = {"Type": "Task", "Resource": ARN + "activity:" + NAME, "ResultPath": "$.review",
                              "Next": IMAGE + " fails"}
    states[IMAGE + " fails"] = {"Type": "Fail", "Error": SCRIPT + IMAGE, "Cause": "\n".join(HOSTILE)}
    return {"Comment": SCRIPT + AREA + QUOTES, "StartAt": SCRIPT + " state", "States": states}


class World:
    """A server with what the tests look at."""

    def __init__(self, path):
        self.path = path
        self.folder = tempfile.TemporaryDirectory()
        self.functions = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Functions)
        threading.Thread(target=self.functions.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{self.functions.server_port}/"
        routes = [{"function": name, "url": address + name} for name in ("charge", "pick", "invoice", "ask")]
        routes.append({"resource": "arn:aws:states:::sqs:*", "url": address + "queue"})
        file = os.path.join(self.folder.name, "routes.json")
        with open(file, "w", encoding="utf-8") as text:
            json.dump({"routes": routes}, text)
        self.server = Server(path, "--routes", file)
        self.call = self.server.call
        self.url = self.server.url
        self.other = None
        self.make()

    def make(self):
        machines = {"Endless": ENDLESS, "Orders": ORDERS, "Steps": STEPS, "Loop": LOOP, "Wide": WIDE, "Two": TWO,
                    "Spread": SPREAD, "Waits": WAIT, "Hello": chain(["Hello"]), "Many": chain(["Many"]),
                    "Big": chain(["Big"]), "Parent": PARENT, NAME: hostile_machine(),
                    "FiveHundred": chain([f"State {n}" for n in range(500)]),
                    "TwoThousand": chain([f"State {n}" for n in range(2_100)])}
        for name in ("review", NAME):
            self.call("CreateActivity", name=name)
        for name, definition in {**machines, "Task": TASK}.items():
            self.call("CreateStateMachine", name=name, definition=json.dumps(definition, indent=2), roleArn=ROLE)
        self.endless = self.start("Endless")
        self.call("CreateStateMachine", name="Quick", definition=json.dumps(chain(["Quick"])), roleArn=ROLE, type="EXPRESS")
        self.call("CreateStateMachine", region="eu-west-1", name="Elsewhere", definition=json.dumps(chain(["E"])),
                  roleArn=ROLE)
        version = self.call("PublishStateMachineVersion", stateMachineArn=ARN + "stateMachine:Orders")
        self.version = version["stateMachineVersionArn"]
        self.call("PublishStateMachineVersion", stateMachineArn=ARN + "stateMachine:" + NAME, description=IMAGE + QUOTES)
        self.call("CreateStateMachineAlias", name="live", routingConfiguration=[
            {"stateMachineVersionArn": self.version, "weight": 100}])
        Functions.failing.add("charge")
        self.failed = self.start("Orders", "order-failed", ORDER)
        self.empty = self.start("Orders", "order-empty", '{"items": [], "note": "nothing-in-it"}')
        self.steps = self.start("Steps", "steps", '{"customer": "Ada", "order": {"number": 12345678901234567890}}')
        self.loop = self.start("Loop", "loop", '{"n": 0}')
        self.wide = self.start("Wide", "wide", json.dumps(list(range(200))))
        self.spread = self.start("Spread", "spread", json.dumps([{"wait": 0}] * 5 + [{"wait": 0, "bad": True}]))
        self.waits = self.start("Waits", "waits", '{"since": 1.50}')
        self.big_input = '{"text": "' + "x" * 200_000 + '", "number": 12345678901234567890, "price": 1.50}'
        self.big = self.start("Big", "big", self.big_input)
        self.limit = self.start("Big", "limit", json.dumps("y" * (256 * 1024 - 2)))
        self.five_hundred = self.start("FiveHundred", "five-hundred")
        self.two_thousand = self.start("TwoThousand", "two-thousand")
        self.hostile = self.start(NAME, NAME, json.dumps(dict.fromkeys(HOSTILE, HOSTILE), ensure_ascii=False))
        self.task = self.start("Task", "task", '{"document": 1}')
        self.waiting_task = None
        threading.Thread(target=self.work, daemon=True).start()
        for number in range(60):
            self.start("Hello", f"hello-{number:03}", json.dumps({"number": number}))
        self.wait_for(self.failed, "FAILED")
        Functions.failing.discard("charge")
        self.waiting = self.start("Orders", "order-waiting", ORDER)
        self.wait_for(self.task, "SUCCEEDED")
        self.waiting_task = self.start("Task", "task-waits", '{"document": 2}')

    def work(self):
        """The workers of the activities: each does one task."""
        for activity, name, output in (("review", "ada@desk", '{"ok": true}'),
                                       (NAME, IMAGE + REVERSED, json.dumps(SCRIPT))):
            task = self.call("GetActivityTask", activityArn=ARN + "activity:" + activity, workerName=name)
            self.call("SendTaskSuccess", taskToken=task["taskToken"], output=output)

    def start(self, machine, name=None, text="{}"):
        members = {"name": name} if name else {}
        return self.call("StartExecution", stateMachineArn=ARN + "stateMachine:" + machine, input=text, **members)[
            "executionArn"]

    def status(self, arn):
        return self.call("DescribeExecution", executionArn=arn)["status"]

    def wait_for(self, arn, status, seconds=20):
        wait_for(lambda: self.status(arn) == status, f"{arn} is {status}", seconds)

    def token(self, arn, state):
        """The token of a task that waits."""
        return wait_for(lambda: Functions.tokens.get((arn.rsplit(":", 1)[1], state)), f"{state} waits for its token")

    def map_run(self):
        """The map run of the distributed Map."""
        self.wait_for(self.spread, "SUCCEEDED")
        return self.call("ListMapRuns", executionArn=self.spread)["mapRuns"][0]["mapRunArn"]

    def empty_server(self):
        """A second server, without any state machines."""
        if not self.other:
            self.other = Server(self.path)
        return self.other

    def stop(self):
        if self.other:
            self.other.stop()
        status = self.server.stop()
        self.functions.shutdown()
        self.folder.cleanup()
        return status


def machine_page(machine, /, **values):
    return page("console/machine", arn=ARN + "stateMachine:" + machine, **values)


def page(path, /, **values):
    return f"/{path}" + ("?" + urllib.parse.urlencode(values) if values else "")


def execution_page(arn, /, **values):
    return page("console/execution", arn=arn, **values)


# The browser --------------------------------------------------------------------------------------

class Browser:
    """Chromium without a window."""

    def __init__(self, url):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
        self.url = url
        options = Options()
        options.binary_location = program("chromium", "chromium-browser", "google-chrome")
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                         "--force-prefers-reduced-motion", "--lang=en-US", "--window-size=1440,1000"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(program("chromedriver")))
        self.driver.set_page_load_timeout(20)
        self.driver.set_script_timeout(20)
        self.complaints = []
        self.look()

    def reset(self, name):
        """Makes the browser as it was at first, after a check; keeps what it has complained about."""
        try:
            self.complaints += [(name, line) for line in self.driver.get_log("browser")]
            self.scripts(True)
            self.look()
            self.driver.get("about:blank")
        except Exception as error:  # pylint: disable=broad-except
            # What a page asks is answered with no when the next command comes.
            self.complaints.append((name, {"level": "SEVERE", "source": "browser", "message": str(error)}))

    def scripts(self, on):
        """Whether pages may run scripts; those of the tests run anyway."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def look(self, width=1440, dark=False):
        """How wide the window is, and which colors the reader prefers."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 1000 if width > 500 else 844, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def quit(self):
        self.driver.quit()

    def open(self, path):
        self.driver.get(self.url + path)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def all(self, css, text=None, root=None):
        """The elements that a selector finds and that are shown, with a text in them."""
        return self.script("""
            const [css, text, root] = arguments, lower = text?.toLowerCase();
            return [...(root ?? document).querySelectorAll(css)].filter(e => e.getClientRects().length && e.checkVisibility({
              visibilityProperty: true}) && (!lower || (e.innerText ?? e.textContent).toLowerCase().includes(lower)));""",
                           css, text, root)

    def one(self, css, text=None, root=None, seconds=8):
        """The first such element, once there is one."""
        what = f"there is an element {css}" + (f" with '{text}'" if text else "")
        return self.wait(lambda: self.all(css, text, root), what, seconds)[0]

    def wait(self, condition, what, seconds=8):
        from selenium.common.exceptions import StaleElementReferenceException

        def holds():
            try:
                return condition()
            except StaleElementReferenceException:
                return False
        return wait_for(holds, what, seconds)

    def click(self, css, text=None, seconds=8):
        self.one(css, text, seconds=seconds).click()

    def leave(self, action, what="another page opens"):
        """Does what leads to another page, and waits for that."""
        self.script("window.leaving = true")
        action()
        self.wait(lambda: self.script("return !window.leaving && document.readyState === 'complete'"), what, 15)

    def fill(self, css, text):
        element = self.one(css)
        element.clear()
        element.send_keys(text)
        return element

    def text(self, css="main"):
        # The element may be replaced in this moment by a newer one.
        return self.wait(lambda: (self.one(css).text,), f"{css} has text")[0]

    def cells(self, name):
        """The cells of a list's row, by the name that it links."""
        return self.wait(lambda: self.script("""
            const rows = [...document.querySelectorAll('main table tr')];
            const row = rows.find(r => r.querySelector('a')?.textContent === arguments[0]);
            return row && [...row.cells].map(c => c.innerText);""", name), f"the list has {name}")

    def names(self):
        """The names in a list of executions."""
        return self.script("return [...document.querySelectorAll('#executions a.name')].map(a => a.textContent)")

    def filter_by(self, **values):
        """Fills in the filter of a list, and uses it."""
        for name, value in values.items():
            self.script("document.querySelector(`form[role=search] [name=${arguments[0]}]`).value = arguments[1]",
                        name, value)
        self.leave(lambda: self.click("form[role=search] button", "Filter"))

    def facts(self, css="main"):
        """The names and values that a page lists about something."""
        return dict(self.script(
            "return [...document.querySelectorAll(arguments[0] + ' .fact')].map(f => "
            "[f.querySelector('dt').textContent, f.querySelector('dd').innerText])", css))

    def press(self, *keys):
        """Presses keys one after the other, where the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains
        chain_of_keys = ActionChains(self.driver)
        for key in keys:
            chain_of_keys.send_keys(key)
        chain_of_keys.perform()

    def focused(self):
        """What has the focus: the name of its element, its id, its text or label."""
        return self.script(
            "const e = document.activeElement; return [e.localName, e.id, "
            "(e.getAttribute('aria-label') ?? (e.querySelector('.payload-title') ?? e).textContent ?? '').trim()]")

    def state(self, name):
        """A state in the graph."""
        return self.wait(lambda: self.script(
            "return [...document.querySelectorAll('#graph .state')].find(s => s.dataset.state === arguments[0])", name),
            f"the graph has the state {name}")

    def choose(self, name):
        """Clicks a state in the graph, at its name: other states lie inside those that contain some."""
        self.state(name).find_element("css selector", ":scope > text").click()
        self.wait(lambda: self.script("return document.getElementById('state-heading').textContent") == name,
                  f"the panel shows {name}")

    def state_classes(self, name):
        return self.state(name).get_attribute("class").split()

    def row(self, name, number=0):
        """A row of the timeline."""
        found = self.script(
            "return [...document.querySelectorAll('#timeline .row')].filter("
            "r => r.querySelector('.name')?.textContent === arguments[0])", name)
        expect(len(found) > number, f"the timeline has {number + 1} rows of {name}")
        return found[number]

    def bars(self, name, number=0):
        """The classes of a row's bars."""
        return self.script("return [...arguments[0].querySelectorAll('svg rect')].map(r => r.getAttribute('class'))",
                           self.row(name, number))

    def axe(self):
        """What axe-core finds on this page."""
        with open(axe_script(), encoding="utf-8") as file:
            self.script("if (!window.axe) {" + file.read() + "\n window.axe = window.axe ?? axe }")
        return self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
            ".then(r => done(r.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.map("
            "n => n.target.join(' ') + ': ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''))}))), "
            "e => done([{id: String(e), impact: 'critical', nodes: []}]))")

    def picture(self, path, scale):
        """Saves what the page looks like, at most 2,000 pixels high before it is scaled."""
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": self.script("return innerWidth"), "height": min(2_000, size["height"]), "scale": scale}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        with open(path, "wb") as file:
            file.write(base64.b64decode(taken["data"]))
