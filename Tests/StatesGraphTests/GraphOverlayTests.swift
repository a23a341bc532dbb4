import OrderedJSON
import StatesGraph
import StatesLanguage
import Testing

/// What a history says of states and ways.
@Suite struct GraphOverlayTests {
  private let machine: StateMachine

  init() throws { machine = try Fixtures.machine("catchers") }

  private func overlay(_ history: JSON) throws -> [String: GraphOverlay.Status] {
    let overlay = try GraphOverlay(history: history, of: machine)
    return Dictionary(uniqueKeysWithValues: zip(machine.states.map(\.name), overlay.statuses))
  }

  private func recorded() throws -> JSON { try JSON(parsing: Fixtures.history("catchers")) }

  /// The history up to an event.
  private func recorded(upTo id: Int64) throws -> JSON {
    let events = try recorded()["events"]?.arrayValue ?? []
    return .array(events.filter { ($0["id"]?.integerValue ?? 0) <= id })
  }

  private func index(_ name: String) throws -> Int { try #require(machine.index(ofState: name)) }

  @Test func statusesOfAWholeExecution() throws {
    #expect(
      try overlay(recorded()) == [
        "Reserve": .succeeded, "Charge": .succeeded, "Ship": .caught, "Send": .failed, "Release": .succeeded,
        "Apologize": .failed,
      ])
  }

  @Test func visitsRetriesAndWays() throws {
    let overlay = try GraphOverlay(history: recorded(), of: machine)
    let (reserve, charge, ship) = (try index("Reserve"), try index("Charge"), try index("Ship"))
    let (send, release) = (try index("Send"), try index("Release"))
    #expect(overlay.visits[send] == 3)
    #expect(overlay.retries[reserve] == 1)
    #expect(overlay.count(of: .init(from: nil, to: reserve)) == 1)
    #expect(overlay.count(of: .init(from: reserve, to: charge)) == 1)
    #expect(overlay.count(of: .init(from: ship, to: release, isCatch: true)) == 1)
    #expect(overlay.count(of: .init(from: charge, to: release, isCatch: true)) == 0)
    #expect(overlay.count(of: .init(from: nil, to: send)) == 3)
    #expect(overlay.count(of: .init(from: send, to: nil)) == 1)
    #expect(overlay.count(of: .init(from: ship, to: nil)) == 0)
  }

  @Test(
    arguments: [
      (1, [:]), (3, ["Reserve": .running]), (5, ["Reserve": .running]), (9, ["Reserve": .succeeded]),
      (28, ["Reserve": .succeeded, "Charge": .succeeded, "Ship": .running, "Send": .running]),
      (36, ["Reserve": .succeeded, "Charge": .succeeded, "Ship": .running, "Send": .failed]),
    ] as [(Int64, [String: GraphOverlay.Status])])
  func anExecutionThatRuns(event: Int64, expected: [String: GraphOverlay.Status]) throws {
    let reached = try overlay(recorded(upTo: event)).filter { $0.value != .notReached }
    #expect(reached == expected)
  }

  @Test func anExecutionThatWasStopped() throws {
    var events = try recorded(upTo: 11).arrayValue ?? []
    events.append(["id": 12, "previousEventId": 11, "type": "ExecutionAborted"])
    #expect(try overlay(.array(events))["Charge"] == .aborted)
    events[events.count - 1] = ["id": 12, "previousEventId": 11, "type": "ExecutionTimedOut"]
    #expect(try overlay(.array(events))["Charge"] == .failed)
    events.append(["id": 13, "previousEventId": 12, "type": "ExecutionRedriven"])
    #expect(try overlay(.array(events))["Charge"] == .running)
  }

  /// The service lets EvaluationFailed point to the event before the state was entered.
  @Test func aFailedEvaluationIsFoundByItsState() throws {
    let history: JSON = [
      ["id": 1, "previousEventId": 0, "type": "ExecutionStarted"],
      ["id": 2, "previousEventId": 1, "type": "TaskStateEntered", "stateEnteredEventDetails": ["name": "Reserve"]],
      [
        "id": 3, "previousEventId": 1, "type": "EvaluationFailed", "evaluationFailedEventDetails": ["state": "Reserve"],
      ],
      ["id": 4, "previousEventId": 3, "type": "ExecutionFailed"],
    ]
    #expect(try overlay(history)["Reserve"] == .failed)
  }

  @Test func pagesInAnyOrderAreOneHistory() throws {
    let events = try #require(try recorded()["events"]?.arrayValue)
    let pages: JSON = [
      ["events": .array(events[20...].reversed())], ["events": .array(Array(events[..<25]))],
    ]
    #expect(try GraphOverlay(history: pages, of: machine) == GraphOverlay(history: recorded(), of: machine))
  }

  @Test func severalExecutionsAddUp() throws {
    var overlay = try GraphOverlay(history: recorded(), of: machine)
    try overlay.add(history: recorded(upTo: 9), of: machine)
    #expect(overlay.visits[try index("Reserve")] == 2)
    #expect(overlay.visits[try index("Charge")] == 1)
  }

  @Test(arguments: [
    ("{}", "a history is an object with"),
    ("[1]", "entry 1 of the history is not an event"),
    (#"[{"type": "TaskStateEntered", "id": 7}]"#, "event 7 (TaskStateEntered) does not name its state"),
    (
      #"[{"type": "TaskStateEntered", "id": 7, "stateEnteredEventDetails": {"name": "Chargr"}}]"#,
      "event 7 is about the state 'Chargr', which the definition does not have; the nearest is 'Charge'"
    ),
  ])
  func aProblemSaysWhatAndWhere(history: String, expected: String) throws {
    let problem = #expect(throws: GraphOverlay.HistoryProblem.self) {
      try GraphOverlay(history: JSON(parsing: history), of: machine)
    }
    #expect(problem?.description.hasPrefix(expected) == true)
  }

  @Test func aParallelStateThatIsTriedAgain() throws {
    let machine = try StateMachine(
      states: """
        "A": {"Type": "Parallel", "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true, "Branches": [
          {"StartAt": "X", "States": {"X": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}]}
        """)
    func event(_ id: Int, _ type: String, _ details: String? = nil, _ name: String = "") -> JSON {
      var event: JSON.Object = [
        "id": .integer(Int64(id)), "previousEventId": .integer(Int64(id - 1)), "type": .string(type),
      ]
      if let details { event[details] = ["name": .string(name)] }
      return .object(event)
    }
    let history: [JSON] = [
      event(1, "ExecutionStarted"), event(2, "ParallelStateEntered", "stateEnteredEventDetails", "A"),
      event(3, "ParallelStateStarted"), event(4, "TaskStateEntered", "stateEnteredEventDetails", "X"),
      event(5, "TaskScheduled"), event(6, "TaskFailed"), event(7, "ParallelStateFailed"),
      event(8, "TaskStateEntered", "stateEnteredEventDetails", "X"), event(9, "TaskScheduled"),
    ]
    let overlay = try GraphOverlay(history: .array(history), of: machine)
    #expect(overlay.statuses == [.running, .running])
    #expect(overlay.retries == [1, 0])
    #expect(overlay.count(of: .init(from: nil, to: 1)) == 2)
  }
}
