public import OrderedJSON
public import StatesLanguage
public import StatesRuntime

/// A mock file in the form that Step Functions Local made known (`MockConfigFile.json`).
///
/// Extensions: `Submitted`, `WorkerName` and `Hang` in a response, `State[2]` as a state's name for one iteration, and
/// `ServiceData.S3` with the objects that distributed Maps read.
///
/// - SeeAlso: Step Functions Developer Guide, "Testing with mocked service integrations".
public struct MockConfig: Sendable {
  private let source: SourceText
  private let root: JSONSyntax

  /// Why a mock file cannot be used.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public var message: String
    /// Where in the file, if there is a place.
    public var position: SourcePosition?
    /// `line:column: message`.
    public var description: String { position.map { "\($0): \(message)" } ?? message }
  }

  /// Reads a mock file.
  public init(parsing text: [UInt8]) throws(Problem) {
    source = SourceText(bytes: text)
    do { root = try JSONSyntaxParser().parse(source) } catch {
      throw Problem(message: error.message, position: error.position)
    }
    guard root.members != nil else { throw problem(root.range, "a mock file holds a JSON object") }
    for name in ["StateMachines", "MockedResponses"] {
      if let part = root[name], part.members == nil { throw problem(part.range, "\(name) must be an object") }
    }
  }

  /// The names of the state machines in the file.
  public var stateMachines: [String] { root["StateMachines"]?.members?.map(\.key) ?? [] }

  /// The names of a state machine's test cases.
  public func testCases(of stateMachine: String) -> [String] {
    root["StateMachines"]?[stateMachine]?["TestCases"]?.members?.map(\.key) ?? []
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
    guard let entry = root["StateMachines"]?[stateMachine] else {
      throw problem(
        root["StateMachines"]?.range, "no state machine '\(stateMachine)'; there are: \(Self.list(stateMachines))")
    }
    guard let testCases = entry["TestCases"], testCases.members != nil else {
      throw problem(entry.range, "the state machine '\(stateMachine)' has no object TestCases")
    }
    guard let mocked = testCases[testCase] else {
      throw problem(
        testCases.range,
        "no test case '\(testCase)' of '\(stateMachine)'; there are: \(Self.list(self.testCases(of: stateMachine)))")
    }
    guard let states = mocked.members else {
      throw problem(mocked.range, "the test case '\(testCase)' must be an object: responses by the names of states")
    }
    var mocks = MockResources()
    for member in states {
      let name = MockResources.plainName(member.key)
      guard machine.index(ofState: name) != nil || machine.index(ofState: member.key) != nil else {
        throw problem(
          member.keyRange,
          "the test case '\(testCase)' mocks the state '\(member.key)', which the definition does not have")
      }
      mocks[member.key] = try script(named: member.value, for: member.key)
    }
    var router = ResourceRouter()
    router.otherwise(mocks.handler())
    return router
  }

  private func problem(_ range: SourceRange?, _ message: String) -> Problem {
    Problem(message: message, position: range.map { source.position(of: $0.start) })
  }

  private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

  private func script(named reference: JSONSyntax, for state: String) throws(Problem) -> MockResources.Script {
    guard let name = reference.stringValue else {
      throw problem(reference.range, "the mock of the state '\(state)' must name a response")
    }
    guard let response = root["MockedResponses"]?[name] else {
      throw problem(
        reference.range, "the state '\(state)' is mocked by '\(name)', which MockedResponses does not have")
    }
    guard let answers = response.members else {
      throw problem(response.range, "the response '\(name)' must be an object: answers by attempts (\"0\", \"1-2\")")
    }
    var script = MockResources.Script(answers: [])
    for member in answers {
      guard let attempts = Self.attempts(member.key) else {
        throw problem(member.keyRange, "'\(member.key)' of '\(name)' is no attempt (\"0\") or range (\"1-2\")")
      }
      script.answers.append((attempts, try answer(member.value)))
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

  private func answer(_ response: JSONSyntax) throws(Problem) -> MockAnswer {
    guard response.members != nil else { throw problem(response.range, "an answer is an object") }
    let outcome: TaskReport.Outcome
    if let result = response["Return"] {
      outcome = .succeeded(result.json)
    } else if let error = response["Throw"] {
      guard error.members != nil else { throw problem(error.range, "Throw takes an object of Error and Cause") }
      outcome = .failed(error: try text("Error", of: error), cause: try text("Cause", of: error))
    } else if response["Hang"]?.boolValue == true {
      outcome = .pending
    } else {
      throw problem(response.range, "an answer has Return, Throw or Hang")
    }
    let report = TaskReport(
      outcome, submission: response["Submitted"]?.json, worker: try text("WorkerName", of: response))
    return MockAnswer { _ in report }
  }

  private func text(_ name: String, of node: JSONSyntax) throws(Problem) -> String? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw problem(value.range, "\(name) must be a string") }
    return text
  }

  /// The objects that distributed Maps may read: `ServiceData.S3`, buckets of texts by key.
  public var datasets: InMemoryDatasetStore {
    var buckets: [String: [String: [UInt8]]] = [:]
    for bucket in root["ServiceData"]?["S3"]?.members ?? [] {
      for object in bucket.value.members ?? [] {
        buckets[bucket.key, default: [:]][object.key] = Array((object.value.stringValue ?? "").utf8)
      }
    }
    return InMemoryDatasetStore(buckets)
  }
}
