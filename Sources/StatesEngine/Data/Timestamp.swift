package import LanguageSupport

/// An instant in UTC, in milliseconds since 1970. Time enters the engine in this form, never from a clock.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// Creates an instant.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// 2024-01-01T00:00:00Z: the start of virtual time by default.
  public static let virtualStart = Timestamp(milliseconds: 1_704_067_200_000)

  /// Orders by time.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The instant `amount` milliseconds later; clamped to what can be represented.
  public func advanced(byMilliseconds amount: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(amount)
    return Timestamp(milliseconds: overflow ? (amount < 0 ? .min : .max) : sum)
  }

  /// The instant `amount` whole seconds later.
  public func advanced(bySeconds amount: Int64) -> Timestamp {
    let (product, overflow) = amount.multipliedReportingOverflow(by: 1_000)
    return advanced(byMilliseconds: overflow ? (amount < 0 ? .min : .max) : product)
  }

  /// An instant to the nanosecond, truncated to milliseconds.
  package init(_ moment: DateTimeText.Moment) {
    milliseconds = moment.seconds * 1_000 + Int64(moment.nanoseconds / 1_000_000)
  }

  /// Reads an ISO-8601 extended offset date-time (`2024-02-29T12:00:00.5Z`, `…+01:00`), or `nil`.
  ///
  /// Upper-case `T`, and `Z` or an offset of at most 18 hours, are required; fractions of a second have up to nine
  /// digits.
  public init?(iso8601 text: String) {
    guard let moment = DateTimeText.states.read(text) else { return nil }
    self.init(moment)
  }
}

extension Timestamp: CustomStringConvertible {
  /// The instant as the context object writes it: `2025-01-02T03:04:05.678Z`, always with three digits of a fraction.
  public var description: String {
    var days = milliseconds / 86_400_000
    var rest = milliseconds % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    let date = CivilDate(days: Int(clamping: days))
    func padded(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
    let time = rest / 1_000
    return padded(Int64(date.year), 4) + "-" + padded(Int64(date.month), 2) + "-" + padded(Int64(date.day), 2) + "T"
      + padded(time / 3_600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "."
      + padded(rest % 1_000, 3) + "Z"
  }
}
