import OrderedJSON
import StatesEngine
import StatesLanguage
public import StatesRuntime

/// What came of a case of a suite.
public struct SuiteOutcome: Sendable {
  /// The name of the case.
  public let name: String
  /// Whether the case was left out.
  public let isSkipped: Bool
  /// What is not as expected; empty if the case passed.
  public let failures: [SuiteFailure]
  /// The execution, unless the case was left out or could not be run.
  public let result: ExecutionResult?
  /// What is doubtful: mocks of the case that were not used, or do not fit the API that a task calls.
  public let warnings: [String]

  /// Whether it was run, and everything was as expected.
  public var hasPassed: Bool { failures.isEmpty && !isSkipped }
}

extension TestSuite {
  /// Reads the definition of the suite.
  ///
  /// - Throws: what `files` throws.
  public func machine(_ files: SuiteFiles) throws -> StateMachine { try files.machine(definition, self) }

  /// Runs a case in virtual time.
  ///
  /// - Parameters:
  ///   - testCase: one of ``cases``.
  ///   - machine: the suite's definition.
  ///   - files: where other files come from.
  public func run(_ testCase: Case, on machine: StateMachine, files: SuiteFiles) -> SuiteOutcome {
    if testCase.isSkipped {
      return SuiteOutcome(name: testCase.name, isSkipped: true, failures: [], result: nil, warnings: [])
    }
    do {
      let test = try test(testCase, machine, files)
      let result = test.run(input: try input(of: testCase, files))
      let expectation = SuiteExpectation(suite: self, node: testCase.syntax["expect"], result: result)
      return SuiteOutcome(
        name: testCase.name, isSkipped: false, failures: expectation.failures, result: result,
        warnings: warnings(test, result, of: testCase))
    } catch {
      let problem = error as? SuiteProblem ?? problem(testCase.nameRange, "\(error)")
      let failure = SuiteFailure(what: "the case", message: problem.message, position: problem.position)
      return SuiteOutcome(name: testCase.name, isSkipped: false, failures: [failure], result: nil, warnings: [])
    }
  }

  /// The test of a case, with its mocks.
  private func test(_ testCase: Case, _ machine: StateMachine, _ files: SuiteFiles) throws -> WorkflowTest {
    var test = WorkflowTest(machine)
    if let name = root["stateMachineName"]?.stringValue { test.stateMachineName = name }
    if let seed = root["seed"]?.numberValue { test.seed = UInt64(exactly: seed.doubleValue) ?? 0 }
    if let node = root["startTime"] {
      guard let time = node.stringValue.flatMap(Timestamp.init(iso8601:)) else {
        throw problem(node.range, "'startTime' is a time such as 2024-01-01T00:00:00Z")
      }
      test.startTime = time
    }
    var others: [String: StateMachine] = [:]
    for (name, file) in stateMachineFiles { others[name] = try files.machine(file, self) }
    test.stateMachines = KnownStateMachines(others)
    if let buckets = root["datasets"]?.json.objectValue { test.datasets = SuiteDatasets.store(buckets) }
    for node in [root, testCase.syntax] {
      if let config = node["mockConfig"] { try mock(&test, config, files) }
      try SuiteMocks(suite: self).add(node["mocks"], to: &test)
    }
    return test
  }

  private func mock(_ test: inout WorkflowTest, _ node: JSONSyntax, _ files: SuiteFiles) throws {
    let file = node["file"]?.stringValue ?? ""
    do throws(MockConfig.Problem) {
      let config = try MockConfig(parsing: try read(file, node, files))
      try test.mock(
        config, stateMachine: node["stateMachine"]?.stringValue, testCase: node["testCase"]?.stringValue)
    } catch {
      throw problem(node.range, "\(file): \(error)")
    }
  }

  private func read(_ file: String, _ node: JSONSyntax, _ files: SuiteFiles) throws(MockConfig.Problem) -> [UInt8] {
    do { return try files.bytes(file) } catch { throw MockConfig.Problem(message: "\(error)", position: nil) }
  }

  private func input(of testCase: Case, _ files: SuiteFiles) throws -> JSON {
    if let file = testCase.syntax["inputFile"], let path = file.stringValue {
      if testCase.syntax["input"] != nil {
        throw problem(file.range, "a case has 'input' or 'inputFile', not both")
      }
      do { return try JSON(parsing: try files.bytes(path)) } catch { throw problem(file.range, "\(path): \(error)") }
    }
    return (testCase.syntax["input"] ?? root["input"])?.json ?? [:]
  }

  /// Mocks of the whole suite need not be used by each case.
  private func warnings(_ test: WorkflowTest, _ result: ExecutionResult, of testCase: Case) -> [String] {
    let own = Set((testCase.syntax["mocks"]?.members ?? []).map(\.key))
    let unused = result.unusedMocks.filter {
      own.contains($0.state) || own.contains("\($0.stateMachine ?? "")/\($0.state)")
    }
    return test.warnings + unused.map(\.description)
  }
}
