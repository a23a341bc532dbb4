import Foundation
import OrderedJSON
import StatesEngine
import StatesTesting
import Testing

@Suite struct ReplayTests {
  /// A definition with answers for its tasks, whose history is recorded.
  struct Scene: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let definition: String
    var mocks: [String: [MockAnswer]] = [:]
    var input: JSON = [:]

    func record() throws -> RecordedHistory {
      var test = try WorkflowTest(definition: definition)
      for (state, answers) in mocks { try test.mock(state, answers: answers) }
      return try RecordedHistory(events: test.run(input: input, name: "order-7").history.map(\.json))
    }
  }

  static let function = #""Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f""#

  static let order = Scene(
    testDescription: "retry, choice, catch, wait",
    definition: #"""
      {"StartAt":"Prepare","States":{
        "Prepare":{"Type":"Pass","Parameters":{"total":12,"id.$":"$.id"},"Next":"Large"},
        "Large":{"Type":"Choice","Choices":[{"Variable":"$.total","NumericGreaterThan":10,"Next":"Charge"}],"Default":"Other"},
        "Charge":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":30,
          "Parameters":{"FunctionName":"charge","Payload":{"amount.$":"$.total"}},"ResultPath":"$.payment",
          "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2,"JitterStrategy":"FULL"}],
          "Catch":[{"ErrorEquals":["Declined"],"ResultPath":"$.error","Next":"Pause"}],"Next":"Done"},
        "Pause":{"Type":"Wait","Seconds":60,"Next":"Refused"},
        "Refused":{"Type":"Fail","Error":"Refused","Cause":"declined"},
        "Other":{"Type":"Pass","Next":"Pause"},
        "Done":{"Type":"Succeed"}}}
      """#, mocks: ["Charge": [.throw("Busy"), .throw("Busy", after: 3), .throw("Declined", cause: "no money")]],
    input: ["id": 7])

  static let scenes: [Scene] = [
    order,
    Scene(
      testDescription: "branches that take turns, and one that fails",
      definition: #"""
        {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
          {"StartAt":"A","States":{"A":{\#(function),"Next":"A2"},"A2":{\#(function),"End":true}}},
          {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":5,"Next":"B2"},"B2":{\#(function),"End":true}}}],
          "Retry":[{"ErrorEquals":["Once"]}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z"}],"Next":"Z"},
          "Z":{"Type":"Pass","End":true}}}
        """#,
      mocks: [
        "A": [.return(1, after: 4)], "A2": [.return(2, after: 4)], "B2": [.throw("Once"), .throw("Twice", after: 2)],
      ]),
    Scene(
      testDescription: "iterations with a maximum concurrency",
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemSelector":{"n.$":"$$.Map.Item.Value","u.$":"States.UUID()"},
          "ItemProcessor":{"StartAt":"I","States":{"I":{\#(function),"ResultPath":"$.r","Next":"J"},
            "J":{"Type":"Pass","Parameters":{"v.$":"States.UUID()","all.$":"$"},"End":true}}},"End":true}}}
        """#, mocks: ["I": [.return(1, after: 3), .return(2, after: 1), .return(3, after: 5)]], input: [1, 2, 3, 4, 5]),
    Scene(
      testDescription: "values that differ in every run",
      definition: #"""
        {"QueryLanguage":"JSONata","StartAt":"A","States":{
          "A":{"Type":"Pass","Output":{"id":"{% 'order-' & $uuid() %}","n":"{% $random() %}","t":"{% $now() %}"},
            "Assign":{"when":"{% $states.context.State.EnteredTime %}","who":"{% $states.context.Execution.Name %}"},"Next":"B"},
          "B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Arguments":{"QueueUrl":"q","MessageBody":{"token":"{% $states.context.Task.Token %}","id":"{% $states.input.id %}"}},
            "Output":{"id":"{% $states.input.id %}","who":"{% $who & $when %}"},"End":true}}}
        """#, mocks: ["B": [.return(["done": true])]]),
    Scene(
      testDescription: "a missed heartbeat, activities, and a failure of the definition",
      definition: #"""
        {"StartAt":"A","States":{
          "A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a","TimeoutSeconds":60,"HeartbeatSeconds":10,
            "Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"B"}],"End":true},
          "B":{"Type":"Pass","Parameters":{"x.$":"$.missing"},"End":true}}}
        """#, mocks: ["A": [.hang]]),
    Scene(
      testDescription: "an execution that times out",
      definition: #"{"TimeoutSeconds":5,"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":50,"End":true}}}"#),
    Scene(
      testDescription: "children of a distributed Map",
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"I","States":{"I":{\#(function),"End":true}}},"ResultPath":"$.r","ItemsPath":"$.items","Next":"N"},
          "N":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"J","States":{"J":{"Type":"Pass","End":true}}},"ItemsPath":"$.r","ResultSelector":{"first.$":"$[0]"},"Next":"O"},
          "O":{"Type":"Pass","Parameters":{"x.$":"$.first"},"End":true}}}
        """#, mocks: ["I": [.return(["a": 1])]], input: ["items": [1, 2]]),
  ]

  @Test(arguments: scenes)
  func aHistoryGoesTheSameWayThroughItsOwnDefinition(scene: Scene) throws {
    let history = try scene.record()
    let report = try ReplayTest(definition: scene.definition).replay(history)
    #expect(report.isSame, "\(report)")
    #expect(report.recordedCount == history.events.count)
    #expect(report.replayedCount == history.events.count)
  }

  /// A change of ``order``, the event that comes out otherwise, and what is to blame.
  static let changes: [(String, String, Int, String)] = [
    (#""total":12"#, #""total":13"#, 3, "/States/Prepare/Parameters"),
    (#""NumericGreaterThan":10"#, #""NumericGreaterThan":20"#, 6, "/States/Large/Choices"),
    (#""Next":"Charge"}],"Default":"Other""#, #""Next":"Other"}],"Default":"Charge""#, 6, "/States/Large/Choices"),
    ("lambda:invoke", "aws-sdk:lambda:invoke", 7, "/States/Charge/Resource"),
    (#""TimeoutSeconds":30"#, #""TimeoutSeconds":31"#, 7, "/States/Charge/TimeoutSeconds"),
    (#""Payload":{"amount"#, #""Payload":{"sum"#, 7, "/States/Charge/Parameters"),
    (#""MaxAttempts":2"#, #""MaxAttempts":1"#, 13, "/States/Charge"),
    (#""ErrorEquals":["Busy"]"#, #""ErrorEquals":["Occupied"]"#, 10, "/States/Charge"),
    (#""ErrorEquals":["Declined"]"#, #""ErrorEquals":["Refused"]"#, 16, "/States/Charge"),
    (#""Next":"Pause""#, #""Next":"Other""#, 17, "/States/Charge/Catch"),
    (#""ResultPath":"$.error""#, #""ResultPath":"$.failure""#, 16, "/States/Charge/Catch"),
    (#""Error":"Refused""#, #""Error":"Rejected""#, 20, "/States/Refused/Error"),
    (#""Cause":"declined""#, #""Cause":"declined!""#, 20, "/States/Refused/Cause"),
  ]

  @Test(arguments: changes)
  func theFirstEventThatComesOutOtherwiseIsNamed(old: String, new: String, event: Int, pointer: String) throws {
    let definition = Self.order.definition.replacingFirst(old, by: new)
    #expect(definition != Self.order.definition)
    let report = try ReplayTest(definition: definition).replay(try Self.order.record())
    let difference = try #require(report.difference, "\(report)")
    #expect(difference.event == event, "\(report)")
    #expect(difference.location?.pointer.description == pointer, "\(report)")
  }

  // MARK: What a history does not tell

  private func replay(_ definition: String, _ events: [JSON], _ change: (inout ReplayTest) -> Void = { _ in })
    throws -> ReplayReport
  {
    var test = try ReplayTest(definition: definition)
    change(&test)
    return test.replay(try RecordedHistory(events: events))
  }

  /// An event without the members of its details that have certain names.
  private func hiding(_ names: [String], of event: JSON) -> JSON {
    var event = event
    for member in event.objectValue?.members ?? [] where member.key.hasSuffix("EventDetails") {
      var details = member.value
      for name in names { details[name] = nil }
      event[member.key] = details
    }
    return event
  }

  @Test func aHistoryWithoutDataIsComparedAsFarAsItGoes() throws {
    let hidden = ["input", "output", "parameters", "assignedVariables"]
    let events = try Self.order.record().events.map { hiding(hidden + hidden.map { $0 + "Details" }, of: $0.json) }
    guard case .undecided(let reason, 1) = try replay(Self.order.definition, events).verdict else {
      return #expect(Bool(false))
    }
    #expect(reason == "the history does not have the execution's input")
    let report = try replay(Self.order.definition, events) { $0.input = ["id": 7] }
    #expect(report.isSame, "\(report)")
    let other = try replay(Self.order.definition.replacingFirst("Declined", by: "Other"), events) { $0.input = [:] }
    #expect(other.difference != nil)
  }

  @Test func anExecutionThatWasStillRunningIsComparedAsFarAsItWent() throws {
    let events = try Self.order.record().events.map(\.json)
    for count in 1..<events.count {
      let report = try replay(Self.order.definition, Array(events.prefix(count)))
      #expect(report.isSame, "\(report)")
      #expect(report.notes.map(\.message) == ["the execution had not ended when its history was recorded"])
    }
  }

  @Test func anotherWaitIsNotedNotADifference() throws {
    let definition = Self.order.definition.replacingFirst(#""Seconds":60"#, by: #""Seconds":90"#)
    let report = try ReplayTest(definition: definition).replay(try Self.order.record())
    #expect(report.isSame, "\(report)")
    #expect(report.notes.count == 1)
    #expect(report.notes.first?.message.hasPrefix("the Wait state ends at ") == true, "\(report)")
  }

  @Test func valuesThatDifferInEveryRunAreTakenAndNamed() throws {
    let scene = try #require(Self.scenes.first { $0.testDescription == "values that differ in every run" })
    var events = try scene.record().events.map(\.json)
    // Another run of the same: another UUID, random number, time, token.
    for index in events.indices {
      let text = events[index].description
        .replacingOccurrences(of: "order-[0-9a-f]", with: "order-z", options: .regularExpression)
        .replacingOccurrences(of: "AQCEAAAAKgAAAAMAAAAAAAAA", with: "AQDEAAAAKgAAAAMAAAAAAAAA")
      events[index] = try JSON(parsing: text)
    }
    let report = try replay(scene.definition, events)
    #expect(report.isSame, "\(report)")
    #expect(report.taken.contains { $0.value.path == "parameters/MessageBody/token" }, "\(report)")
    let changed = try replay(scene.definition.replacingFirst(#""QueueUrl":"q""#, by: #""QueueUrl":"r""#), events)
    #expect(changed.difference?.values.map(\.path) == ["parameters/QueueUrl"], "\(changed)")
  }

  @Test func aDecisionThatDependsOnChanceIsNotComparable() throws {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"C","States":{
        "C":{"Type":"Choice","Choices":[{"Condition":"{% $random() < 2 %}","Next":"A"}],"Default":"B"},
        "A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}
      """#
    let history = try Scene(testDescription: "", definition: definition).record()
    let other = definition.replacingFirst("< 2", by: "> 2")
    guard case .undecided(let reason, 4) = try ReplayTest(definition: other).replay(history).verdict else {
      return #expect(Bool(false))
    }
    #expect(reason == "the state 'C' decides by a value that differs in every run")
  }

  @Test func tasksThatTheServiceCouldNotStartFail() throws {
    let scene = Scene(
      testDescription: "",
      definition:
        #"{"StartAt":"A","States":{"A":{\#(Self.function),"Catch":[{"ErrorEquals":["E"],"Next":"B"}],"End":true},"B":{"Type":"Succeed"}}}"#,
      mocks: ["A": [.throw("E", cause: "c")]])
    var events = try scene.record().events.map(\.json)
    // LambdaFunctionScheduled, LambdaFunctionStarted, LambdaFunctionFailed: the second goes, the third is another.
    #expect(events[3]["type"] == "LambdaFunctionStarted")
    events.remove(at: 3)
    for index in 3..<events.count {
      events[index]["id"] = .integer(index + 1)
      events[index]["previousEventId"] = .integer(index)
    }
    events[3]["type"] = "LambdaFunctionScheduleFailed"
    let report = try replay(scene.definition, events)
    #expect(report.isSame, "\(report)")
    #expect(report.notes.map(\.message) == ["LambdaFunctionScheduleFailed is replayed as LambdaFunctionFailed"])
  }

  @Test func aRedrivenAndStoppedExecutionGoesTheSameWay() throws {
    let definition = #"{"StartAt":"A","States":{"A":{\#(Self.function),"End":true}}}"#
    var test = try WorkflowTest(definition: definition)
    try test.mock("A", .throw("E"))
    let failed = test.run()
    try test.mock("A", .return(1))
    let redriven = try test.redrive(failed)
    let report = try replay(definition, redriven.history.map(\.json))
    #expect(report.isSame, "\(report)")
    var execution = Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "a"), seed: .fixed(0))
    _ = execution.handle(.start, at: .virtualStart)
    _ = execution.handle(.abort(error: "Stop", cause: "enough"), at: .virtualStart)
    let stopped = try replay(definition, execution.history.map(\.json))
    #expect(stopped.isSame, "\(stopped)")
  }

  @Test func whatIsTakenFromTheChildrenOfADistributedMapIsNoted() throws {
    let scene = try #require(Self.scenes.first { $0.testDescription == "children of a distributed Map" })
    let report = try ReplayTest(definition: scene.definition).replay(try scene.record())
    #expect(
      report.notes.map(\.description) == [
        "event 5: the children of 'M' have histories of their own: their results are taken",
        "event 13: the children of 'N' have histories of their own: the output and variables are taken as they were recorded",
      ])
    let other = scene.definition.replacingFirst(#""ResultPath":"$.r""#, by: #""ResultPath":"$.s""#)
      .replacingFirst(#""ItemsPath":"$.r""#, by: #""ItemsPath":"$.s""#)
    let difference = try ReplayTest(definition: other).replay(try scene.record()).difference
    #expect(difference?.event == 7)
    #expect(difference?.stateName == "M")
  }

  /// A branch that was cut off in the middle of a state's work: what would come there now is noted.
  @Test func aBranchThatWasCutOffIsNoted() throws {
    let definition = #"{"StartAt":"A","States":{"A":{\#(Self.function),"End":true}}}"#
    let scene = Scene(testDescription: "", definition: definition, mocks: ["A": [.return(1)]])
    var events = try scene.record().events.prefix(2).map(\.json)
    events.append([
      "id": 3, "previousEventId": 0, "type": "ExecutionAborted", "timestamp": "2024-01-01T00:00:01Z",
      "executionAbortedEventDetails": [:],
    ])
    let report = try replay(definition, events)
    #expect(report.isSame, "\(report)")
    #expect(
      report.notes.map(\.description) == [
        "event 2: its branch was cut off there, where LambdaFunctionScheduled would come now"
      ])
  }

  @Test func textsAreComparedWhereTheyAreMeantToBeTheSame() throws {
    let history = try Self.order.record()
    let spaced = try history.events.map { event in
      try JSON(parsing: event.json.description.replacingOccurrences(of: #"\"amount\":12"#, with: #"\"amount\": 12"#))
    }
    #expect(try replay(Self.order.definition, spaced).isSame)
    let report = try replay(Self.order.definition, spaced) { $0.comparesText = true }
    #expect(report.difference?.values.map(\.path) == ["parameters"], "\(report)")
  }
}

/// What can be given as a history.
@Suite struct RecordedHistoryTests {
  static let pages = #"""
    {"events":[{"timestamp":"2024-05-01T12:00:00.250000+02:00","type":"ExecutionStarted","id":1,"previousEventId":0,
      "executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::222222222222:role/r"}},
     {"timestamp":1714557600.5,"type":"PassStateEntered","id":2,"previousEventId":0,
      "stateEnteredEventDetails":{"name":"A","input":"{}","inputDetails":{"truncated":false}}}],"nextToken":"AAAA"}
    """#
  static let lastPage = #"""
    {"events":[{"timestamp":"2024-05-01T10:00:00.75Z","type":"ExecutionSucceeded","id":4,"previousEventId":3,
      "executionSucceededEventDetails":{"output":"{}","outputDetails":{"truncated":false}}},
     {"timestamp":"2024-05-01T10:00:00.5Z","type":"PassStateExited","id":3,"previousEventId":2,
      "stateExitedEventDetails":{"name":"A","output":"{}","outputDetails":{"truncated":false}}}]}
    """#

  @Test(arguments: [pages + lastPage, "\(pages)\n\n\(lastPage)\n", "[\(pages),\(lastPage)]", lastPage + pages])
  func allPagesOfAHistoryAreOneHistory(text: String) throws {
    let history = try RecordedHistory(parsing: Array(text.utf8))
    #expect(history.events.map(\.id) == [1, 2, 3, 4])
    #expect(
      history.events.compactMap(\.timestamp?.milliseconds) == [250, 500, 500, 750].map { 1_714_557_600_000 + $0 })
    #expect(history.isComplete)
    let report = try ReplayTest(definition: #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#).replay(
      history)
    #expect(report.isSame, "\(report)")
  }

  /// Strings that are not histories, and the errors that describe them.
  static let damaged: [(String, String)] = [
    ("", "there is no JSON in it"),
    ("{\"events\":[", "1:12: the text ends too early, expected a value"),
    ("{} x", "1:4: unknown word 'x', expected a value"),
    ("{}", "a page has an array 'events'; is this what GetExecutionHistory returned?"),
    ("[7]", "[0]a page with 'events' is expected, not number"),
    (#"{"events":{}}"#, "a page has an array 'events'; is this what GetExecutionHistory returned?"),
    (#"{"events":[]}"#, "the history has no events"),
    (#"{"events":[1]}"#, "events[0]: an event is an object, not number"),
    (#"{"events":[{"type":"ExecutionStarted"}]}"#, "events[0]: the event has no 'id'"),
    (#"{"events":[{"type":"A","id":0,"previousEventId":0}]}"#, "events[0].id: a number from 1 to 10000000 is expected"),
    (
      #"{"events":[{"type":"A","id":1e30,"previousEventId":0}]}"#,
      "events[0].id: a number from 1 to 10000000 is expected"
    ),
    (#"{"events":[{"type":"A","id":1,"previousEventId":0}]}"#, "the first event is A, not ExecutionStarted"),
    (#"{"events":[{"type":"A","id":1,"previousEventId":1}]}"#, "event 1: previousEventId 1 is not an earlier event"),
    (
      #"{"events":[{"type":"A","id":2,"previousEventId":1}]}"#,
      "the event with the id 1 is missing, and there is one with the id 2"
    ),
    (pages + pages, "two events have the id 1"),
    (lastPage, "the event with the id 1 is missing, and there is one with the id 3"),
    (
      #"{"events":[{"type":"A","id":1,"previousEventId":0,"timestamp":"now"}]}"#,
      "events[0].timestamp: neither an ISO-8601 time nor a number of seconds since 1970"
    ),
    (
      #"{"events":[{"type":"A","id":1,"previousEventId":0,"aEventDetails":7}]}"#,
      "events[0].aEventDetails: an object is expected, not number"
    ),
    (
      #"{"events":[{"type":"A","id":1,"previousEventId":0,"aEventDetails":{"input":{}}}]}"#,
      "events[0]: 'input' is a string in a history, not object"
    ),
  ]

  @Test(arguments: damaged)
  func whatIsNoHistoryIsRefusedWithTheReason(text: String, reason: String) {
    #expect { try RecordedHistory(parsing: Array(text.utf8)) } throws: { "\($0)" == reason }
  }
}

extension String {
  /// The string with the first occurrence of a part replaced.
  fileprivate func replacingFirst(_ old: String, by new: String) -> String {
    range(of: old).map { replacingCharacters(in: $0, with: new) } ?? self
  }
}
