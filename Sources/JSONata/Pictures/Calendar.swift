/// A day of the Gregorian calendar, extended to all times.
struct CivilDate: Sendable {
  var year: Int
  /// From 1.
  var month: Int
  var day: Int

  /// The date so many days after 1970-01-01.
  init(days: Int) {
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days after 1970-01-01; months beyond 12 and days beyond the month run over.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let months = month - 1
    let year = year + months.floorDivided(by: 12)
    let month = months - months.floorDivided(by: 12) * 12 + 1
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.floorDivided(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468 + day - 1
  }
}

extension Int {
  /// The quotient rounded down.
  func floorDivided(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}

/// A moment taken apart.
struct DateTimeParts: Sendable {
  let days: Int
  let date: CivilDate
  let hour: Int
  let minute: Int
  let second: Int
  let millisecond: Int

  /// - Parameter millis: milliseconds after 1970-01-01T00:00:00Z.
  init(millis: Int) {
    days = millis.floorDivided(by: 86_400_000)
    date = CivilDate(days: days)
    let rest = millis - days * 86_400_000
    hour = rest / 3_600_000
    minute = rest / 60_000 % 60
    second = rest / 1000 % 60
    millisecond = rest % 1000
  }

  /// Monday is 1, Sunday 7.
  var dayOfWeek: Int { Self.dayOfWeek(days) }

  private static func dayOfWeek(_ days: Int) -> Int {
    let shifted = days + 3
    return shifted - shifted.floorDivided(by: 7) * 7 + 1
  }

  /// From 1.
  var dayOfYear: Int { days - CivilDate.days(year: date.year, month: 1, day: 1) + 1 }

  /// The Monday of the week with the first Thursday of a year (from January) or a month.
  private static func firstWeek(year: Int, month: Int) -> Int {
    let first = CivilDate.days(year: year, month: month, day: 1)
    let dayOfWeek = dayOfWeek(first)
    return dayOfWeek > 4 ? first + 8 - dayOfWeek : first - dayOfWeek + 1
  }

  var weekOfYear: Int {
    week(
      first: Self.firstWeek(year: date.year, month: 1), most: 52,
      next: Self.firstWeek(year: date.year + 1, month: 1), previous: Self.firstWeek(year: date.year - 1, month: 1))
  }

  var weekOfMonth: Int {
    week(
      first: Self.firstWeek(year: date.year, month: date.month), most: 4,
      next: Self.firstWeek(year: date.year, month: date.month + 1),
      previous: Self.firstWeek(year: date.year, month: date.month - 1))
  }

  private func week(first: Int, most: Int, next: Int, previous: Int) -> Int {
    if days < first { return (days - previous).floorDivided(by: 7) + 1 }
    let week = (days - first) / 7 + 1
    return week > most && days >= next ? 1 : week
  }

  /// The year that the week belongs to.
  var weekYear: Int {
    if days < Self.firstWeek(year: date.year, month: 1) { return date.year - 1 }
    return days >= Self.firstWeek(year: date.year + 1, month: 1) ? date.year + 1 : date.year
  }

  /// The month that the week belongs to.
  var weekMonth: Int {
    if days < Self.firstWeek(year: date.year, month: date.month) { return date.month == 1 ? 12 : date.month - 1 }
    return days >= Self.firstWeek(year: date.year, month: date.month + 1) ? date.month % 12 + 1 : date.month
  }
}

/// ISO 8601 as `$toMillis` reads it without a picture.
enum Timestamp {
  /// Milliseconds after 1970-01-01T00:00:00Z, or `nil` if it is no timestamp.
  static func parse(_ text: String) -> Double? {
    var reader = Reader(bytes: Array(text.utf8))
    guard let year = reader.digits(4) else { return nil }
    var month = 1
    var day = 1
    if reader.take(0x2d) {
      guard let value = reader.digits(2), (1...12).contains(value) else { return nil }
      month = value
      if reader.take(0x2d) {
        guard let value = reader.digits(2), (1...31).contains(value) else { return nil }
        day = value
      }
    }
    var millis = 0.0
    if reader.take(0x54) {
      guard let hour = reader.digits(2), hour <= 24, reader.take(0x3a), let minute = reader.digits(2), minute < 60,
        reader.take(0x3a), let second = reader.digits(2), second < 60
      else { return nil }
      millis = Double(hour * 3_600_000 + minute * 60_000 + second * 1000)
      if reader.take(0x2e) {
        guard let fraction = reader.fraction() else { return nil }
        millis += fraction
      }
      if hour == 24, millis != 86_400_000 { return nil }
    }
    var offset = 0
    if !reader.take(0x5a), let sign = reader.sign() {
      guard let hours = reader.digits(2), hours < 30 else { return nil }
      _ = reader.take(0x3a)
      guard let minutes = reader.digits(2), minutes < 60 else { return nil }
      offset = sign * (hours * 60 + minutes)
    }
    guard reader.isAtEnd else { return nil }
    return Double(CivilDate.days(year: year, month: month, day: day)) * 86_400_000 + millis - Double(offset) * 60_000
  }

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard at < bytes.count, bytes[at] == byte else { return false }
      at += 1
      return true
    }

    mutating func sign() -> Int? {
      if take(0x2b) { return 1 }
      return take(0x2d) ? -1 : nil
    }

    mutating func digits(_ count: Int) -> Int? {
      guard at + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[at..<at + count] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      at += count
      return value
    }

    /// The first three digits of a fraction of a second, in milliseconds.
    mutating func fraction() -> Double? {
      var value = 0
      var count = 0
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
        if count < 3 { value = value * 10 + Int(bytes[at] - 0x30) }
        count += 1
        at += 1
      }
      while count < 3, count > 0 {
        value *= 10
        count += 1
      }
      return count == 0 ? nil : Double(value)
    }
  }
}

/// The offset of a time zone: `+hhmm`.
struct ZoneOffset: Sendable {
  /// The offset as the picture shows it: hours times 100 plus minutes.
  let hours: Int
  let minutes: Int

  /// Reads the integer that the text begins with. Negative offsets are split by rounding down, as in the reference.
  init(_ text: String?) {
    var digits = ""
    for (index, character) in (text ?? "").utf8.enumerated() {
      let isSign = index == 0 && (character == 0x2b || character == 0x2d)
      guard isSign || (0x30...0x39).contains(character) else { break }
      if character != 0x2b { digits.unicodeScalars.append(Unicode.Scalar(character)) }
    }
    let value = Swift.max(-1_000_000, Swift.min(1_000_000, Int(digits) ?? 0))
    hours = value.floorDivided(by: 100)
    minutes = value % 100
  }

  var milliseconds: Int { (60 * hours + minutes) * 60_000 }
}
