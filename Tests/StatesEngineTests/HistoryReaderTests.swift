import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesTesting
import Testing

/// Events that are made of their JSON again.
@Suite struct HistoryReaderTests {
  static let scenes: [SnapshotScene] = (try? SnapshotScene.all()) ?? []

  /// What of an event its JSON does not show.
  private static func hidden(_ event: HistoryEvent) -> String {
    switch event.details {
    case .stateAborted(let state): state.name
    case .taskScheduled(let request), .taskStarted(let request, _), .taskSubmitted(let request, _),
      .taskSucceeded(let request, _), .taskFailed(let request, _), .taskTimedOut(let request, _):
      "\(request.stateName)\(request.iterations) \(request.resource.arn) retry \(request.retryCount)"
    default: ""
    }
  }

  /// Expects that the events of an execution are the same after they were written and read.
  static func expectSame(_ execution: Execution, sourceLocation: SourceLocation = #_sourceLocation) {
    var reader = HistoryReader(
      of: execution.machine, identity: execution.identity, iterations: execution.iterations)
    do {
      for event in execution.history {
        let read = try reader.read(event.json)
        #expect(read.json.description == event.json.description, sourceLocation: sourceLocation)
        #expect(hidden(read) == hidden(event), "\(read.json)", sourceLocation: sourceLocation)
      }
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    #expect(reader.hasAllData, sourceLocation: sourceLocation)
  }

  @Test(arguments: scenes.indices)
  func eventsOfAnExecutionInEverySituationAreTheSame(place: Int) {
    Self.expectSame(Self.scenes[place].execution)
  }

  @Test(arguments: HistoryEventJSONTests.results.indices)
  func eventsOfARunAreTheSame(place: Int) { Self.expectSame(HistoryEventJSONTests.results[place].execution) }

  /// Three levels: what is cut off is said from the inside outward, by branches and iterations.
  private static let nested = machine(
    "Out",
    """
    "Out":{"Type":"Parallel","End":true,"Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}],"Branches":[
    {"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"In","States":{
    "In":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":9,"End":true}}},
    {"StartAt":"B","States":{\(task("B"))}}]}}}}}},
    {"StartAt":"C","States":{"C":{"Type":"Wait","Seconds":1,"Next":"F"},"F":{"Type":"Fail","Error":"E"}}},
    {"StartAt":"D","States":{\(task("D"))}}]}
    """)

  @Test(arguments: [
    (nested, "[1,2,3]", ["B": [MockAnswer.hang], "D": [.hang]]),
    (
      MapTests.map(#""Q":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{\#(task("T"))}}}"#),
      "[[1,2],[3,4]]",
      ["T": [.throw("E", after: 2), .hang]]
    ),
    (
      single(#""Type":"Task","Resource":\#(function("S")),"Retry":[{"ErrorEquals":["E"]}]"#), "{}",
      ["S": [.throw("E"), .throw("E"), .return(1)]]
    ),
  ])
  func whatTheJSONDoesNotShowFollowsFromTheEventsBefore(
    definition: String, input: String, mocks: [String: [MockAnswer]]
  ) throws {
    Self.expectSame(try #require(run(definition, input: input, mocks: mocks)).execution)
  }

  // MARK: Forms

  private static let plain = run(
    machine("P", #""P":{"Type":"Pass","Assign":{"x":1},"Next":"T"},"# + task("T")), input: #"{ "a" : 1.50 }"#,
    mocks: ["T": [.return(["b": 2])]])

  private func events(includesData: Bool = true, epochTimestamps: Bool = false) throws -> [JSON] {
    var writer = ByteWriter()
    Self.plain?.history.writeHistory(to: &writer, includesData: includesData, epochTimestamps: epochTimestamps)
    return try JSON(parsing: writer.bytes)["events"]?.arrayValue ?? []
  }

  private func reader() throws -> HistoryReader { HistoryReader(of: try #require(Self.plain).execution.machine) }

  @Test func timesMayBeNumbersOfSeconds() throws {
    var reader = try reader()
    let read = try reader.read(all: events(epochTimestamps: true))
    #expect(read.map(\.timestamp) == Self.plain?.history.map(\.timestamp))
  }

  @Test func withoutDataInputsAndOutputsAreNull() throws {
    var reader = try reader()
    let read = try reader.read(all: events(includesData: false))
    #expect(!reader.hasAllData)
    var writer = ByteWriter()
    read.writeHistory(to: &writer, includesData: false)
    #expect(try JSON(parsing: writer.bytes)["events"] == .array(events(includesData: false)))
    guard case .stateEntered(_, let input) = read[1].details else { return #expect(Bool(false), "\(read[1])") }
    #expect(input.json == .null)
  }

  @Test func aShortenedInputIsNull() throws {
    var reader = try reader()
    var event = try events()[0]
    event["executionStartedEventDetails"] = [
      "input": #"{"a":"#, "inputDetails": ["truncated": true], "roleArn": "r",
    ]
    guard case .executionStarted(let input, _) = try reader.read(event).details else { return }
    #expect(input.json == .null && !reader.hasAllData)
  }

  @Test func theRegionIsThatOfTheEvent() throws {
    let result = try #require(
      run(
        single(
          #""Type":"Task","Resource":"arn:aws:states:::sns:publish","Arguments":{"Message":"a","TopicArn":"t"},"QueryLanguage":"JSONata""#
        ), mocks: ["S": [.return(1)]]))
    var reader = HistoryReader(
      of: result.execution.machine,
      identity: ExecutionIdentity(stateMachineName: "M", name: "n", region: "eu-west-1"))
    let read = try reader.read(all: result.history.map(\.json))
    #expect(read.map(\.json) == result.history.map(\.json))
  }

  // MARK: Problems

  @Test(arguments: [
    (2, #"{"type":"PassStateEntered"}"#, "event 2: its JSON: the event has no 'id'"),
    (2, "[]", "event 2: its JSON: an event is an object, not array"),
    (
      2, #"{"type":"PassStateEntered","id":4,"previousEventId":0}"#,
      "event 2: it is missing; after event 1 comes event 4"
    ),
    (
      2, #"{"type":"PassStateEntered","id":2,"previousEventId":2}"#,
      "event 2: previousEventId 2 is not an earlier event"
    ),
    (2, #"{"type":"Nothing\n","id":2,"previousEventId":0}"#, #"event 2: there are no events of the type "Nothing\n""#),
    (2, #"{"type":"PassStateEntered","id":2,"previousEventId":0}"#, "event 2: it has no 'timestamp'"),
    (
      2, #"{"type":"PassStateEntered","id":2,"previousEventId":0,"timestamp":"now"}"#,
      "event 2: its JSON.timestamp: neither an ISO-8601 time nor a number of seconds since 1970"
    ),
    (
      2, #"{"type":"PassStateEntered","id":2,"previousEventId":0,"timestamp":1}"#,
      "event 2: its details have no 'name', or it is not a string"
    ),
    (
      2,
      #"{"type":"PassStateEntered","id":2,"previousEventId":0,"timestamp":1,"stateEnteredEventDetails":{"name":"PP"}}"#,
      #"event 2: it is about the state "PP", which the definition does not have; the nearest is "P""#
    ),
    (
      2,
      #"{"type":"WaitStateEntered","id":2,"previousEventId":0,"timestamp":1,"stateEnteredEventDetails":{"name":"P"}}"#,
      "event 2: it is a WaitStateEntered, but what it is about would be a PassStateEntered"
    ),
    (
      2,
      #"{"type":"PassStateEntered","id":2,"previousEventId":0,"timestamp":1,"stateEnteredEventDetails":{"name":"P","input":"{"}}"#,
      "event 2: 'input' is not the text of a JSON value: 1:2: the text ends too early, expected a member's name in quotes"
    ),
    (
      2, #"{"type":"TaskStateAborted","id":2,"previousEventId":1,"timestamp":1}"#,
      "event 2: it is a TaskStateAborted, but no state of that kind is open"
    ),
    (
      2, #"{"type":"LambdaFunctionScheduled","id":2,"previousEventId":1,"timestamp":1}"#,
      "event 2: it schedules a task, but no state has been entered before it"
    ),
    (
      2, #"{"type":"LambdaFunctionSucceeded","id":2,"previousEventId":1,"timestamp":1}"#,
      "event 2: no task was scheduled before it"
    ),
    (
      3, #"{"type":"LambdaFunctionScheduled","id":3,"previousEventId":2,"timestamp":1}"#,
      #"event 3: it schedules a task, but "P" is a Pass state"#
    ),
    (
      3,
      #"{"type":"MapStateStarted","id":3,"previousEventId":2,"timestamp":1,"mapStateStartedEventDetails":{"length":-1}}"#,
      "event 3: 'length' is not a whole number from 0"
    ),
    (
      2, #"{"type":"MapRunAborted","id":2,"previousEventId":1,"timestamp":1}"#,
      "event 2: events of the type MapRunAborted cannot be read: no recording of one is known"
    ),
    (
      5,
      #"{"type":"TaskScheduled","id":5,"previousEventId":4,"timestamp":1,"taskScheduledEventDetails":{"resourceType":"a","resource":"b"}}"#,
      "event 5: its details have no 'region', or it is not a string"
    ),
    (
      5,
      #"{"type":"ActivityScheduled","id":5,"previousEventId":4,"timestamp":1,"activityScheduledEventDetails":{"resource":"f"}}"#,
      "event 5: it is a ActivityScheduled, but what it is about would be a LambdaFunctionScheduled"
    ),
  ])
  func whatIsWrongIsSaidWithTheEventsNumber(number: Int, event: String, message: String) throws {
    var reader = try reader()
    let before = try events()
    for index in 0..<(number - 1) { _ = try reader.read(before[index]) }
    let json = try JSON(parsing: event)
    let problem = #expect(throws: HistoryReader.Problem.self) { try reader.read(json) }
    #expect(problem?.description == message)
    #expect(reader.eventCount == number - 1)
  }

  @Test func everyTypeOfEventWithoutAnythingElseIsReadOrRefused() throws {
    for type in HistoryEventType.allCases {
      var reader = try reader()
      let event: JSON = ["type": .string(type.rawValue), "id": 1, "previousEventId": 0, "timestamp": 0]
      if let read = try? reader.read(event) { #expect(read.type == type) }
    }
  }

  @Test func afterAProblemTheSameEventIsTheNext() throws {
    var reader = try reader()
    let events = try events()
    #expect(throws: HistoryReader.Problem.self) { try reader.read(events[1]) }
    #expect(try reader.read(all: events).count == events.count)
  }

  /// The failure of the last iteration cuts off thousands of others.
  @Test func manyIterationsAreCutOffInTheirOrder() throws {
    let count = 5_000
    let input = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
    let map = MapTests.map(
      #""Q":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"W"},"W":{"Type":"Wait","Seconds":5,"End":true},"F":{"Type":"Fail"}"#
    )
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = nil
    quotas.maximumInlineConcurrency = count
    let failing = input.dropLast() + ",2]"
    Self.expectSame(try #require(run(map, input: String(failing), quotas: quotas)).execution)
  }
}
