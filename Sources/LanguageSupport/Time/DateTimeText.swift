/// Reads ISO 8601 dates and times, in the forms that the languages accept.
package struct DateTimeText: Sendable {
  /// Whether all parts are required, from the year to the offset. Otherwise month, day, time and offset may be missing:
  /// they default to the first, midnight, and UTC.
  private let isComplete: Bool
  /// Whether a day must exist in its month. Otherwise 1 to 31 are accepted, and overflow into the next month.
  private let checksDay: Bool
  /// Whether 24:00:00 is the end of the day.
  private let allowsEndOfDay: Bool
  /// How many digits the fraction of a second may have.
  private let maximumFractionDigits: Int
  /// The largest offset, in minutes.
  private let maximumOffset: Int
  /// Whether the colon may be missing in an offset.
  private let allowsShortOffset: Bool

  /// What the States Language accepts (RFC 3339 with upper-case `T` and `Z`, an offset or `Z` required), and the
  /// service reads with Java's `OffsetDateTime`: offsets up to 18 hours, nine digits of a fraction, no leap second.
  ///
  /// - SeeAlso: States Language, "Timestamps"; `java.time.ZoneOffset`.
  package static let states = DateTimeText(
    isComplete: true, checksDay: true, allowsEndOfDay: false, maximumFractionDigits: 9, maximumOffset: 18 * 60,
    allowsShortOffset: false)

  /// What JSONata's `$toMillis` accepts without a picture: the forms of ECMAScript's `Date.parse`.
  package static let ecmaScript = DateTimeText(
    isComplete: false, checksDay: false, allowsEndOfDay: true, maximumFractionDigits: .max, maximumOffset: 30 * 60 - 1,
    allowsShortOffset: true)

  /// An instant in UTC.
  package struct Moment: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    package let seconds: Int64
    /// From 0 to 999,999,999; further digits are truncated.
    package let nanoseconds: Int32

    /// Orders by time.
    package static func < (left: Moment, right: Moment) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
  }

  /// The instant that a string represents, or `nil` if it does not have this form. Reads each byte once.
  package func read(_ text: String) -> Moment? {
    if let moment = text.utf8.withContiguousStorageIfAvailable(read) { return moment }
    return Array(text.utf8).withUnsafeBufferPointer(read)
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Moment? {
    var digits = DigitReader(bytes: bytes)
    guard let year = digits.number(4), let date = date(year, &digits) else { return nil }
    var time: (seconds: Int, nanoseconds: Int32) = (0, 0)
    if digits.take(0x54) {
      guard let found = self.time(&digits) else { return nil }
      time = found
    } else if isComplete {
      return nil
    }
    guard let offset = offset(&digits), digits.isAtEnd else { return nil }
    return Moment(
      seconds: Int64(date) * 86_400 + Int64(time.seconds - offset * 60), nanoseconds: time.nanoseconds)
  }

  /// The number of days after 1970-01-01.
  private func date(_ year: Int, _ digits: inout DigitReader) -> Int? {
    var (month, day) = (1, 1)
    if digits.take(0x2d) {
      guard let value = digits.number(2), (1...12).contains(value) else { return nil }
      month = value
      if digits.take(0x2d) {
        let last = checksDay ? CivilDate.length(ofMonth: month, year: year) : 31
        guard let value = digits.number(2), value >= 1, value <= last else { return nil }
        day = value
      } else if isComplete {
        return nil
      }
    } else if isComplete {
      return nil
    }
    return CivilDate.days(year: year, month: month, day: day)
  }

  private func time(_ digits: inout DigitReader) -> (seconds: Int, nanoseconds: Int32)? {
    guard let hour = digits.number(2), hour <= (allowsEndOfDay ? 24 : 23), digits.take(0x3a),
      let minute = digits.number(2), minute < 60, digits.take(0x3a), let second = digits.number(2), second < 60
    else { return nil }
    var nanoseconds: Int32 = 0
    if digits.take(0x2e) {
      guard let fraction = digits.fraction(upTo: maximumFractionDigits) else { return nil }
      nanoseconds = fraction
    }
    if hour == 24, minute != 0 || second != 0 || nanoseconds >= 1_000_000 { return nil }
    return (hour * 3_600 + minute * 60 + second, nanoseconds)
  }

  /// The offset in minutes east of UTC.
  private func offset(_ digits: inout DigitReader) -> Int? {
    if digits.take(0x5a) { return 0 }
    let sign: Int
    if digits.take(0x2b) {
      sign = 1
    } else if digits.take(0x2d) {
      sign = -1
    } else {
      return isComplete ? nil : 0
    }
    guard let hours = digits.number(2), digits.take(0x3a) || allowsShortOffset, let minutes = digits.number(2),
      minutes < 60, hours * 60 + minutes <= maximumOffset
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}

/// Reads digits and separators one after the other.
private struct DigitReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func digit() -> Int? {
    guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
    defer { index += 1 }
    return Int(bytes[index] - 0x30)
  }

  /// Reads a number of exactly `count` digits.
  mutating func number(_ count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Reads nanoseconds, with at least one digit; those after the ninth are truncated.
  mutating func fraction(upTo maximum: Int) -> Int32? {
    var value: Int32 = 0
    var count = 0
    while let digit = digit() {
      if count < 9 { value = value * 10 + Int32(digit) }
      count += 1
    }
    guard count >= 1, count <= maximum else { return nil }
    while count < 9 {
      value *= 10
      count += 1
    }
    return value
  }
}
