import OrderedJSON
public import StatesLanguage
public import StatesRuntime

/// A mock file in the form that Step Functions Local made known (`MockConfigFile.json`).
///
/// Extensions: `Submitted`, `WorkerName` and `Hang` in a response, `State[2]` as a state's name for one iteration, and
/// `ServiceData.S3` with the objects that distributed Maps read.
///
/// - SeeAlso: Step Functions Developer Guide, "Testing with mocked service integrations".
public struct MockConfig: Sendable {
  private let json: JSON

  /// Why a mock file cannot be used.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and where in the file.
    public var message: String
    /// The message.
    public var description: String { message }
  }

  /// Reads a mock file.
  public init(parsing text: [UInt8]) throws(Problem) {
    do { json = try JSON(parsing: text) } catch { throw Problem(message: "not JSON: \(error)") }
    guard case .object = json else { throw Problem(message: "a mock file holds a JSON object") }
  }

  /// The names of the state machines in the file.
  public var stateMachines: [String] { json["StateMachines"]?.objectValue?.keys ?? [] }

  /// The names of a state machine's test cases.
  public func testCases(of stateMachine: String) -> [String] {
    json["StateMachines"]?[stateMachine]?["TestCases"]?.objectValue?.keys ?? []
  }

  /// What the tasks of a test case answer.
  ///
  /// - Parameters:
  ///   - stateMachine: the state machine's name in the file.
  ///   - testCase: the test case's name.
  ///   - machine: the definition; every state that the file names must be in it.
  public func resources(
    stateMachine: String, testCase: String, for machine: StateMachine
  ) throws(Problem) -> ResourceRouter {
    guard let entry = json["StateMachines"]?[stateMachine] else {
      throw Problem(message: "no state machine '\(stateMachine)'; there are: \(Self.list(stateMachines))")
    }
    guard let states = entry["TestCases"]?[testCase]?.objectValue else {
      throw Problem(
        message: "no test case '\(testCase)' of '\(stateMachine)'; there are: \(Self.list(testCases(of: stateMachine)))")
    }
    var mocks = MockResources()
    for member in states.members {
      let name = MockResources.plainName(member.key)
      guard machine.index(ofState: name) != nil || machine.index(ofState: member.key) != nil else {
        throw Problem(
          message: "the test case '\(testCase)' mocks the state '\(member.key)', which the definition does not have")
      }
      mocks[member.key] = try script(named: member.value, for: member.key)
    }
    var router = ResourceRouter()
    router.otherwise(mocks.handler())
    return router
  }

  private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

  private func script(named reference: JSON, for state: String) throws(Problem) -> MockResources.Script {
    guard let name = reference.stringValue else {
      throw Problem(message: "the mock of the state '\(state)' must name a response")
    }
    guard let responses = json["MockedResponses"]?[name]?.objectValue else {
      throw Problem(message: "the state '\(state)' is mocked by '\(name)', which MockedResponses does not have")
    }
    var script = MockResources.Script(answers: [])
    for member in responses.members {
      guard let attempts = Self.attempts(member.key) else {
        throw Problem(message: "MockedResponses/\(name): '\(member.key)' is no attempt (\"0\") or range (\"1-2\")")
      }
      script.answers.append((attempts, try Self.answer(member.value, "MockedResponses/\(name)/\(member.key)")))
    }
    return script
  }

  private static func attempts(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first.flatMap({ Int($0) }), first >= 0,
      let last = parts.last.flatMap({ Int($0) }), last >= first
    else { return nil }
    return first...last
  }

  private static func answer(_ response: JSON, _ place: String) throws(Problem) -> MockAnswer {
    guard case .object(let object) = response else { throw Problem(message: "\(place): a response is an object") }
    let outcome: TaskReport.Outcome
    if let result = object["Return"] {
      outcome = .succeeded(result)
    } else if let error = object["Throw"] {
      guard case .object = error else { throw Problem(message: "\(place): Throw takes {\"Error\", \"Cause\"}") }
      outcome = .failed(error: error["Error"]?.stringValue, cause: error["Cause"]?.stringValue)
    } else if object["Hang"] == true {
      outcome = .pending
    } else {
      throw Problem(message: "\(place): a response has Return, Throw or Hang")
    }
    let report = TaskReport(outcome, submission: object["Submitted"], worker: object["WorkerName"]?.stringValue)
    return MockAnswer { _ in report }
  }

  /// The objects that distributed Maps may read: `ServiceData.S3`, buckets of texts by key.
  public var datasets: InMemoryDatasetStore {
    var buckets: [String: [String: [UInt8]]] = [:]
    for bucket in json["ServiceData"]?["S3"]?.objectValue?.members ?? [] {
      for object in bucket.value.objectValue?.members ?? [] {
        buckets[bucket.key, default: [:]][object.key] = Array((object.value.stringValue ?? "").utf8)
      }
    }
    return InMemoryDatasetStore(buckets)
  }
}
