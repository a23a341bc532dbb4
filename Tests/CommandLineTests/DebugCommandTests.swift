import Foundation
import Testing

/// `asl debug`: from a script, from a pipe, and on a terminal.
@Suite struct DebugCommandTests {
  private static let fixtures = CommandLine.root.appendingPathComponent("Tests/Fixtures/Debugging")
  private static let order = [
    "\(CommandLine.example)/order-fulfillment.asl.json", "--input", "\(CommandLine.example)/input.json",
    "--mock-config", "\(CommandLine.example)/MockConfigFile.json", "--test-case", "PaymentRetried",
  ]

  /// Charges, then waits for a day.
  private static let short = #"""
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60,
        "Parameters": {"FunctionName": "charge", "Payload.$": "$"}, "ResultPath": "$.payment", "Next": "Cool"},
      "Cool": {"Type": "Wait", "Seconds": 86400, "End": true}}}
    """#

  /// To record it again, write the output of the command over `order.txt`, and read the difference.
  @Test func aScriptPrintsTheSameEveryTime() throws {
    let folder = try Folder()
    let script = Self.fixtures.appendingPathComponent("order.script").path
    let expected = try String(contentsOf: Self.fixtures.appendingPathComponent("order.txt"), encoding: .utf8)
    for _ in 1...2 {
      let result = try CommandLine.run(["debug"] + Self.order + ["--script", script], in: folder)
      #expect(result.output == expected)
      #expect(result.errors == "")
      #expect(result.status == 0)
    }
  }

  @Test func aPipeIsAScript() throws {
    let folder = try Folder(["short.json": Self.short, "commands": "continue\nwhere\n"])
    let piped = try CommandLine.run(["debug", "short.json"], input: "continue\nwhere\n", in: folder)
    let script = try CommandLine.run(["debug", "short.json", "--script", "commands"], in: folder)
    #expect(piped.output == script.output)
    #expect(piped.status == 0)
    #expect(
      piped.output == """
        1  +0s  ExecutionStarted  {}
        > continue
        4  +0s  TaskStarted  Charge
        task #1 Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{}} awaits: answer, fail, heartbeat, \
        timeout, leave
        > where
        Charge (Task) since +0s, event 2 <
        task #1 Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{}}
        at +1m the timeout of Charge

        """)
  }

  @Test func aCommandThatCannotBeCarriedOutIsAFailure() throws {
    let folder = try Folder(["short.json": Self.short])
    let result = try CommandLine.run(["debug", "short.json"], input: "\nstpe\ncontinue\nquit\nstep\n", in: folder)
    #expect(result.status == 1)
    #expect(result.output.contains("> stpe\nunknown command 'stpe'; did you mean 'step'?\n> continue\n4  "))
    #expect(result.output.hasSuffix("> quit\n"))
  }

  @Test(arguments: [
    (["debug"], "debug: no definition given; name its file"),
    (["debug", "-"], "debug: the commands come from standard input, so the definition cannot"),
    (["debug", "short.json", "--input", "-"], "debug: the commands come from standard input, so --input cannot"),
    (["debug", "short.json", "--test-case", "x"], "debug: --test-case needs --mock-config"),
    (["debug", "short.json", "--script", "none"], "debug: none: "),
    (["debug", "short.json", "--start-time", "now"], "debug: --start-time takes a time such as"),
    (["debug", "none.json"], "debug: none.json: "), (["debug", "short.json", "--seed", "x"], "debug: --seed takes"),
  ])
  func wrongUseIsExplained(arguments: [String], message: String) throws {
    let result = try CommandLine.run(arguments, in: try Folder(["short.json": Self.short]))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("asl: " + message), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test func anInvalidDefinitionIsShown() throws {
    let result = try CommandLine.run(
      ["debug", "bad.json"], in: try Folder(["bad.json": #"{"StartAt": "A", "States": {"A": {"Type": "Past"}}}"#]))
    #expect(result.status == 1)
    #expect(result.errors.contains("debug: the definition is invalid"))
  }

  // MARK: A terminal

  /// A session on a pseudo-terminal: a line is typed when the prompt has come.
  private static func session(_ arguments: [String], _ lines: [String], in folder: Folder) throws -> String {
    var (terminal, device) = (-1 as Int32, -1 as Int32)
    try #require(openpty(&terminal, &device, nil, nil, nil) == 0)
    defer { close(terminal) }
    // Programs that other tests start must not keep it open.
    for descriptor in [terminal, device] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let process = Process()
    let asl: URL = try #require(CommandLine.executable)
    process.executableURL = asl
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    for stream in [\Process.standardInput, \Process.standardOutput, \Process.standardError] {
      process[keyPath: stream] = FileHandle(fileDescriptor: device, closeOnDealloc: false)
    }
    try process.run()
    close(device)
    var text = ""
    var lines = lines[...]
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      var event = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard poll(&event, 1, 60_000) > 0 else { break }
      let count = read(terminal, &buffer, buffer.count)
      // When the program has ended, reading from its terminal fails.
      guard count > 0 else { break }
      text += String(decoding: buffer[..<count], as: UTF8.self)
      if text.hasSuffix("(asl) "), let line = lines.popFirst() {
        let bytes = Array(line.utf8)
        _ = write(terminal, bytes, bytes.count)
      }
    }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 0)
    return text.replacingOccurrences(of: "\r\n", with: "\n")
  }

  @Test func onATerminalThereIsAPromptAndAnEmptyLineRepeats() throws {
    let folder = try Folder(["short.json": Self.short])
    let text = try Self.session(
      ["debug", "short.json", "--input", #"{"order": 7}"#],
      ["step\n", "\n", "stp\n", "continue\n", "answer true\n", "next\n", "stages\n", "quit\n"], in: folder)
    #expect(
      text == """
        1  +0s  ExecutionStarted  {"order":7}
        (asl) step
        2  +0s  TaskStateEntered  Charge  {"order":7}
        (asl) \n\
        3  +0s  TaskScheduled  Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{"order":7}}
        (asl) stp
        unknown command 'stp'; did you mean 'step'?
        (asl) continue
        4  +0s  TaskStarted  Charge
        task #1 Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{"order":7}} awaits: answer, fail, \
        heartbeat, timeout, leave
        (asl) answer true
        5  +0s  TaskSucceeded  Charge  true
        (asl) next
        7  +0s  WaitStateEntered  Cool  {"order":7,"payment":true}
        (asl) stages
        input          {"order":7,"payment":true}
        (asl) quit

        """)
  }

  @Test func theEndOfTheInputEndsTheSession() throws {
    let folder = try Folder(["short.json": Self.short])
    let text = try Self.session(["debug", "short.json"], ["step\n", "\u{04}"], in: folder)
    #expect(text.hasSuffix("2  +0s  TaskStateEntered  Charge  {}\n(asl) \n"))
  }
}
