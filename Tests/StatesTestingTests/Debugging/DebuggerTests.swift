import OrderedJSON
import Testing

@testable import StatesTesting

@Suite struct DebuggerTests {
  static let orders = #"""
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 60,
        "InputPath": "$.order", "Parameters": {"FunctionName": "charge", "Payload.$": "$"},
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5, "MaxAttempts": 1}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Give up"}],
        "ResultSelector": {"paid.$": "$.Payload.paid"}, "ResultPath": "$.payment", "Assign": {"paid.$": "$.Payload.paid"},
        "OutputPath": "$.payment", "Next": "Cool"},
      "Cool": {"Type": "Wait", "Seconds": 600, "Next": "Done"},
      "Done": {"Type": "Pass", "Result": "done", "ResultPath": "$.state", "End": true},
      "Give up": {"Type": "Fail", "Error": "GaveUp", "Cause": "no money"}}}
    """#

  static func debugger(_ text: String = orders, input: JSON = ["order": ["id": 7]]) throws -> Debugger {
    Debugger(try StateMachine(parsing: text), input: input)
  }

  /// The lines that the last of some commands prints; the ones before must not be refused.
  static func last(_ commands: [String], of text: String = orders, input: JSON = ["order": ["id": 7]]) throws
    -> [String]
  {
    var debugger = try debugger(text, input: input)
    var reply = Debugger.Reply(lines: [])
    for (place, command) in commands.enumerated() {
      reply = debugger.run(command)
      if place < commands.count - 1 { #expect(!reply.isRefused, "\(command): \(reply.lines)") }
    }
    return reply.lines
  }

  static let paid = #"answer {"Payload": {"paid": true}}"#

  // MARK: Motion

  @Test func startsAtTheFirstEvent() throws {
    let debugger = try Self.debugger()
    #expect(debugger.greeting == [#"1  +0s  ExecutionStarted  {"order":{"id":7}}"#])
    #expect(debugger.event == 1)
  }

  @Test(arguments: [
    (["step"], 2), (["step 2"], 3), (["next"], 2), (["continue"], 4), (["continue", "back"], 3),
    (["continue", "back 2"], 2), (["continue", "back 99"], 1), (["continue", "rewind"], 1),
    (["continue", "goto 3"], 3),
    (["goto 4"], 4), (["continue", "goto start"], 1), (["continue", "rewind", "goto end"], 4),
    (["continue", paid, "next"], 7), (["continue", paid, "continue"], 11), (["continue", paid, "next", "previous"], 2),
    (["continue", paid, "continue", "goto +0s"], 7), (["continue", paid, "continue", "goto 2024-01-01T00:10:00Z"], 11),
    (["continue", paid, "continue", "back", "previous"], 9),
  ])
  func goesForwardAndBack(commands: [String], event: Int) throws {
    var debugger = try Self.debugger()
    for command in commands { #expect(!debugger.run(command).isRefused) }
    #expect(debugger.event == event)
  }

  @Test func goesOverAndOutOfWhatRunsInside() throws {
    let text = #"""
      {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Next": "After", "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}},
        {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}}]}, "After": {"Type": "Succeed"}}}
      """#
    #expect(try Self.last(["next", "next"], of: text, input: 1) == ["12  +0s  SucceedStateEntered  After  [1,1]"])
    #expect(try Self.last(["break A", "continue", "next"], of: text, input: 1) == ["6  +0s  PassStateEntered  B  1"])
    #expect(
      try Self.last(["break C", "continue", "finish"], of: text, input: 1)
        == ["11  +0s  ParallelStateExited  Both  [1,1]"])
  }

  @Test func stopsAtTheEndAndWhereNothingHappens() throws {
    #expect(
      try Self.last(["continue", Self.paid, "continue"]).last
        == #"SUCCEEDED after 10m, 11 events: {"paid":true,"state":"done"}"#)
    let text = #"""
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "f"}, "End": true}}}
      """#
    #expect(
      try Self.last(["continue", "leave", "continue"], of: text).last
        == "nothing more will happen: open are task #1 T")
  }

  // MARK: Breakpoints

  @Test(arguments: [
    (["break Cool"], 7), (["break taskstateexited"], 6), (["break TaskStateExited if {% $paid = true %}"], 6),
    (["break \"Done\" if $.paid"], 9), (["break Done if {% $paid = false %}"], 11), (["break Cool", "delete 1"], 11),
    (["break Cool", "break Done", "delete 1"], 9), (["break Cool", "break Done", "delete"], 11),
    (["break Done if $.missing"], 9), (["break Done if $.paid", "continue", "back"], 8),
  ])
  func stopsAtBreakpoints(commands: [String], event: Int) throws {
    var debugger = try Self.debugger()
    for command in ["continue", Self.paid, "rewind"] + commands + (commands.last == "back" ? [] : ["continue"]) {
      #expect(!debugger.run(command).isRefused, "\(command)")
    }
    #expect(debugger.event == event)
  }

  @Test func saysWhichBreakpointStopped() throws {
    #expect(
      try Self.last(["break Cool", "continue", Self.paid, "continue"]).first == "breakpoint 1: state Cool")
    #expect(
      try Self.last(["break Done if $.state", "continue", Self.paid, "continue"]).first
        == "breakpoint 1: state Done if $.state: No results for path: $['state']")
    #expect(
      try Self.last(["break Cool", "break PassStateEntered", "break"]) == [
        "breakpoint 1: state Cool", "breakpoint 2: event PassStateEntered",
      ])
  }

  // MARK: Data

  @Test func showsTheStagesOfAJSONPathState() throws {
    #expect(
      try Self.last(["continue", Self.paid, "step", "stages"]) == [
        #"input          {"order":{"id":7}}"#, #"InputPath      {"id":7}"#,
        #"Parameters     {"FunctionName":"charge","Payload":{"id":7}}"#, #"result         {"Payload":{"paid":true}}"#,
        #"ResultSelector {"paid":true}"#, #"ResultPath     {"order":{"id":7},"payment":{"paid":true}}"#,
        #"Assign         {"paid":true}"#, #"OutputPath     {"paid":true}"#,
      ])
  }

  @Test func showsOnlyTheStagesThatHaveBeenReached() throws {
    #expect(
      try Self.last(["continue", "stages"]) == [
        #"input          {"order":{"id":7}}"#, #"InputPath      {"id":7}"#,
        #"Parameters     {"FunctionName":"charge","Payload":{"id":7}}"#,
      ])
    #expect(
      try Self.last(["continue", Self.paid, "continue", "goto 2", "stages"]) == [
        #"input          {"order":{"id":7}}"#, #"InputPath      {"id":7}"#,
        #"Parameters     {"FunctionName":"charge","Payload":{"id":7}}"#,
      ])
  }

  @Test func showsRetryAndCatch() throws {
    let failed = try Self.last(["continue", "fail Busy \"too much\"", "stages"])
    #expect(failed.suffix(2) == ["error          Busy: too much", "Retry          retrier 0, after 5s"])
    let caught = try Self.last(["continue", "fail Declined", "step", "stages"])
    #expect(
      caught.suffix(4) == [
        "error          Declined", "Catch          catcher 0",
        #"ResultPath     {"order":{"id":7},"error":{"Error":"Declined","Cause":""}}"#,
        #"output         {"order":{"id":7},"error":{"Error":"Declined","Cause":""}}"#,
      ])
  }

  static let jsonata = #"""
    {"QueryLanguage": "JSONata", "StartAt": "Price", "States": {
      "Price": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "f", "Payload": "{% $states.input.order.id %}"},
        "Assign": {"price": "{% $states.result.Payload %}"}, "Output": {"total": "{% $states.result.Payload * 2 %}"},
        "Next": "Each"},
      "Each": {"Type": "Map", "Items": "{% [$price, 2] %}", "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}"},
        "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Wait", "Seconds": 1, "End": true}}}, "Next": "Which"},
      "Which": {"Type": "Choice", "Choices": [{"Condition": "{% $price > 1 %}", "Next": "End"}], "Default": "Never"},
      "Never": {"Type": "Fail"}, "End": {"Type": "Succeed"}}}
    """#

  @Test func showsTheStagesOfAJSONataState() throws {
    #expect(
      try Self.last(["continue", "answer {\"Payload\": 4}", "step", "stages"], of: Self.jsonata) == [
        #"input          {"order":{"id":7}}"#, #"Arguments      {"FunctionName":"f","Payload":7}"#,
        #"result         {"Payload":4}"#,
        #"Assign         {"price":4}"#, #"Output         {"total":8}"#,
      ])
  }

  @Test func showsTheItemsOfAMapAndTheRuleOfAChoice() throws {
    #expect(
      try Self.last(["break One", "continue", "answer {\"Payload\": 4}", "continue", "stages Each"], of: Self.jsonata)
        == [
          #"input          {"total":8}"#, "Items          [4,2]", #"ItemSelector   [{"n":4},{"n":2}]"#,
        ])
    #expect(
      try Self.last(
        ["break ChoiceStateExited", "continue", "answer {\"Payload\": 4}", "continue", "stages"], of: Self.jsonata
      )
      .last == "Next           End")
  }

  @Test(arguments: [
    ("print $.id", "7"), ("print $$.State.Name", "\"Charge\""), ("print States.Format('{}', $.id)", "\"7\""),
    ("print {% $states.input.order.id + 1 %}", "8"), ("print $states.input", nil), ("print 1 + 1", "2"),
    ("eval $$.Execution.Input.order", "{\"id\":7}"), ("input", "{\"order\":{\"id\":7}}"), ("vars", "no variables"),
    ("print {% $states.context.State.RetryCount %}", "0"), ("print $.missing", nil), ("print {% ( %}", nil),
    ("output", nil), ("result", nil), ("print", nil),
  ])
  func evaluatesWhereItIs(command: String, expected: String?) throws {
    var debugger = try Self.debugger()
    _ = debugger.run("continue")
    let reply = debugger.run(command)
    #expect(reply.isRefused == (expected == nil))
    if let expected { #expect(reply.lines == [expected]) } else { #expect(reply.lines.first?.isEmpty == false) }
  }

  @Test func seesTheResultTheVariablesAndTheItem() throws {
    let start = ["continue", "answer {\"Payload\": 4}"]
    #expect(try Self.last(start + ["print $states.result.Payload + 1"], of: Self.jsonata) == ["5"])
    #expect(try Self.last(start + ["vars"], of: Self.jsonata) == ["no variables"])
    #expect(try Self.last(start + ["step", "vars"], of: Self.jsonata) == ["$price = 4"])
    #expect(try Self.last(start + ["step", "back", "vars"], of: Self.jsonata) == ["no variables"])
    let inside = ["break One", "continue", "answer {\"Payload\": 4}", "continue", "continue"]
    #expect(
      try Self.last(inside + ["print $states.context.Map.Item"], of: Self.jsonata) == [#"{"Index":1,"Value":2}"#])
    #expect(try Self.last(inside + ["print $price"], of: Self.jsonata) == ["4"])
    #expect(try Self.last(inside + ["input"], of: Self.jsonata) == [#"{"n":2}"#])
  }

  @Test func variablesOfABranchStayInIt() throws {
    let text = #"""
      {"StartAt": "Set", "States": {"Set": {"Type": "Pass", "Assign": {"a": 1}, "Next": "Both"},
        "Both": {"Type": "Parallel", "Next": "After", "Branches": [
          {"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"b": 2}, "Next": "B"}, "B": {"Type": "Pass", "End": true}}},
          {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}}]}, "After": {"Type": "Succeed"}}}
      """#
    #expect(try Self.last(["break B", "continue", "vars"], of: text) == ["$a = 1", "$b = 2"])
    #expect(try Self.last(["break C", "continue", "vars"], of: text) == ["$a = 1"])
    #expect(try Self.last(["break After", "continue", "vars"], of: text) == ["$a = 1"])
  }

  @Test func showsWhereItIs() throws {
    #expect(
      try Self.last(["continue", "where"]) == [
        "Charge (Task) since +0s, event 2 <",
        #"task #1 Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{"id":7}}"#,
        "at +1m the timeout of Charge",
      ])
    #expect(
      try Self.last(["continue", Self.paid, "next", "where"]) == [
        "Cool (Wait) since +0s, event 7 <", "at +10m the end of Cool",
      ])
    #expect(
      try Self.last(["continue", "info"]) == [
        "execution  RUNNING", "event      4 of 4", "time       +0s (2024-01-01T00:00:00.000Z)", "open tasks 1",
      ])
    #expect(
      try Self.last(["continue", "history 2"]) == [
        #"3  +0s  TaskScheduled  Charge  arn:aws:states:::lambda:invoke  {"FunctionName":"charge","Payload":{"id":7}}"#,
        "4  +0s  TaskStarted  Charge",
      ])
  }

  @Test func listsTheDefinition() throws {
    #expect(try Self.last(["next", "list"]).count == 6)
    #expect(try Self.last(["list Cool"]) == [#"8    "Cool": {"Type": "Wait", "Seconds": 600, "Next": "Done"},"#])
    #expect(try Self.last(["list Give up"]).count == 1)
  }

  // MARK: Tasks and time

  @Test(arguments: [
    ([paid], #"5  +0s  TaskSucceeded  Charge  {"Payload":{"paid":true}}"#),
    (["answer #1 3"], "5  +0s  TaskSucceeded  Charge  3"), (["answer @Charge 3"], "5  +0s  TaskSucceeded  Charge  3"),
    (["fail Busy \"a b\""], "5  +0s  TaskFailed  Charge  Busy: a b"),
    (["advance 30s", "fail E"], "5  +30s  TaskFailed  Charge  E"),
    (["timeout"], "5  +1m  TaskTimedOut  Charge  States.Timeout"),
    (["leave"], "task #1 Charge stays open"),
    (["leave", "continue"], "FAILED after 1m, 8 events: GaveUp: no money"),
    (["advance 59s"], "4  +0s  TaskStarted  Charge"),
    (["advance 60"], "FAILED after 1m, 8 events: GaveUp: no money"),
    (["until 2024-01-01T00:00:59Z", "answer 1"], "5  +59s  TaskSucceeded  Charge  1"),
    (["until +1m"], "FAILED after 1m, 8 events: GaveUp: no money"),
    (["heartbeat"], "heartbeat of Charge; it times out at +1m"),
    ([paid, "until +5m", "until +5m1.5s", "print $$.State.EnteredTime"], "\"2024-01-01T00:00:00.000Z\""),
  ])
  func answersTasksAndLetsTimePass(commands: [String], expected: String) throws {
    #expect(try Self.last(["continue"] + commands).last == expected)
  }

  @Test func heartbeatsPostponeTheTimeout() throws {
    let text = #"""
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:111111111111:activity:a",
        "HeartbeatSeconds": 10, "End": true}}}
      """#
    #expect(
      try Self.last(["continue", "advance 6s", "heartbeat", "advance 6s", "timeout"], of: text)
        == ["5  +16s  ActivityTimedOut  T  States.Timeout"])
  }

  @Test func anAnswerInThePastDropsWhatCameAfter() throws {
    let lines = try Self.last(["continue", Self.paid, "continue", "goto 4", "fail Declined"])
    #expect(lines == ["7 later events are dropped", "5  +0s  TaskFailed  Charge  Declined"])
    #expect(
      try Self.last(["continue", Self.paid, "continue", "goto 4", "fail Declined", "continue"]).last
        == "FAILED after 0s, 8 events: GaveUp: no money")
    // The event before the answer, in the go that scheduled the task: it cannot be answered before it began.
    #expect(try Self.last(["continue", Self.paid, "continue", "goto 3", "answer 1"]).first == "no task is open here")
  }

  @Test func tasksThatAMockAnswersAreNotAsked() throws {
    let machine = try StateMachine(parsing: Self.orders)
    let config = try MockConfig(
      parsing: Array(
        #"""
        {"StateMachines": {"Orders": {"TestCases": {"Works": {"Charge": "C"}}}},
         "MockedResponses": {"C": {"0": {"Throw": {"Error": "Busy"}}, "1": {"Return": {"Payload": {"paid": 1}}}}}}
        """#.utf8))
    var debugger = try Debugger(
      machine, input: ["order": 1], mocks: config, stateMachine: "Orders", testCase: "Works")
    #expect(debugger.run("continue").lines.last == #"SUCCEEDED after 10m5s, 14 events: {"paid":1,"state":"done"}"#)
    // Going back and on again asks no mock twice.
    #expect(debugger.run("goto 5").lines == ["5  +0s  TaskFailed  Charge  Busy"])
    #expect(debugger.run("continue").lines.last == #"SUCCEEDED after 10m5s, 14 events: {"paid":1,"state":"done"}"#)
    #expect(
      debugger.run("whatif @Charge fail Declined").lines == [
        "what if Charge was answered otherwise:", "  then  FAILED after 5s, 11 events: GaveUp: no money",
        #"  else  SUCCEEDED after 10m5s, 14 events: {"paid":1,"state":"done"}"#, "  then, after Charge: Give up",
        "  else, after Charge: Cool, Done",
      ])
    #expect(debugger.event == 14)
  }

  @Test func whatIfRunsAForkAndComesBack() throws {
    var debugger = try Self.debugger()
    for command in ["continue", Self.paid, "next"] { _ = debugger.run(command) }
    let event = debugger.event
    #expect(
      debugger.run(#"whatif @Charge answer {"Payload": {"paid": "later"}}"#).lines == [
        "what if Charge was answered otherwise:",
        #"  then  SUCCEEDED after 10m, 11 events: {"paid":"later","state":"done"}"#,
        #"  else  SUCCEEDED after 10m, 11 events: {"paid":true,"state":"done"}"#, "  the same states are entered",
        #"  the first difference of the output: /paid is "later", not true"#,
      ])
    #expect(debugger.event == event)
    #expect(debugger.result.status == .running)
    #expect(
      debugger.run("whatif @Charge timeout").lines[1] == "  then  FAILED after 1m, 8 events: GaveUp: no money")
    #expect(
      debugger.run("whatif @Charge fail Busy").lines[1] == "  then  RUNNING after 5s, 7 events, awaiting #2 Charge")
    #expect(debugger.run("vars").lines == ["$paid = true"])
  }

  // MARK: Commands

  @Test(arguments: [
    ("brek Cool", "unknown command 'brek'; did you mean 'break'?"),
    ("xyzzy", "unknown command 'xyzzy'; 'help' lists the commands"),
    ("re", "'re' may be result, rewind"),
    ("break Coal", "'Coal' is neither a state nor a type of event; did you mean 'Cool'?"),
    ("list Dome", "no state is named 'Dome'; did you mean 'Done'?"), ("answer 1", "no task is open here"),
    ("step 0", "'0' is not a number from 1 on"), ("step x", "'x' is not a number from 1 on"),
    ("advance", "give a duration, such as 90s or 5m"),
    ("advance 5 years", "nothing is expected here: 'years'"),
    ("until 2023-01-01T00:00:00Z", "it is 2024-01-01T00:00:00.000Z already; 'goto 2023-01-01T00:00:00Z' goes back"),
    ("goto 2023-01-01T00:00:00Z", "the execution starts at 2024-01-01T00:00:00.000Z"),
    ("delete 7", "there is no breakpoint '7'"),
    ("next now", "nothing is expected here: 'now'"),
    ("whatif maybe", "say what the other answer is: answer JSON, fail ERROR [CAUSE], or timeout"),
    ("answer #x 1", "'#x' is not a task; 'where' shows the open ones"),
    ("fail \"Busy", "a quotation mark is missing after \"Busy"),
    ("advance 400000d", "'400000d' is not a duration of at most a hundred years, such as 90s, 5m or 1h30m"),
  ])
  func saysWhatIsWrong(command: String, expected: String) throws {
    var debugger = try Self.debugger()
    let reply = debugger.run(command)
    #expect(reply.isRefused)
    #expect(reply.lines == [expected])
    #expect(debugger.event == 1)
  }

  @Test func commandsMayBeShortened() throws {
    #expect(try Self.last(["s"]) == Self.last(["step"]))
    #expect(try Self.last(["conti", "wh"]).first == "'wh' may be whatif, where")
    #expect(try Self.last(["c", "hist 1"]) == Self.last(["continue", "history 1"]))
    #expect(try Self.last(["b Cool", "b"]) == ["breakpoint 1: state Cool"])
  }

  @Test func everyCommandIsDescribed() throws {
    let overview = try Self.last(["help"]).joined(separator: "\n")
    for command in DebuggerCommand.allCases {
      #expect(overview.contains("  \(command.rawValue)"))
      #expect(try Self.last(["help \(command.rawValue)"]).count == 1)
    }
    var debugger = try Self.debugger()
    #expect(debugger.run("quit").isOver)
    #expect(debugger.run("").lines == [])
    #expect(debugger.run("  // a comment").lines == [])
  }

  @Test func whatTerminalsObeyIsNotWritten() throws {
    let lines = try Self.last(["next"], of: #"{"StartAt":"A\u001b[2J","States":{"A\u001b[2J":{"Type":"Succeed"}}}"#)
    #expect(lines == [#"2  +0s  SucceedStateEntered  A�[2J  {"order":{"id":7}}"#])
  }
}
