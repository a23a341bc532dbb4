public import StatesEngine
public import StatesLanguage
public import StatesRuntime

/// What the runs of a test suite have reached of their definitions: states, transitions, Choice rules and `Default`,
/// retriers, catchers, Maps without items, arms of JSONata conditionals.
///
/// ```swift
/// var coverage = Coverage(of: test.machine)
/// for testCase in config.testCases(of: "Orders") {
///   try test.mock(config, stateMachine: "Orders", testCase: testCase)
///   coverage.insert(test.run())
/// }
/// #expect(coverage.missing.isEmpty, "\(coverage)")
/// ```
///
/// Children of distributed Maps count, and so do executions that tasks start, for their own definitions. Tests that run
/// in parallel add to a ``CoverageCollector``.
public struct Coverage: Sendable, CustomStringConvertible {
  /// The coverage of one definition.
  public struct Definition: Sendable {
    /// The definition.
    public let machine: StateMachine
    /// The path of its file; without one, the name of its first state.
    public let name: String
    /// Its parts, state by state in the order of the definition, with their counts.
    public private(set) var items: [CoverageItem]

    init(_ machine: StateMachine) {
      self.machine = machine
      let first = machine.states.indices.contains(machine.startAt) ? machine.states[machine.startAt].name : ""
      name = machine.definition.name ?? first + ".asl.json"
      items = CoverageItem.all(of: machine)
    }

    mutating func add(_ counts: CoverageCounts) {
      for index in items.indices {
        items[index].count &+= counts[items[index].point]
      }
    }

    /// Whether it is the same text, compiled as the same type of state machine.
    package func isSame(as other: StateMachine) -> Bool {
      machine.isSame(as: other) || machine.type == other.type && machine.definition.bytes == other.definition.bytes
    }
  }

  /// The definitions, in the order in which they were added.
  public private(set) var definitions: [Definition] = []
  private let addsDefinitions: Bool

  /// Creates a coverage of every definition that runs come with.
  public init() { addsDefinitions = true }

  /// Creates a coverage of some definitions; others that runs come with do not count.
  public init(of machines: StateMachine...) { self.init(of: machines) }

  /// Creates a coverage of some definitions; others that runs come with do not count.
  public init(of machines: [StateMachine]) {
    addsDefinitions = false
    for machine in machines { add(machine) }
  }

  // MARK: Adding

  /// Adds a definition of which nothing has been reached yet, if it is not among the others.
  public mutating func add(_ machine: StateMachine) { _ = index(of: machine, adding: true) }

  /// Adds what a run has reached. A run of a ``WorkflowTest`` has it; one of another driver must record it
  /// (`VirtualTimeDriver.recordsCoverage`).
  public mutating func insert(_ result: ExecutionResult) { for covered in result.coverage { insert(covered) } }

  /// Adds what executions have reached of a definition.
  public mutating func insert(_ covered: MachineCoverage) {
    guard let index = index(of: covered.machine, adding: addsDefinitions) else { return }
    definitions[index].add(covered.counts)
  }

  private mutating func index(of machine: StateMachine, adding: Bool) -> Int? {
    if let index = definitions.firstIndex(where: { $0.isSame(as: machine) }) { return index }
    guard adding else { return nil }
    definitions.append(Definition(machine))
    return definitions.count - 1
  }

  // MARK: Reading

  /// The parts that nothing has reached, in the order of the definitions.
  public var missing: [CoverageItem] { definitions.flatMap(\.missing) }

  /// The fraction of all parts that were reached, from 0 to 1; 1 if there are none.
  public var fraction: Double { CoverageRatio(definitions.flatMap(\.items)).fraction }

  /// The fraction of the parts of one kind that were reached.
  public func fraction(of kind: CoverageItem.Kind) -> Double {
    CoverageRatio(definitions.flatMap(\.items).filter { $0.kind == kind }).fraction
  }

  /// A table for people: a line for each definition, and one for each part that nothing has reached.
  public var description: String { text() }
}

extension Coverage.Definition {
  /// The parts that nothing has reached.
  public var missing: [CoverageItem] { items.filter { $0.count == 0 } }

  /// How many of the parts of one kind there are, and were reached.
  public func ratio(of kind: CoverageItem.Kind) -> CoverageRatio { CoverageRatio(items.filter { $0.kind == kind }) }

  /// How many parts there are, and were reached.
  public var ratio: CoverageRatio { CoverageRatio(items) }
}

/// How many of some parts were reached.
public struct CoverageRatio: Sendable, Hashable, CustomStringConvertible {
  /// How many were reached.
  public let covered: Int
  /// How many there are.
  public let total: Int

  init(_ items: some Sequence<CoverageItem>) {
    var covered = 0
    var total = 0
    for item in items {
      total += 1
      if item.count > 0 { covered += 1 }
    }
    self.covered = covered
    self.total = total
  }

  /// The fraction that was reached, from 0 to 1; 1 if there is nothing to reach.
  public var fraction: Double { total == 0 ? 1 : Double(covered) / Double(total) }

  /// Per cent with one digit, rounded down: 100.0 % means that nothing is missing.
  public var percent: String {
    let tenths = total == 0 ? 1_000 : Int(Double(covered) * 1_000 / Double(total))
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// `5/7`.
  public var description: String { "\(covered)/\(total)" }
}
