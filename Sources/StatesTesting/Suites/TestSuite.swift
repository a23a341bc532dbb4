public import OrderedJSON
public import StatesLanguage

/// Test cases of one definition, written as JSON (`*.asl-test.json`): inputs, mocks, and what must come of them.
///
/// ```json
/// {
///   "definition": "order.asl.json",
///   "mocks": {"Charge": {"return": {"receipt": "R-1"}}},
///   "cases": [
///     {"name": "ships", "input": {"lines": [1]}, "expect": {"path": ["Charge", "Ship"]}},
///     {"name": "retries", "input": {"lines": [1]},
///      "mocks": {"Charge": [{"throw": "Busy", "times": 2}, {"return": {"receipt": "R-2"}}]},
///      "expect": {"outputIncludes": {"receipt": "R-2"}, "duration": 3}}
///   ]
/// }
/// ```
///
/// ``schema`` lists all members. The command line runs suites with `asl test`; a test can do it with
/// ``run(_:on:files:)``.
public struct TestSuite: Sendable {
  /// A case.
  public struct Case: Sendable {
    /// Its name.
    public let name: String
    /// Whether it is left out.
    public let isSkipped: Bool
    let syntax: JSONSyntax
    let nameRange: SourceRange
  }

  /// The file.
  public let source: SourceText
  /// The file of the definition, as the suite names it.
  public let definition: String
  /// The type of the state machine, if the suite says it.
  public let type: StateMachineType?
  /// The values of placeholders in the definition.
  public let substitutions: JSON.Object
  /// The files of state machines that tasks start, by name or ARN.
  public let stateMachineFiles: [(name: String, file: String)]
  /// The percentage of the definition that the cases must reach, if the suite says so.
  public let minimumCoverage: Double?
  /// The cases, in order.
  public let cases: [Case]
  let root: JSONSyntax

  /// Reads a suite.
  ///
  /// - Parameter source: the file's content, and its name for messages.
  /// - Throws: ``SuiteProblem`` with the position of the first mistake.
  public init(parsing source: SourceText) throws(SuiteProblem) {
    self.source = source
    do throws(JSONParseError) { root = try JSONSyntaxParser().parse(source) } catch {
      throw SuiteProblem(message: error.explanation, file: source.name, position: error.position)
    }
    let checker = SuiteChecker(source: source)
    try checker.check(root, is: .suite)
    definition = root["definition"]?.stringValue ?? ""
    type = root["type"]?.stringValue.flatMap(StateMachineType.init)
    substitutions = root["substitutions"]?.json.objectValue ?? [:]
    stateMachineFiles = (root["stateMachines"]?.members ?? []).map { ($0.key, $0.value.stringValue ?? "") }
    minimumCoverage = root["minimumCoverage"]?.numberValue?.doubleValue
    var cases: [Case] = []
    var names: Set<String> = []
    for node in root["cases"]?.elements ?? [] {
      guard let name = node["name"], let text = name.stringValue else { continue }
      guard names.insert(text).inserted else {
        throw checker.problem(name, "the suite has two cases named '\(text)'")
      }
      cases.append(
        Case(name: text, isSkipped: node["skip"]?.boolValue ?? false, syntax: node, nameRange: name.range))
    }
    self.cases = cases
  }

  func problem(_ range: SourceRange?, _ message: String) -> SuiteProblem {
    SuiteProblem(message: message, file: source.name, position: range.map { source.position(of: $0.start) })
  }
}

/// Where a suite's files come from.
public struct SuiteFiles: Sendable {
  /// Reads a definition that a suite names.
  public var machine: @Sendable (_ file: String, _ suite: TestSuite) throws -> StateMachine
  /// Reads another file that a suite names: an input, a mock file.
  public var bytes: @Sendable (_ file: String) throws -> [UInt8]

  /// Creates a source of files.
  public init(
    machine: @escaping @Sendable (_ file: String, _ suite: TestSuite) throws -> StateMachine,
    bytes: @escaping @Sendable (_ file: String) throws -> [UInt8]
  ) {
    self.machine = machine
    self.bytes = bytes
  }
}
