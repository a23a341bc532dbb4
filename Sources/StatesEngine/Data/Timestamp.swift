/// A moment in UTC, in milliseconds since 1970. Time enters the engine as these, never from a clock.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public var milliseconds: Int64

  /// A moment.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Earlier than.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment so many milliseconds later; stops at the ends of what can be said.
  public func advanced(byMilliseconds amount: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(amount)
    return Timestamp(milliseconds: overflow ? (amount < 0 ? .min : .max) : sum)
  }

  /// The moment so many whole seconds later.
  public func advanced(bySeconds amount: Int64) -> Timestamp {
    let (product, overflow) = amount.multipliedReportingOverflow(by: 1_000)
    return advanced(byMilliseconds: overflow ? (amount < 0 ? .min : .max) : product)
  }

  /// Reads an ISO-8601 extended offset date-time (`2024-02-29T12:00:00.5Z`, `…+01:00`), or `nil`.
  ///
  /// Upper-case `T`, and `Z` or an offset, are required; up to nine digits of a second's fraction.
  public init?(iso8601 text: String) {
    guard let instant = Instant(iso8601: text) else { return nil }
    milliseconds = instant.seconds * 1_000 + Int64(instant.nanoseconds / 1_000_000)
  }
}

extension Timestamp: CustomStringConvertible {
  /// The moment as the context object writes it: `2025-01-02T03:04:05.678Z`, always three digits of a fraction.
  public var description: String {
    var days = milliseconds / 86_400_000
    var rest = milliseconds % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    let date = CivilDate(daysSince1970: days)
    func padded(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
    let time = rest / 1_000
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(time / 3_600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2) + "."
      + padded(rest % 1_000, 3) + "Z"
  }
}

/// A day in the proleptic Gregorian calendar.
struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  init(daysSince1970 days: Int64) {
    // Counts in eras of 400 years that begin on the first of March, so that the leap day is the last of a year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func length(ofMonth month: Int64, year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A moment to the nanosecond: what timestamps are compared as.
struct Instant: Comparable {
  var seconds: Int64
  var nanoseconds: Int

  static func < (left: Instant, right: Instant) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Reads `YYYY-MM-DDThh:mm:ss[.f{1,9}](Z|±hh:mm)`, or `nil`.
  init?(iso8601 text: String) {
    var reader = Reader(bytes: text.utf8)
    guard let year = reader.digits(4), reader.take(0x2d), let month = reader.digits(2), reader.take(0x2d),
      let day = reader.digits(2), reader.take(0x54), let hour = reader.digits(2), reader.take(0x3a),
      let minute = reader.digits(2), reader.take(0x3a), let second = reader.digits(2),
      (1...12).contains(month), day >= 1, day <= CivilDate.length(ofMonth: month, year: year), hour <= 23, minute <= 59,
      second <= 59
    else { return nil }
    guard let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd else { return nil }
    seconds =
      CivilDate.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
    nanoseconds = fraction
  }

  private struct Reader {
    var bytes: String.UTF8View
    var at: String.UTF8View.Index

    init(bytes: String.UTF8View) {
      self.bytes = bytes
      at = bytes.startIndex
    }

    var isAtEnd: Bool { at == bytes.endIndex }

    mutating func take(_ byte: UInt8) -> Bool {
      guard at != bytes.endIndex, bytes[at] == byte else { return false }
      at = bytes.index(after: at)
      return true
    }

    mutating func digit() -> Int64? {
      guard at != bytes.endIndex, bytes[at] >= 0x30, bytes[at] <= 0x39 else { return nil }
      defer { at = bytes.index(after: at) }
      return Int64(bytes[at] - 0x30)
    }

    mutating func digits(_ count: Int) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<count {
        guard let next = digit() else { return nil }
        value = value * 10 + next
      }
      return value
    }

    /// Nanoseconds; 0 when there is no fraction, `nil` when it is malformed.
    mutating func fraction() -> Int? {
      guard take(0x2e) else { return 0 }
      var value = 0
      var count = 0
      while count < 10, let next = digit() {
        value = value * 10 + Int(next)
        count += 1
      }
      guard count >= 1, count <= 9 else { return nil }
      for _ in count..<9 { value *= 10 }
      return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
      if take(0x5a) { return 0 }
      let sign: Int64
      if take(0x2b) { sign = 1 } else if take(0x2d) { sign = -1 } else { return nil }
      guard let hours = digits(2), take(0x3a), let minutes = digits(2), hours <= 18, minutes <= 59 else { return nil }
      return sign * (hours * 3_600 + minutes * 60)
    }
  }
}
