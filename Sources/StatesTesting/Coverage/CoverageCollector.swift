import LanguageSupport
public import StatesLanguage
public import StatesRuntime

/// Sums what tests that run in parallel reach of their definitions.
///
/// While a collector is ``current``, every run of a ``WorkflowTest`` adds to it:
///
/// ```swift
/// let collector = CoverageCollector()
/// CoverageCollector.$current.withValue(collector) { _ = test.run() }
/// print(collector.coverage)
/// ```
///
/// The trait of the library `StatesTestingTraits` does this for the tests of a suite.
public final class CoverageCollector: Sendable {
  /// The collector that runs of this task and its children add to.
  @TaskLocal public static var current: CoverageCollector?

  private let collected: Locked<Coverage>

  /// Creates a collector of every definition that runs come with.
  public init() { collected = Locked(Coverage()) }

  /// Creates a collector of some definitions only.
  public init(of machines: [StateMachine]) { collected = Locked(Coverage(of: machines)) }

  /// What has been reached so far.
  public var coverage: Coverage { collected.withLock { $0 } }

  /// Adds what a run has reached.
  public func insert(_ result: ExecutionResult) { collected.withLock { $0.insert(result) } }
}
