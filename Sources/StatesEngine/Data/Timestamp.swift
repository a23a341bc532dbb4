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
  public var description: String { withText { String(decoding: $0, as: UTF8.self) } }

  /// Lets `body` read the text of ``description``, all of it ASCII that needs no escapes.
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var days = milliseconds / 86_400_000
    var rest = milliseconds % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    let date = CivilDate(days: Int(clamping: days))
    // Any number takes at most twenty digits and a sign.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      var text = DigitWriter(buffer: buffer)
      text.append(date.year, width: 4, before: 0x2d)
      text.append(date.month, width: 2, before: 0x2d)
      text.append(date.day, width: 2, before: 0x54)
      let time = Int(rest / 1_000)
      text.append(time / 3_600, width: 2, before: 0x3a)
      text.append(time / 60 % 60, width: 2, before: 0x3a)
      text.append(time % 60, width: 2, before: 0x2e)
      text.append(Int(rest % 1_000), width: 3, before: 0x5a)
      return body(UnsafeBufferPointer(rebasing: buffer[..<text.count]))
    }
  }
}

/// Writes numbers of fixed width into a buffer that has room for them.
private struct DigitWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  /// Appends a number, filled up with zeros to a width at which it may be longer, and a byte.
  mutating func append(_ number: Int, width: Int, before next: UInt8) {
    if (0..<10_000).contains(number) {
      var rest = number
      let length = number < 1_000 ? width : 4
      for position in stride(from: count + length - 1, through: count, by: -1) {
        buffer[position] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      count += length
    } else {
      let digits = String(number).utf8
      for _ in 0..<max(0, width - digits.count) { append(0x30) }
      for digit in digits { append(digit) }
    }
    append(next)
  }

  private mutating func append(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }
}
