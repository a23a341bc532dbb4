"""JSON, as the input of an execution."""

from .case import FAILURE, REFUSAL, one, run

PASS = one({"Type": "Pass"})


def cases():
    refused = {"verdicts": (REFUSAL, FAILURE)}
    yield run("arrays-100000-deep", PASS, "[" * 100_000, says="deep|nest", **refused)
    yield run("arrays-1000-deep-closed", PASS, "[" * 1_000 + "]" * 1_000)
    yield run("objects-100000-deep", PASS, '{"a":' * 100_000 + "1" + "}" * 100_000, says="deep|nest", **refused)
    yield run("number-of-5-MB", PASS, '{"n":' + "9" * 5_000_000 + "}")
    yield run("fraction-of-5-MB", PASS, '{"n":0.' + "9" * 5_000_000 + "}")
    yield run("exponent-of-5-MB", PASS, '{"n":1e' + "9" * 5_000_000 + "}")
    yield run("exponents-at-extremes", PASS, "[1e999999999,1e-999999999,-0e0,1E+400,1e-400,9223372036854775808]")
    yield run("key-of-5-MB", PASS, '{"' + "k" * 5_000_000 + '":1}')
    yield run("members-500000", PASS, "{" + ",".join(f'"key{i}":{i}' for i in range(500_000)) + "}")
    yield run("one-name-500000-times", PASS, "{" + ",".join('"a":1' for _ in range(500_000)) + "}")
    yield run("long-names-alike", PASS, "{" + ",".join(f'"{"k" * 200}{i:06}":1' for i in range(50_000)) + "}")
    yield run("names-alike-at-both-ends", PASS, "{" + ",".join(f'"{"k" * 40}{i:06}{"k" * 40}":1' for i in range(100_000)) + "}")
    yield run("escapes-6-MB", PASS, '"' + "\\u0000" * 1_000_000 + '"')
    yield run("surrogates-alone", PASS, '"' + "\\ud800" * 500_000 + '"')
    yield run("string-without-end", PASS, '"' + "x" * 10_000_000, **refused)
    yield run("not-utf8", PASS, b'"' + b"\xff\xfe" * 2_000_000 + b'"', **refused)
    yield run("blanks-50-MB", PASS, " " * 50_000_000 + "1")
    yield run("numbers-2000000", PASS, "[" + "1," * 2_000_000 + "1]")
    yield run("empty-arrays-2000000", PASS, "[" + "[]," * 2_000_000 + "1]")
    yield run("empty-objects-2000000", PASS, "[" + "{}," * 2_000_000 + "1]")
    yield run("nothing", PASS, "", **refused)
    yield run("combining-marks", PASS, '{"a' + "\u0301" * 1_000_000 + '":1}')
