import LanguageSupport
import OrderedJSON
import Testing

@testable import StatesTesting

/// However long an execution is, and however often one goes back, little is kept.
@Suite struct DebuggerTimelineTests {
  /// Counts to 25,000 events, a task in each round.
  private static let loop = #"""
    {"StartAt": "Ask", "States": {
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
        "ResultPath": null, "Next": "Again"},
      "Again": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "Ask"}], "Default": "End"}, "End": {"Type": "Succeed"}}}
    """#

  @Test func fewMomentsAreKept() throws {
    let config = try MockConfig(
      parsing: Array(
        #"""
        {"StateMachines": {"M": {"TestCases": {"C": {"Ask": "A"}}}},
         "MockedResponses": {"A": {"0-99999": {"Return": 1}}}}
        """#.utf8))
    var debugger = try Debugger(
      try StateMachine(parsing: Self.loop), input: 1, mocks: config, stateMachine: "M", testCase: "C")
    #expect(debugger.run("continue").lines.last?.hasPrefix("FAILED after 0s, 25000 events") == true)
    #expect(debugger.timeline.keptCount > 5)
    #expect(debugger.timeline.keptCount <= 24)
    for event in [3, 24_000, 12_345, 1] {
      #expect(debugger.timeline.moment(ofEvent: event).execution.eventCount >= event)
    }
    #expect(debugger.run("goto 19").lines == ["19  +0s  TaskSucceeded  Ask  1"])
    #expect(debugger.run("whatif fail E").lines[1] == "  then  FAILED after 0s, 20 events: E")
  }

  @Test func everyMomentIsReachedAgain() throws {
    var debugger = try DebuggerTests.debugger()
    for command in [
      "continue", "advance 10s", "fail Busy", "continue", "heartbeat", "advance 1s", DebuggerTests.paid, "continue",
    ] {
      _ = debugger.run(command)
    }
    let history = debugger.result.history
    #expect(debugger.result.status == .succeeded)
    for event in 1...history.count {
      let moment = debugger.timeline.moment(ofEvent: event)
      let again = moment.execution.root.history
      #expect(again.count >= event)
      for (old, new) in zip(history, again) {
        #expect(old.type == new.type)
        #expect(old.timestamp == new.timestamp)
      }
    }
  }

  @Test func theSameCommandsPrintTheSame() throws {
    let commands = [
      "c", "w", "advance 3s", "fail Busy", "c", "stages", "whatif answer 1", DebuggerTests.paid, "c", "history 50",
    ]
    func transcript() throws -> [[String]] {
      var debugger = try DebuggerTests.debugger()
      return commands.map { debugger.run($0).lines }
    }
    #expect(try transcript() == transcript())
  }

  /// Command lines of all kinds, most of them wrong: each is answered, within bounds.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func anyCommandLineIsAnswered(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let words =
      DebuggerCommand.allCases.map(\.rawValue) + [
        "c", "n", "s", "w", "b", "Charge", "Cool", "@Charge", "@Nobody", "#1", "#2", "#", "@", "\"", "\"Give up\"", "1",
        "0", "-1",
        "99999999999999999999", "9223372036854775807", "if", "{% $paid %}", "{% ( %}", "$", "$.a", "$$",
        "States.UUID()", "States.(",
        "+5m", "+", "5m", "1e9", "500ms", "3155760000s", "2024-01-01T00:00:01Z", "9999-12-31T23:59:59Z", "start", "end",
        "answer", "fail", "timeout", "{}", "{\"Payload\":{\"paid\":1}}", "[", "\u{0}", "\u{1b}[2J", "é", "\u{202e}",
        "TaskFailed",
        "taskstateentered", "//", "Busy", "\"a\\\"b\"", "\\", "null",
      ]
    var debugger = try DebuggerTests.debugger()
    var refused = 0
    for round in 0..<500 {
      if round % 100 == 0 {
        debugger = try DebuggerTests.debugger(round % 200 == 0 ? DebuggerTests.orders : DebuggerTests.jsonata)
      }
      var line = (0...Int(random.next() % 4)).map { _ in words[Int(random.next() % UInt64(words.count))] }
        .joined(separator: " ")
      if random.next() % 8 == 0 {
        line = String(decoding: line.utf8.shuffled(using: &random), as: UTF8.self)
      }
      let reply = debugger.run(line)
      if reply.isRefused { refused += 1 }
      if reply.isRefused { #expect(reply.lines.allSatisfy { !$0.isEmpty }, "\(line)") }
      #expect(reply.lines.count < 2_000, "\(line)")
      #expect(reply.lines.allSatisfy { $0.utf8.count < 70_000 }, "\(line)")
      #expect(debugger.event >= 1)
    }
    #expect(refused > 100)
    #expect(refused < 500)
  }
}
