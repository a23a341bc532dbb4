/// The limits of one evaluation. An expression that exceeds them ends with an error, never with a crash.
///
/// Any value may be set: a limit below zero counts as zero.
public struct JSONataLimits: Sendable {
  /// How many evaluations may be nested, counted as the reference does: one for each node of the expression that is
  /// being evaluated. Tail calls do not count.
  public var maximumDepth: Int { didSet { maximumDepth = max(0, maximumDepth) } }
  /// How many steps are allowed in total: an evaluation, a call, 32 bytes of created data, or a few parts of a value
  /// that are read. It bounds the time and, with it, the memory that an evaluation takes.
  public var maximumSteps: Int { didSet { maximumSteps = max(0, maximumSteps) } }
  /// The maximum number of items in one sequence.
  public var maximumSequenceLength: Int { didSet { maximumSequenceLength = max(0, maximumSequenceLength) } }
  /// The maximum size of one value: 8 bytes per item of a sequence, 1 byte per character of a string.
  public var maximumValueBytes: Int { didSet { maximumValueBytes = max(0, maximumValueBytes) } }
  /// The maximum number of characters that one call of `$pad` may add.
  public var maximumPadding: Int { didSet { maximumPadding = max(0, maximumPadding) } }
  /// How deeply arrays and objects created by the expression may be nested.
  public var maximumNesting: Int { didSet { maximumNesting = max(0, maximumNesting) } }
  /// How many steps matching regular expressions may take in one evaluation.
  public var maximumPatternSteps: Int { didSet { maximumPatternSteps = max(0, maximumPatternSteps) } }
  /// The maximum duration of an evaluation by ``clock``, in nanoseconds; unlimited without a clock.
  public var maximumNanoseconds: UInt64
  /// A monotonic clock in nanoseconds; `nil` disables the time limit, which keeps evaluation deterministic.
  public var clock: (@Sendable () -> UInt64)?

  /// Creates limits.
  public init(
    maximumDepth: Int = 10_000, maximumSteps: Int = 20_000_000, maximumSequenceLength: Int = 10_000_000,
    maximumValueBytes: Int = 128 << 20, maximumPadding: Int = .max, maximumNesting: Int = 400,
    maximumPatternSteps: Int = 50_000_000,
    maximumNanoseconds: UInt64 = .max, clock: (@Sendable () -> UInt64)? = nil
  ) {
    self.maximumDepth = max(0, maximumDepth)
    self.maximumSteps = max(0, maximumSteps)
    self.maximumSequenceLength = max(0, maximumSequenceLength)
    self.maximumValueBytes = max(0, maximumValueBytes)
    self.maximumPadding = max(0, maximumPadding)
    self.maximumNesting = max(0, maximumNesting)
    self.maximumPatternSteps = max(0, maximumPatternSteps)
    self.maximumNanoseconds = maximumNanoseconds
    self.clock = clock
  }

  /// Generous limits for the dialect of the reference: a few seconds and less than a gigabyte.
  public static let reference = JSONataLimits()

  /// The limits of AWS Step Functions for one expression: 100 levels, values of 6,990,256 bytes, 262,144 characters
  /// added by `$pad` (all measured), and, instead of its one second, a number of steps that can be made in about a
  /// second.
  public static let service = JSONataLimits(
    maximumDepth: 100, maximumSteps: 10_000_000, maximumSequenceLength: 10_000_000, maximumValueBytes: 6_990_256,
    maximumPadding: 262_144)

  /// The maximum length of a string, whatever the limits.
  static let maximumTextBytes = 1 << 29
}
