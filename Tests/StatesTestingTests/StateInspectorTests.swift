import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// The data of a state, step by step, from a history alone.
@Suite struct StateInspectorTests {
  private static let lambda = #""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke""#

  private static let order = #"""
    {"StartAt": "Charge", "States": {
      "Charge": {\#(lambda), "InputPath": "$.order", "Parameters": {"FunctionName": "charge", "Payload.$": "$"},
        "ResultSelector": {"paid.$": "$.Payload.paid"}, "ResultPath": "$.payment", "Assign": {"done": true},
        "OutputPath": "$.payment", "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5}],
        "Catch": [{"ErrorEquals": ["Declined"], "Next": "Sorry", "ResultPath": "$.error"}], "Next": "Done"},
      "Done": {"Type": "Succeed"}, "Sorry": {"Type": "Fail", "ErrorPath": "$.error.Error"}}}
    """#

  private static func result(
    _ definition: String, input: JSON = ["order": ["id": 7]], _ mock: (inout WorkflowTest) throws -> Void = { _ in }
  ) throws -> ExecutionResult {
    var test = try WorkflowTest(definition: definition)
    try mock(&test)
    return test.run(input: input)
  }

  /// An inspector of what was written of an execution and read again.
  private static func inspector(_ execution: Execution, upTo count: Int? = nil) throws -> StateInspector {
    var reader = HistoryReader(of: execution.machine, identity: execution.identity)
    let history = execution.history.prefix(count ?? execution.history.count)
    return StateInspector(
      execution.machine, identity: execution.identity, history: try reader.read(all: history.map(\.json)))
  }

  private static func entry(of state: String, in execution: Execution, last: Bool = false) throws -> Int {
    let ids = execution.history.filter { event in
      if case .stateEntered(let entered, _) = event.details { entered.name == state } else { false }
    }.map(\.id)
    return try #require(last ? ids.last : ids.first)
  }

  /// The steps of a state: name, value, and what is said of it.
  private static func stages(_ state: String, of execution: Execution, upTo count: Int? = nil) throws -> [String] {
    try inspector(execution, upTo: count).stages(ofStateEnteredBy: entry(of: state, in: execution)).map { stage in
      stage.name + (stage.value.map { " \($0)" } ?? "") + (stage.note.map { " (\($0))" } ?? "")
    }
  }

  @Test func aStateThatSucceededHasAllSteps() throws {
    let result = try Self.result(Self.order) { try $0.mock("Charge", .return(["Payload": ["paid": true]])) }
    #expect(
      try Self.stages("Charge", of: result.execution) == [
        #"input {"order":{"id":7}}"#, #"InputPath {"id":7}"#,
        #"Parameters {"FunctionName":"charge","Payload":{"id":7}}"#, #"result {"Payload":{"paid":true}}"#,
        #"ResultSelector {"paid":true}"#, #"ResultPath {"order":{"id":7},"payment":{"paid":true}}"#,
        #"Assign {"done":true}"#, #"OutputPath {"paid":true}"#,
      ])
  }

  @Test func aStateThatIsRunningHasTheStepsSoFar() throws {
    let result = try Self.result(Self.order) { try $0.mock("Charge", .return(["Payload": 1])) }
    #expect(
      try Self.stages("Charge", of: result.execution, upTo: 3) == [
        #"input {"order":{"id":7}}"#, #"InputPath {"id":7}"#,
        #"Parameters {"FunctionName":"charge","Payload":{"id":7}}"#,
      ])
  }

  @Test func anErrorWithItsCatcherIsAStep() throws {
    let result = try Self.result(Self.order) { try $0.mock("Charge", .throw("Declined", cause: "no")) }
    #expect(
      try Self.stages("Charge", of: result.execution).suffix(4) == [
        #"error {"Error":"Declined","Cause":"no"} (Declined: no)"#, "Catch (catcher 0)",
        #"ResultPath {"order":{"id":7},"error":{"Error":"Declined","Cause":"no"}}"#,
        #"output {"order":{"id":7},"error":{"Error":"Declined","Cause":"no"}}"#,
      ])
  }

  @Test func anErrorThatIsRetriedIsAStepUntilTheNextAttempt() throws {
    let result = try Self.result(Self.order) { try $0.mock("Charge", .throw("Busy"), .return(["Payload": 1])) }
    let failure = try #require(result.history.first { $0.type == .taskFailed }).id
    #expect(
      try Self.stages("Charge", of: result.execution, upTo: failure).suffix(2) == [
        #"error {"Error":"Busy","Cause":null} (Busy)"#, "Retry (retrier 0, after 5s)",
      ])
  }

  @Test func anErrorThatNoEventOfTheStateNamesIsThatOfTheExecution() throws {
    let result = try Self.result(Self.order) { try $0.mock("Charge", .throw("Declined")) }
    #expect(try Self.stages("Sorry", of: result.execution).last?.hasSuffix("(Declined)") == true)
    let missing = try Self.result(
      #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "InputPath": "$.missing", "End": true}}}"#)
    #expect(try Self.stages("P", of: missing.execution).map { $0.prefix(5) } == ["input", "error"])
  }

  // MARK: Variables and the context object

  private static let nested = #"""
    {"QueryLanguage": "JSONata", "StartAt": "Set", "States": {
      "Set": {"Type": "Pass", "Assign": {"x": 1}, "Next": "Each"},
      "Each": {"Type": "Map", "Items": "{% $states.input.list %}", "Next": "Last", "ItemProcessor": {"StartAt": "In", "States": {
        "In": {"Type": "Pass", "Assign": {"y": "{% $x + $states.context.Map.Item.Index %}"}, "Output": "{% $states.context.Map.Item.Value %}", "End": true}}}},
      "Last": {"Type": "Pass", "Assign": {"x": 2}, "End": true}}}
    """#

  @Test func variablesAreThoseBeforeAndAfter() throws {
    let execution = try Self.result(Self.nested, input: ["list": [5, 6]]).execution
    let inspector = try Self.inspector(execution)
    let inner = try #require(inspector.state(enteredBy: Self.entry(of: "In", in: execution, last: true)))
    #expect(inner.variables == ["x": 1] && inner.variablesAfter == ["x": 1, "y": 2])
    #expect(inner.stages.last == DataStage("Output", 6))
    let last = try #require(inspector.state(enteredBy: Self.entry(of: "Last", in: execution)))
    #expect(last.variables == ["x": 1] && last.variablesAfter == ["x": 2])
  }

  @Test func theContextObjectIsThatOfTheState() throws {
    let execution = try Self.result(Self.nested, input: ["list": [5, 6]]).execution
    let id = try Self.entry(of: "In", in: execution, last: true)
    let context = try #require(try Self.inspector(execution).state(enteredBy: id)).context
    let role = execution.identity.roleARN
    let time = JSON.string(Timestamp.virtualStart.description)
    #expect(
      context == [
        "Execution": [
          "Id": .string(execution.identity.executionARN), "Input": ["list": [5, 6]], "StartTime": time,
          "Name": .string(execution.identity.name), "RoleArn": .string(role), "RedriveCount": 0,
        ],
        "StateMachine": [
          "Id": .string(execution.identity.stateMachineARN), "Name": .string(execution.identity.stateMachineName),
        ],
        "State": ["Name": "In", "EnteredTime": time], "Map": ["Item": ["Index": 1, "Value": 6]],
      ])
  }

  @Test func aTaskTokenIsReplaced() throws {
    let definition = #"""
      {"QueryLanguage": "JSONata", "StartAt": "T", "States": {"T": {"Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.context.Task.Token %}"},
        "Output": "{% $states.result & '!' %}", "End": true}}}
      """#
    let execution = try Self.result(definition) { try $0.mock("T", .return("yes")) }.execution
    let state = try #require(try Self.inspector(execution).state(enteredBy: 2))
    #expect(state.context["Task"]?["Token"] == .string(StateInspector.unknownTaskToken))
    #expect(state.stages.suffix(2) == [DataStage("result", "yes"), DataStage("Output", "yes!")])
    // What the history has is shown as it was.
    #expect(state.stages[1].value?["MessageBody"] != .string(StateInspector.unknownTaskToken))
  }

  // MARK: Where a state is

  @Test func aStateIsAsItWasAtItsEndHoweverTheExecutionWentOn() throws {
    let definition = #"""
      {"StartAt": "Loop", "States": {"Loop": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More"},
        "More": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 3, "Next": "Loop"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}
      """#
    let execution = try Self.result(definition, input: ["n": 0]).execution
    let inspector = try Self.inspector(execution)
    let entries = execution.history.filter { $0.type == .passStateEntered }.map(\.id)
    #expect(
      entries.map { inspector.stages(ofStateEnteredBy: $0).map(\.value) }
        == (0..<3).map { n in
          [["n": .integer(n)], ["n": .integer(n + 1)], ["n": .integer(n + 1)]]
        })
    let choices = execution.history.filter { $0.type == .choiceStateEntered }.map(\.id)
    #expect(choices.map { inspector.stages(ofStateEnteredBy: $0).last?.note } == ["Loop", "Loop", "End"])
  }

  @Test func aRetriedBranchIsInspectedInEachAttempt() throws {
    let definition = #"""
      {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Retry": [{"ErrorEquals": ["E"]}], "End": true, "Branches": [
        {"StartAt": "T", "States": {"T": {\#(Self.lambda), "Parameters": {"FunctionName": "f"}, "End": true}}},
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}]}}}
      """#
    let execution = try Self.result(definition) { try $0.mock("T", .throw("E"), .return(["Payload": 2])) }.execution
    let inspector = try Self.inspector(execution)
    let first = inspector.stages(ofStateEnteredBy: try Self.entry(of: "T", in: execution))
    #expect(first.last?.note == "E")
    let second = inspector.stages(ofStateEnteredBy: try Self.entry(of: "T", in: execution, last: true))
    #expect(second.last == DataStage("output", ["Payload": 2]))
    let both = inspector.stages(ofStateEnteredBy: 2)
    #expect(both.map(\.name) == ["input", "result", "output"])
    let cut = try #require(inspector.state(enteredBy: try Self.entry(of: "W", in: execution)))
    #expect(cut.stages.map(\.name) == ["input"] && cut.variablesAfter == nil)
  }

  @Test func aRedrivenStateHasTheResultOfItsLastAttempt() throws {
    var execution = Execution(
      try StateMachine(parsing: Self.order), input: ["order": 1],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    func task(_ commands: [Execution.Command]) -> TaskID? {
      commands.compactMap { if case .scheduleTask(let id, _) = $0 { id } else { nil } }.first
    }
    let first = try #require(task(execution.handle(.start, at: .virtualStart)))
    _ = execution.handle(.taskFailed(first, error: "X", cause: nil), at: .virtualStart)
    let second = try #require(task(try execution.redrive(at: Timestamp.virtualStart.advanced(bySeconds: 9))))
    _ = execution.handle(.taskSucceeded(second, output: ["Payload": ["paid": 1]]), at: execution.now)
    let state = try #require(try Self.inspector(execution).state(enteredBy: 2))
    #expect(state.stages.map(\.name).suffix(5) == ["result", "ResultSelector", "ResultPath", "Assign", "OutputPath"])
    #expect(state.context["Execution"]?["RedriveCount"] == 1 && state.context["State"]?["RetryCount"] == 0)
  }

  @Test func aChildOfAMapRunIsInspectedLikeAnyOther() throws {
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "End": true, "ItemProcessor": {"ProcessorConfig":
        {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {
        "P": {"Type": "Pass", "Parameters": {"v.$": "$"}, "End": true}}}}}}
      """#
    let child = try #require(try Self.result(definition, input: [4]).children.first)
    #expect(try Self.stages("P", of: child) == ["input 4", #"Parameters {"v":4}"#, #"output {"v":4}"#])
  }

  @Test func onlyTheEntriesOfStatesHaveSteps() throws {
    let execution = try Self.result(Self.order) { try $0.mock("Charge", .return(["Payload": 1])) }.execution
    let inspector = try Self.inspector(execution)
    #expect([-1, 0, 1, 3, 99, .max].allSatisfy { inspector.state(enteredBy: $0) == nil })
  }

  @Test func aHistoryThatDoesNotBeginWithTheFirstEventHasNoStates() throws {
    let execution = try Self.result(Self.order) { try $0.mock("Charge", .return(["Payload": 1])) }.execution
    let inspector = StateInspector(
      execution.machine, identity: execution.identity, history: execution.history.dropFirst())
    #expect((0...execution.history.count).allSatisfy { inspector.state(enteredBy: $0) == nil })
  }

  /// What a linear search for each event would make too slow.
  @Test func aStateAmongTenThousandIterationsIsFound() throws {
    let count = 10_000
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Q", "States": {
        "Q": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "F"}], "Default": "W"},
        "W": {"Type": "Wait", "Seconds": 5, "End": true}, "F": {"Type": "Fail", "Error": "E"}}}}}}
      """#
    var test = try WorkflowTest(definition: definition)
    test.quotas.maximumHistoryEvents = nil
    test.quotas.maximumInlineConcurrency = count
    let execution = test.run(input: .array((0..<count).map { .integer($0 == count - 1 ? 1 : 0) })).execution
    let inspector = StateInspector(execution.machine, identity: execution.identity, history: execution.history)
    let entry = try Self.entry(of: "F", in: execution)
    let clock = ContinuousClock()
    var state: StateInspector.State?
    let duration = clock.measure { state = inspector.state(enteredBy: entry) }
    #expect(state?.stages.last?.note == "E")
    #expect(state?.context["Map"]?["Item"] == ["Index": .integer(count - 1), "Value": 1])
    #expect(duration < .seconds(20))
  }

  /// Fail states whose error or cause is computed: no event of theirs says what it is.
  @Test(arguments: [
    (#""Error": "E", "CausePath": "$.why""#, "E"), (#""ErrorPath": "$.name", "Cause": "because""#, "N"),
    (#""ErrorPath": "$.name", "CausePath": "$.why""#, "N"), (#""Error": "E", "Cause": "because""#, "E"),
  ])
  func aFailStateShowsWhatItHasComputed(fields: String, error: String) throws {
    let fail = #"{"StartAt": "F", "States": {"F": {"Type": "Fail", \#(fields)}}}"#
    let inside = #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [\#(fail)], "End": true}}}"#
    for definition in [fail, inside] {
      let result = try WorkflowTest(definition: definition).run(input: ["name": "N", "why": "because"])
      #expect(result.error == error && result.cause == "because")
      let trace = ExecutionTrace(result.history)
      for visit in trace.visits {
        #expect(visit.error == ErrorOutput(error: error, cause: "because"))
      }
      let inspector = StateInspector(
        result.execution.machine, identity: result.execution.identity, history: result.history)
      let entered = try #require(trace.visits.last).enteredEvent
      let stage = inspector.stages(ofStateEnteredBy: entered).first { $0.name == "error" }
      #expect(stage?.value == ["Error": .string(error), "Cause": "because"])
    }
  }

  @Test func aCaughtContainerDoesNotInventWhatItsFailStateComputed() throws {
    let definition = #"""
      {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "After"}],
        "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "CausePath": "$.why"}}}]},
        "After": {"Type": "Pass", "End": true}}}
      """#
    let result = try WorkflowTest(definition: definition).run(input: ["why": "because"])
    let trace = ExecutionTrace(result.history)
    let inner = try #require(trace.visits.first { $0.state.name == "F" })
    #expect(inner.error == nil && inner.end == .failed)
    let inspector = StateInspector(
      result.execution.machine, identity: result.execution.identity, history: result.history)
    let stages = inspector.stages(ofStateEnteredBy: inner.enteredEvent)
    #expect(stages.first { $0.name == "error" }?.value == ["Error": "E", "Cause": "because"])
  }
}
