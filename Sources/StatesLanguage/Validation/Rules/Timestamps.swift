/// Times as the States Language writes them.
enum Timestamps {
  /// Whether a text is a time by RFC 3339 with the language's restrictions: upper-case `T`, and upper-case `Z` or an
  /// offset; real calendar days, no leap second.
  static func isRFC3339(_ text: String) -> Bool {
    var reader = Reader(bytes: Array(text.utf8))
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), reader.take("T"), let hour = reader.digits(2), reader.take(":"),
      let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2)
    else { return false }
    guard (1...12).contains(month), day >= 1, day <= days(in: month, of: year), hour < 24, minute < 60, second < 60
    else { return false }
    if reader.take(".") {
      guard (1...9).contains(reader.run()) else { return false }
    }
    if reader.take("Z") { return reader.isAtEnd }
    guard reader.take("+") || reader.take("-"), let offset = reader.digits(2), reader.take(":"),
      let minutes = reader.digits(2)
    else { return false }
    return offset < 24 && minutes < 60 && reader.isAtEnd
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
      place += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      var value = 0
      for _ in 0..<count {
        guard place < bytes.count, (0x30...0x39).contains(bytes[place]) else { return nil }
        value = value * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      return value
    }

    mutating func run() -> Int {
      let start = place
      while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
      return place - start
    }
  }
}
