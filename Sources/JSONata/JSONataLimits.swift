/// What one evaluation may use. An expression that wants more ends with an error, never with a crash.
///
/// Every value may be set: a bound below zero counts as zero.
public struct JSONataLimits: Sendable {
  /// How many evaluations may be nested, counted as the reference does: one for each node of the expression that is
  /// being evaluated. Tail calls do not count.
  public var maximumDepth: Int { didSet { maximumDepth = max(0, maximumDepth) } }
  /// How many steps there may be in all: an evaluation, a call, 32 bytes of what is made, or a few parts of a value that
  /// are looked at. It bounds the time and, with it, the memory that an evaluation takes.
  public var maximumSteps: Int { didSet { maximumSteps = max(0, maximumSteps) } }
  /// How many items one sequence may have.
  public var maximumSequenceLength: Int { didSet { maximumSequenceLength = max(0, maximumSequenceLength) } }
  /// How much one value may take: 8 bytes an item of a sequence, 1 byte a character of a text.
  public var maximumValueBytes: Int { didSet { maximumValueBytes = max(0, maximumValueBytes) } }
  /// How many characters one call of `$pad` may add.
  public var maximumPadding: Int { didSet { maximumPadding = max(0, maximumPadding) } }
  /// How deeply arrays and objects made by the expression may be nested.
  public var maximumNesting: Int { didSet { maximumNesting = max(0, maximumNesting) } }
  /// How many steps the matching of regular expressions may take in one evaluation.
  public var maximumPatternSteps: Int { didSet { maximumPatternSteps = max(0, maximumPatternSteps) } }
  /// How long an evaluation may take by ``clock``, in nanoseconds; not bounded if there is no clock.
  public var maximumNanoseconds: UInt64
  /// A monotonic clock in nanoseconds; `nil` means that time is not looked at, which keeps evaluation deterministic.
  public var clock: (@Sendable () -> UInt64)?

  /// Makes limits.
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

  /// Roomy bounds for the language of the reference: a few seconds and less than a gigabyte.
  public static let reference = JSONataLimits()

  /// What AWS Step Functions allows one expression: 100 levels, values of 6,990,256 bytes, 262,144 characters added by
  /// `$pad` (all measured), and, in place of its one second, so many steps that a second does not do more.
  public static let service = JSONataLimits(
    maximumDepth: 100, maximumSteps: 10_000_000, maximumSequenceLength: 10_000_000, maximumValueBytes: 6_990_256,
    maximumPadding: 262_144)

  /// No text has more bytes, whatever the settings say.
  static let maximumTextBytes = 1 << 29
}
