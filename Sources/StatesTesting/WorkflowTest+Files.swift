public import OrderedJSON
public import StatesLanguage

extension WorkflowTest {
  /// Reads, validates and compiles a definition from a file.
  ///
  /// ```swift
  /// var test = try WorkflowTest(definitionFile: "order.asl.json")    // beside the test's source file
  /// var other = try WorkflowTest(definitionFile: "cdk.out/Orders.template.json#OrderFlow1234ABCD")
  /// ```
  ///
  /// - Parameters:
  ///   - path: the file; a relative path starts in the folder of the test's own source file. A state machine of a
  ///     CloudFormation or SAM template follows after a `#`.
  ///   - type: the type of the state machine; that of the template by default, or else standard.
  ///   - substitutions: values of placeholders and, in a template, of parameters and references.
  ///   - source: the test's source file; omit it.
  /// - Throws: ``UnreadableFile`` if there is no definition in the file, or `InvalidDefinition` with all problems found.
  public init(
    definitionFile path: String, type: StateMachineType? = nil, substitutions: [String: String] = [:],
    relativeTo source: String = #filePath
  ) throws {
    let loader = DefinitionLoader<UnreadableFile>(
      substitutions: DefinitionSubstitutions(substitutions), exists: FileBytes.exists,
      read: { path throws(UnreadableFile) in try TestFile(path, besides: source).read() },
      failure: { UnreadableFile(path: $0, reason: $1) })
    let loaded = try loader.one(TestFile(path, besides: source).path)
    self.init(try StateMachine(parsing: loaded.source, type: type ?? loaded.type ?? .standard))
  }

  /// Makes the tasks answer as a mock file specifies, and distributed Maps read the objects in it.
  ///
  /// Every run starts the answers from the beginning. A state that is also mocked individually uses whichever mock was
  /// set last.
  ///
  /// - Parameters:
  ///   - config: the mock file.
  ///   - stateMachine: the state machine's name in the file; the only one by default.
  ///   - testCase: the test case; the state machine's only one by default.
  public mutating func mock(
    _ config: MockConfig, stateMachine: String? = nil, testCase: String? = nil
  ) throws(MockConfig.Problem) {
    let name = if let stateMachine { stateMachine } else { try config.onlyStateMachine() }
    let chosen = if let testCase { testCase } else { try config.onlyTestCase(of: name) }
    if let misfit = add(try config.mocks(stateMachine: name, testCase: chosen, for: machine), for: machine) {
      throw MockConfig.Problem(message: "the test case '\(chosen)': \(misfit)", position: nil)
    }
    if config.hasDatasets { datasets = config.datasets }
  }
}

extension MockConfig {
  /// Reads a mock file.
  ///
  /// - Parameters:
  ///   - path: the file; a relative path starts in the folder of the test's own source file.
  ///   - source: the test's source file; omit it.
  /// - Throws: ``UnreadableFile``, or ``Problem`` if the file is not a mock file.
  public init(file path: String, relativeTo source: String = #filePath) throws {
    try self.init(parsing: try TestFile(path, besides: source).read())
  }
}

extension JSON {
  /// Reads a JSON file, an input or an expected output.
  ///
  /// - Parameters:
  ///   - path: the file; a relative path starts in the folder of the test's own source file.
  ///   - source: the test's source file; omit it.
  /// - Throws: ``UnreadableFile``, or `JSONParseError` if the file is not JSON.
  public init(testFile path: String, relativeTo source: String = #filePath) throws {
    try self.init(parsing: try TestFile(path, besides: source).read())
  }
}
