public import StatesLanguage
public import StatesRuntime

/// The states of a definition that the runs of a test suite have entered.
///
/// ```swift
/// var coverage = StateCoverage(of: test.machine)
/// for testCase in config.testCases(of: "Orders") {
///   try test.mock(config, stateMachine: "Orders", testCase: testCase)
///   coverage.insert(test.run())
/// }
/// #expect(coverage.missing == [], "\(coverage)")
/// ```
///
/// The states of children of distributed Maps count; those of other state machines, which tasks start, do not.
public struct StateCoverage: Sendable, CustomStringConvertible {
  private let states: [String]
  private var entered: Set<String> = []

  /// Creates a coverage without any run.
  public init(of machine: StateMachine) { states = machine.states.map(\.name) }

  /// Adds a run.
  public mutating func insert(_ result: ExecutionResult) {
    entered.formUnion(result.path)
    for child in result.children { entered.formUnion(ExecutionResult(execution: child).path) }
  }

  /// The states that no run has entered, in the order of the definition.
  public var missing: [String] { states.filter { !entered.contains($0) } }

  /// The fraction of states that were entered, from 0 to 1.
  public var fraction: Double {
    states.isEmpty ? 1 : Double(states.count - missing.count) / Double(states.count)
  }

  /// `5 of 7 states; missing: Refund, Notify`.
  public var description: String {
    let missing = missing
    let count = "\(states.count - missing.count) of \(states.count) states"
    return missing.isEmpty ? count : count + "; missing: " + missing.joined(separator: ", ")
  }
}
