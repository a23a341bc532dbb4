/// A way in for bytes from outside. Whatever they are, reading them and working with what was read ends in a value or an
/// error, within the bounds that the entry point sets.
public enum EntryPoint: String, CaseIterable, Sendable {
  /// JSON: parsed, printed, parsed again.
  case json
  /// A JSONPath and the document that it looks into.
  case jsonpath
  /// A JSONata expression and its input, in both dialects.
  case jsonata
  /// A call of an intrinsic function and the input that it sees.
  case intrinsic
  /// A payload template or a reference path, and the input that it sees.
  case template
  /// A definition and the input of its execution.
  case definition
  /// A mock file, and perhaps the definition whose tasks it answers.
  case mocks
  /// A suite of test cases, and perhaps a definition to write a first suite for.
  case suite
  /// A CloudFormation or SAM template, and perhaps values for its names.
  case cloudformation
  /// A state, and the request of TestState for it.
  case teststate
  /// Commands to the debugger, and perhaps the definition whose execution they step through.
  case debug
  /// Changes to the snapshot of an execution, or a snapshot as a whole.
  case snapshot
  /// The reader's settings, and the dataset that it reads.
  case dataset
  /// A definition, and a history that goes through it, or changes to its own.
  case history
  /// Requests to a service of Step Functions, one after the other.
  case service

  /// Does with the bytes what the program would.
  ///
  /// - Throws: ``BrokenPromise`` when what must hold for every input does not hold for these bytes.
  public func run(_ bytes: [UInt8]) async throws(BrokenPromise) {
    switch self {
    case .json: try fuzzJSON(bytes)
    case .jsonpath: try fuzzJSONPath(bytes)
    case .jsonata: try fuzzJSONata(bytes)
    case .intrinsic: try fuzzIntrinsic(bytes)
    case .template: try fuzzTemplate(bytes)
    case .definition: try fuzzDefinition(bytes)
    case .mocks: try fuzzMocks(bytes)
    case .suite: try fuzzSuite(bytes)
    case .cloudformation: try fuzzCloudFormation(bytes)
    case .teststate: try fuzzTestState(bytes)
    case .debug: try fuzzDebug(bytes)
    case .snapshot: try fuzzSnapshot(bytes)
    case .dataset: try fuzzDataset(bytes)
    case .history: try fuzzHistory(bytes)
    case .service: try await fuzzService(bytes)
    }
  }
}

/// Something that must hold for every input did not.
public struct BrokenPromise: Error, Sendable, CustomStringConvertible {
  /// What did not hold.
  public var description: String

  init(_ description: String) { self.description = description }
}

func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
  if !holds { throw BrokenPromise(what()) }
}
