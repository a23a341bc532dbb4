import Foundation
import OrderedJSON
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct OtherCommandsTests {
  @Test(arguments: [[], ["run"], ["eval"], ["validate"], ["test-state"]])
  func helpIsGood(command: [String]) throws {
    let arguments = command + ["--help"]
    let result = try CommandLine.run(arguments, in: Folder())
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("Usage: asl"))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [["run", "/dev/zero"], ["eval", "1", "--input", "/dev/zero"]])
  func whatNeverEndsIsRefused(arguments: [String]) throws {
    let result = try CommandLine.run(arguments, in: Folder())
    #expect(result.status == 2)
    #expect(result.errors.contains("/dev/zero: is longer than 256 MiB"), "\(result.errors)")
  }

  @Test(arguments: ["run", "eval", "validate", "test-state"])
  func helpTakesACommand(name: String) throws {
    let result = try CommandLine.run(["help", name], in: Folder())
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("Usage: asl \(name)"))
  }

  @Test(
    arguments: [
      (["rnu", "x"], "unknown command 'rnu'; did you mean 'run'?"), (["help", "evil"], "did you mean 'eval'?"),
      (["eval", "1", "--inptu", "x"], "unknown option '--inptu'; did you mean '--input'?"),
      (["run", "x", "--real-tiem"], "did you mean '--real-time'?"),
      (["run", "x", "--zzz"], "unknown option '--zzz'\n"),
      (["run", "x", "--no-quotas=1"], "the option --no-quotas takes no value"),
    ] as [([String], String)])
  func wrongNamesAreGuessed(arguments: [String], message: String) throws {
    let result = try CommandLine.run(arguments, in: Folder())
    #expect(result.status == 2)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test(arguments: [
    [], ["nonsense"], ["--nonsense"], ["eval"], ["validate"], ["validate", "--format", "xml", "a"],
    ["eval", "1", "--language", "basic"],
  ])
  func wrongUse(arguments: [String]) throws {
    let result = try CommandLine.run(arguments, in: Folder())
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test(
    arguments: [
      (["eval"], "no expression given; write it in single quotes"),
      (["eval", "$sum", "(a)"], "one expression at a time, not 2: quote it"),
      (["validate"], "no file given; name definitions, directories, or - for standard input"),
      (["run"], "no definition given; name its file, or - for standard input"),
      (["run", "a.json", "{}"], "one definition at a time, not 2; give the input with --input"),
      (["run", "a.json", "--test-case", "A"], "--test-case needs --mock-config, the file that has the test cases"),
    ] as [([String], String)])
  func wrongUseSaysWhatToDo(arguments: [String], message: String) throws {
    let result = try CommandLine.run(arguments, in: Folder(["a.json": RunTests.hello]))
    #expect(result.status == 2)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  /// A result that is short in memory may be very long in print: it is refused before it is written.
  @Test func resultsAreMeasuredBeforeTheyArePrinted() throws {
    // Less than 3 MB in one line, but each part is on a separate line after 780 spaces.
    let text = "($f := function($s, $n){ $n = 0 ? $s : $f([[$s]], $n - 1) }; $f([1..400000], 389))"
    let printed = try CommandLine.run(["eval", text], in: Folder())
    #expect(printed.status == 1)
    #expect(printed.output.isEmpty)
    #expect(printed.errors.contains("too long to be printed"), "\(printed.errors)")
    let shared = "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 60))"
    let refused = try CommandLine.run(["eval", shared], in: Folder())
    #expect(refused.status == 1)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("U1001"), "\(refused.errors)")
  }

  /// Every command line in a help text works as written.
  @Test func theExamplesOfHelpWork() throws {
    let help = try CommandLine.run(["eval", "--help"], in: Folder()).output
    let examples = help.split(separator: "\n").drop { $0 != "Examples:" }.map { $0.drop { $0 == " " } }.filter {
      $0.hasPrefix("asl eval ") || $0.hasPrefix("echo ")
    }
    #expect(examples.count == 3)
    let asl = try #require(CommandLine.executable)
    for example in examples {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", example.replacing("asl eval", with: "'\(asl.path)' eval") + " > /dev/null"]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(example)")
    }
  }

  @Test(arguments: [
    (["eval", "$.a", "--language", "jsonpath", "--input", "i.json"], "1\n"),
    (["eval", "States.MathAdd($.a, 1)", "--language", "intrinsic", "--input", "i.json"], "2\n"),
    (["eval", "a + 1", "--input", "i.json"], "2\n"), (["eval", "$x * 2", "--bindings", "b.json"], "10\n"),
    (["eval", "$$.k", "--language", "jsonpath", "--context", "c.json"], "\"v\"\n"),
    (["eval", "{% $x * 2 %}", "--bindings", "b.json"], "10\n"),
    (["eval", "{% $states.input.n / 0 %}", "--bindings", "s.json"], "\"Infinity\"\n"),
  ])
  func evaluates(arguments: [String], output: String) throws {
    let folder = try Folder([
      "i.json": #"{"a":1}"#, "b.json": #"{"x":5}"#, "c.json": #"{"k":"v"}"#,
      "s.json": #"{"states":{"input":{"n":1}}}"#,
    ])
    let result = try CommandLine.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == output)
  }

  @Test(
    arguments: [
      (["eval", "$.x", "--language", "jsonpath"], 1), (["eval", "$.[", "--language", "jsonpath"], 1),
      (["eval", "1 +"], 1),
      (["eval", "$nope()"], 1), (["eval", "States.Nope()", "--language", "intrinsic"], 1),
      (["eval", "1", "--input", "missing.json"], 2), (["eval", "1", "--bindings", "list.json"], 2),
    ] as [([String], Int32)])
  func failsToEvaluate(arguments: [String], status: Int32) throws {
    let result = try CommandLine.run(arguments, in: Folder(["list.json": "[]"]))
    #expect(result.status == status)
    #expect(!result.errors.isEmpty)
    #expect(result.output.isEmpty)
  }

  @Test func aBatchAnswersLineByLine() throws {
    let requests = """
      {"id":1,"language":"jsonpath","expression":"$.a","input":{"a":[1.0]}}

      not JSON
      {"id":2,"language":"intrinsic","expression":"States.Array(1)"}
      {"id":3,"language":"json","inputBase64":"eyI="}
      {"id":4,"language":"cobol"}
      [1]
      """
    let result = try CommandLine.run(["eval", "--batch"], input: requests, in: Folder())
    let answers = try result.output.split(separator: "\n").map { try JSON(parsing: String($0)) }
    #expect(result.status == 0)
    #expect(answers.count == 6)
    #expect(answers.first?.description == #"{"id":1,"result":[1.0]}"#)
    #expect(answers.map { $0["error"] != nil } == [false, true, false, true, true, true])
  }

  @Test func validDefinitions() throws {
    let result = try CommandLine.run(["validate", "\(CommandLine.example)/order-fulfillment.asl.json"], in: Folder())
    #expect(result.status == 0)
  }

  @Test func invalidDefinitionsAsJSON() throws {
    let folder = try Folder(["d.json": "{\n\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"}}}"])
    let result = try CommandLine.run(["validate", "--format", "json", "d.json"], in: folder)
    #expect(result.status == 1)
    let report = try JSON(parsing: result.output)
    #expect(report["result"] == "FAIL")
    #expect(report["diagnostics"]?[0]?["line"] == 2)
    #expect(report["diagnostics"]?[0]?["severity"] == "ERROR")
  }

  @Test func missingAndInvalidFilesAmongOthers() throws {
    let folder = try Folder(["good.json": RunTests.hello])
    let result = try CommandLine.run(["validate", "missing.json", "good.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains("missing.json"))
    #expect(result.output.contains("good.json"))
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func unreadableFiles() throws {
    let folder = try Folder(["d.json": RunTests.hello])
    chmod(folder.path("d.json"), 0)
    let result = try CommandLine.run(["run", "d.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains("d.json: Permission denied"))
  }
}
