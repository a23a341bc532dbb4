/// How often evaluations took the arms of an expression's conditionals (`a ? b : c`, `a ?: b`, `a ?? b`).
///
/// A conditional is identified by the position of its operator in the expression. A condition that is written once and
/// evaluated many times, in a function for instance, counts each time.
public struct JSONataArms: Sendable, Hashable {
  /// An arm of a conditional.
  public struct Arm: Sendable, Hashable {
    /// The position of the conditional's operator, as the positions of errors.
    public var position: Int
    /// Whether the condition held.
    public var holds: Bool

    /// Creates an arm.
    public init(position: Int, holds: Bool) {
      self.position = position
      self.holds = holds
    }
  }

  /// The counts of the arms that were taken.
  public private(set) var counts: [Arm: Int] = [:]

  /// Creates counts of nothing.
  public init() {}

  /// Counts an arm.
  mutating func add(_ position: Int, _ holds: Bool) { counts[Arm(position: position, holds: holds), default: 0] += 1 }
}
