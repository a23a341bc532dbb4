import StatesEngine

/// Times and sizes as people read them.
enum Measures {
  /// A duration in the two greatest units that say something: `1.25 s`, `3 min 20 s`, `2 d 4 h`.
  static func duration(_ milliseconds: Int64) -> String {
    let milliseconds = max(0, milliseconds)
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    if milliseconds < 60_000 {
      let hundredths = milliseconds / 10
      let rest = hundredths % 100
      let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
      return "\(hundredths / 100)\(fraction) s"
    }
    let seconds = milliseconds / 1_000
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
    func joined(_ first: String, _ second: (Int64, String)) -> String {
      second.0 == 0 ? first : "\(first) \(second.0) \(second.1)"
    }
    if days > 0 { return joined("\(days) d", (hours, "h")) }
    if hours > 0 { return joined("\(hours) h", (minutes, "min")) }
    return joined("\(minutes) min", (seconds % 60, "s"))
  }

  /// The time between two moments.
  static func duration(from start: Timestamp, to end: Timestamp) -> String {
    duration(end.milliseconds - start.milliseconds)
  }

  /// A size: `812 bytes`, `4.2 KB`, `256 KB`.
  static func size(_ bytes: Int) -> String {
    if bytes < 1_024 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    let unit = bytes < 1_048_576 ? (1_024, "KB") : (1_048_576, "MB")
    let tenths = bytes * 10 / unit.0
    return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10) \(unit.1)" : "\(tenths / 10) \(unit.1)"
  }

  /// A number with its noun: `1 event`, `25,000 events`.
  static func count(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// A number with commas between thousands.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }
}
