public import StatesEngine

/// The error for a string that is not a time.
public struct InvalidTime: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text.
  public var text: String

  /// `'yesterday' is not a time such as 2026-05-01T12:00:00Z`.
  public var description: String { "'\(text)' is not a time such as 2026-05-01T12:00:00Z" }
}

extension Timestamp {
  /// Reads an ISO-8601 date-time with `Z` or an offset.
  ///
  /// ```swift
  /// test.startTime = try Timestamp("2026-05-01T12:00:00Z")
  /// test.startTime = Timestamp(secondsSince1970: Date().timeIntervalSince1970)
  /// ```
  ///
  /// - Throws: ``InvalidTime``.
  public init(_ text: String) throws(InvalidTime) {
    guard let time = Timestamp(iso8601: text) else { throw InvalidTime(text: text) }
    self = time
  }

  /// Creates an instant from a number of seconds, as Foundation's `Date` has it: rounded to milliseconds, and clamped to what
  /// can be represented; what is not a number is 0.
  public init(secondsSince1970 seconds: Double) {
    let milliseconds = (seconds * 1_000).rounded()
    self.init(
      milliseconds: Int64(exactly: milliseconds)
        ?? (milliseconds.isNaN ? 0 : milliseconds < 0 ? .min : .max))
  }
}
