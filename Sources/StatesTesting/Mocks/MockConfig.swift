public import OrderedJSON
public import StatesLanguage
public import StatesRuntime

/// A mock file in the format of Step Functions Local (`MockConfigFile.json`).
///
/// Extensions: `Submitted`, `WorkerName` and `Hang` in a response, `State[2]` as a state name for one iteration, and
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
    /// The position in the file, if there is one.
    public var position: SourcePosition?
    /// `line:column: message`.
    public var description: String { position.map { "\($0): \(message)" } ?? message }
  }

  /// Reads a mock file.
  public init(parsing text: [UInt8]) throws(Problem) {
    source = SourceText(bytes: text)
    do { root = try JSONSyntaxParser().parse(source) } catch {
      throw Problem(message: error.explanation, position: error.position)
    }
    guard root.members != nil else { throw problem(root.range, "a mock file contains a JSON object") }
    for name in ["StateMachines", "MockedResponses", "ServiceData"] {
      if let part = root[name], part.members == nil { throw problem(part.range, "\(name) must be an object") }
    }
    try checkDatasets()
  }

  private func checkDatasets() throws(Problem) {
    guard let buckets = root["ServiceData"]?["S3"] else { return }
    guard let members = buckets.members else { throw problem(buckets.range, "S3 must be an object: buckets by name") }
    for bucket in members {
      guard let objects = bucket.value.members else {
        throw problem(bucket.value.range, "the bucket '\(bucket.key)' must be an object: strings by key")
      }
      for object in objects where object.value.stringValue == nil {
        throw problem(object.value.range, "the object '\(object.key)' of '\(bucket.key)' must be a string: its content")
      }
    }
  }

  /// The names of the state machines in the file.
  public var stateMachines: [String] { root["StateMachines"]?.members?.map(\.key) ?? [] }

  /// The names of a state machine's test cases.
  public func testCases(of stateMachine: String) -> [String] {
    root["StateMachines"]?[stateMachine]?["TestCases"]?.members?.map(\.key) ?? []
  }

  /// Returns the answers of a test case for its tasks.
  ///
  /// - Parameters:
  ///   - stateMachine: the state machine's name in the file.
  ///   - testCase: the test case's name.
  ///   - machine: the definition; every state that the file names must be in it.
  /// - Returns: a router for one run: attempts are counted over everything it is used for. An activity that is only
  ///   called by states without an answer does not exist.
  public func resources(
    stateMachine: String, testCase: String, for machine: StateMachine
  ) throws(Problem) -> ResourceRouter {
    let mocks = try mocks(stateMachine: stateMachine, testCase: testCase, for: machine)
    var router = ResourceRouter()
    router.otherwise(mocks.handler())
    router.missingActivities = mocks.missingActivities(of: machine)
    return router
  }

  /// The problems of a test case's results: those that do not fit the response of the API that a task calls, and, once
  /// for each service, that there is no model to check them against.
  ///
  /// - Parameters:
  ///   - stateMachine: the state machine's name in the file.
  ///   - testCase: the test case's name.
  ///   - machine: the definition; every state that the file names must be in it.
  ///   - models: the models of services.
  public func warnings(
    stateMachine: String, testCase: String, for machine: StateMachine,
    models: ServiceModelLibrary = ServiceModelLibrary()
  ) throws(Problem) -> [String] {
    let mocks = try mocks(stateMachine: stateMachine, testCase: testCase, for: machine)
    var known: Set<String> = []
    return mocks.warnings(for: machine, models, besides: &known).map(\.description)
  }

  func mocks(stateMachine: String, testCase: String, for machine: StateMachine) throws(Problem) -> MockResources {
    let testCases = try testCasesEntry(of: stateMachine)
    guard let mocked = testCases[testCase] else {
      throw problem(
        testCases.range,
        "no test case '\(testCase)' of '\(stateMachine)'; it has: \(Self.list(self.testCases(of: stateMachine)))")
    }
    guard let states = mocked.members else {
      throw problem(mocked.range, "the test case '\(testCase)' must be an object: responses by state name")
    }
    var mocks = MockResources()
    for member in states {
      let name = MockResources.plainName(member.key)
      guard machine.index(ofState: name) != nil || machine.index(ofState: member.key) != nil else {
        throw problem(
          member.keyRange,
          "the test case '\(testCase)' mocks the state '\(member.key)', which the definition does not have")
      }
      if let reason = IterationNames(machine).problem(with: member.key) {
        throw problem(member.keyRange, "the mock of '\(member.key)': \(reason)")
      }
      mocks.add(
        try script(named: member.value, for: member.key), for: MockResources.Name(state: member.key))
    }
    return mocks
  }

  private func testCasesEntry(of stateMachine: String) throws(Problem) -> JSONSyntax {
    guard let entry = root["StateMachines"]?[stateMachine] else {
      throw problem(
        root["StateMachines"]?.range, "no state machine '\(stateMachine)'; the file has: \(Self.list(stateMachines))")
    }
    guard let testCases = entry["TestCases"], testCases.members != nil else {
      throw problem(entry.range, "the state machine '\(stateMachine)' has no TestCases object")
    }
    return testCases
  }

  // MARK: Choosing

  /// The only state machine in the file.
  package func onlyStateMachine() throws(Problem) -> String {
    try only(stateMachines, "state machine", of: "the mock file")
  }

  /// The only test case of a state machine.
  package func onlyTestCase(of stateMachine: String) throws(Problem) -> String {
    _ = try testCasesEntry(of: stateMachine)
    return try only(testCases(of: stateMachine), "test case", of: "the state machine '\(stateMachine)'")
  }

  private func only(_ names: [String], _ what: String, of owner: String) throws(Problem) -> String {
    guard let name = names.first else { throw Problem(message: "\(owner) has no \(what)", position: nil) }
    guard names.count == 1 else {
      throw Problem(message: "\(owner) has several \(what)s; choose one: \(Self.list(names))", position: nil)
    }
    return name
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
      throw problem(response.range, "the response '\(name)' must be an object: answers by attempt (\"0\", \"1-2\")")
    }
    var script = MockResources.Script(answers: [])
    for member in answers {
      guard let attempts = Self.attempts(member.key) else {
        throw problem(member.keyRange, "'\(member.key)' of '\(name)' is not an attempt (\"0\") or range (\"1-2\")")
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
    let given = ["Return", "Throw", "Hang"].filter { response[$0] != nil }
    if given.count > 1 {
      throw problem(response.range, "an answer has only one of Return, Throw and Hang, not \(Self.list(given))")
    }
    let outcome: TaskReport.Outcome
    if let result = response["Return"] {
      outcome = .succeeded(result.json)
    } else if let error = response["Throw"] {
      guard error.members != nil else { throw problem(error.range, "Throw takes an object with Error and Cause") }
      outcome = .failed(error: try text("Error", of: error), cause: try text("Cause", of: error))
    } else if response["Hang"]?.boolValue == true {
      outcome = .never
    } else {
      throw problem(response.range, "an answer has Return, Throw or Hang")
    }
    let report = TaskReport(
      outcome, submission: response["Submitted"]?.json, worker: try text("WorkerName", of: response))
    return MockAnswer(report)
  }

  private func text(_ name: String, of node: JSONSyntax) throws(Problem) -> String? {
    guard let value = node[name], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw problem(value.range, "\(name) must be a string") }
    return text
  }

  /// Whether the file contains objects for distributed Maps.
  var hasDatasets: Bool { root["ServiceData"] != nil }

  /// The objects that distributed Maps may read: `ServiceData.S3`, buckets of strings by key.
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
