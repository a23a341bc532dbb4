import LanguageSupport

/// The components of a date and time.
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
