public import StatesLanguage

/// How often executions reached the parts of a definition.
public struct CoverageCounts: Sendable, Hashable {
  /// The parts that were reached, and how often.
  public private(set) var counts: [CoveragePoint: Int] = [:]

  /// Creates counts of nothing.
  public init() {}

  /// How often a part was reached.
  public subscript(point: CoveragePoint) -> Int { counts[point] ?? 0 }

  /// Counts a part.
  ///
  /// - Parameters:
  ///   - point: the part.
  ///   - count: how often it was reached.
  public mutating func add(_ point: CoveragePoint, _ count: Int = 1) {
    counts[point] = (counts[point] ?? 0).addingClamped(count)
  }

  /// Adds other counts of the same definition.
  public mutating func add(_ others: CoverageCounts) { for (point, count) in others.counts { add(point, count) } }
}

/// The coverage of one of the definitions that an execution and those it started have run.
public struct MachineCoverage: Sendable {
  /// The definition.
  public let machine: StateMachine
  /// How often its parts were reached.
  public var counts: CoverageCounts

  /// Creates a coverage.
  public init(machine: StateMachine, counts: CoverageCounts = CoverageCounts()) {
    self.machine = machine
    self.counts = counts
  }
}

extension Execution {
  /// Whether it counts which parts of its definition it reaches. Not a part of snapshots.
  package var recordsCoverage: Bool {
    get { coverage != nil }
    set { coverage = newValue ? coverage ?? CoverageCounts() : nil }
  }

  /// Counts a part of the definition. Apart from the paths that call it, which are short while nothing is counted.
  @inline(never)
  mutating func cover(_ point: CoveragePoint) { coverage?.add(point) }

  /// Gives away what it has counted since the last call.
  package mutating func takeCoverage() -> CoverageCounts {
    guard let counts = coverage else { return CoverageCounts() }
    coverage = CoverageCounts()
    return counts
  }
}
