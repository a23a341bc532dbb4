/// What one evaluation may use. An expression that wants more ends with an error, never with a crash.
public struct JSONataLimits: Sendable {
  /// How many evaluations may be nested, counted as the reference does: one for each node of the expression that is
  /// being evaluated. Tail calls do not count.
  public var maximumDepth: Int
  /// How many evaluations there may be in all.
  public var maximumSteps: Int
  /// How many items one sequence may have.
  public var maximumSequenceLength: Int
  /// How much one value may take: 8 bytes an item of a sequence, 1 byte a character of a text.
  public var maximumValueBytes: Int
  /// How deeply arrays and objects made by the expression may be nested.
  public var maximumNesting: Int
  /// How many steps the matching of regular expressions may take in one evaluation.
  public var maximumPatternSteps: Int
  /// How long an evaluation may take by ``clock``, in nanoseconds; not bounded if there is no clock.
  public var maximumNanoseconds: UInt64
  /// A monotonic clock in nanoseconds; `nil` means that time is not looked at, which keeps evaluation deterministic.
  public var clock: (@Sendable () -> UInt64)?

  /// Makes limits.
  public init(
    maximumDepth: Int = 10_000, maximumSteps: Int = 100_000_000, maximumSequenceLength: Int = 50_000_000,
    maximumValueBytes: Int = .max, maximumNesting: Int = 400, maximumPatternSteps: Int = 50_000_000,
    maximumNanoseconds: UInt64 = .max, clock: (@Sendable () -> UInt64)? = nil
  ) {
    self.maximumDepth = maximumDepth
    self.maximumSteps = maximumSteps
    self.maximumSequenceLength = maximumSequenceLength
    self.maximumValueBytes = maximumValueBytes
    self.maximumNesting = maximumNesting
    self.maximumPatternSteps = maximumPatternSteps
    self.maximumNanoseconds = maximumNanoseconds
    self.clock = clock
  }

  /// Roomy bounds for the language of the reference.
  public static let reference = JSONataLimits()

  /// What AWS Step Functions allows one expression: 100 levels, values of 6,990,256 bytes (measured), and, in place of
  /// its one second, so many steps that a second does not do more.
  public static let service = JSONataLimits(
    maximumDepth: 100, maximumSteps: 10_000_000, maximumSequenceLength: 10_000_000, maximumValueBytes: 6_990_256)
}
