"""What a hostile input is, and short ways to write one down."""

import json
from dataclasses import dataclass, field

ASL, DRIVE = "{asl}", "{drive}"
ANSWER = "answer"  # exit status 0
FAILURE = "failure"  # the execution, evaluation or definition failed: exit status 1
REFUSAL = "refusal"  # what was given cannot be used: exit status 2


@dataclass
class Case:
    """One run of a program.

    `files` are written into the folder of the run: text, bytes, or a function of the path that makes the file. Where
    it does not answer, what it prints has to match `says`.
    """

    name: str
    command: list
    files: dict = field(default_factory=dict)
    verdicts: tuple = (ANSWER, FAILURE)
    says: str = "."
    stdin: object = None
    shell: bool = False


def machine(states, start=None, **also):
    return json.dumps({"StartAt": start or next(iter(states)), **also, "States": states})


def one(state, **also):
    """A machine of one state."""
    if state["Type"] not in ("Choice", "Succeed", "Fail"):
        state = {**state, "End": True}
    return machine({"S": state}, **also)


def run(name, definition, input="{}", options=(), mocks=None, **expected):
    files = {"machine.asl.json": definition, "input.json": input}
    command = [ASL, "run", "machine.asl.json", "--input", "input.json", *options]
    if mocks is not None:
        files["mocks.json"] = mocks
        command += ["--mock-config", "mocks.json"]
    return Case(name, command, files, **expected)


def validate(name, definition, options=(), **expected):
    return Case(name, [ASL, "validate", "machine.asl.json", *options], {"machine.asl.json": definition}, **expected)


def evaluate(name, language, expression, input="{}", **expected):
    """One expression as `asl eval` takes it, with the library's own limits."""
    request = json.dumps({"id": 1, "language": language, "expression": expression, "inputText": input}) + "\n"
    return Case(name, [ASL, "eval", "--batch"], {}, stdin=request, **expected)


def nested(opening, inner, closing, count):
    return opening * count + inner + closing * count
