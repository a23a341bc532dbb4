import LanguageSupport

/// Types of Foundation that are coded the way people write them in JSON; their own coding shows how they are stored.
///
/// | type | in JSON |
/// |---|---|
/// | `Date` | a string in ISO 8601, to the millisecond: `"2024-01-01T00:00:00Z"` |
/// | `Data` | a string in Base64 |
/// | `URL` | a string |
/// | `Decimal` | a number with exactly its digits |
///
/// This module does not import Foundation: the types are looked up by name, which finds them only in a process that has
/// loaded it. A value is first encoded by its own `encode(to:)`; the result is then converted to the form above.
enum FoundationValue: CaseIterable {
  case date, data, url, decimal

  /// The mangled names of the type, on Linux and on Apple platforms.
  private var mangledNames: [String] {
    switch self {
    case .date: ["20FoundationEssentials4DateV", "10Foundation4DateV"]
    case .data: ["20FoundationEssentials4DataV", "10Foundation4DataV"]
    case .url: ["20FoundationEssentials3URLV", "10Foundation3URLV"]
    case .decimal: ["20FoundationEssentials7DecimalV", "10Foundation7DecimalV", "So9NSDecimala"]
    }
  }

  private static let byType: [ObjectIdentifier: FoundationValue] = {
    var result: [ObjectIdentifier: FoundationValue] = [:]
    for value in allCases {
      for type in value.mangledNames.compactMap({ _typeByName($0) }) { result[ObjectIdentifier(type)] = value }
    }
    return result
  }()

  /// `nil` for every other type.
  init?(_ type: Any.Type) {
    guard !Self.byType.isEmpty, let value = Self.byType[ObjectIdentifier(type)] else { return nil }
    self = value
  }

  // MARK: Encoding

  /// - Parameter stored: the result of the value's own coding.
  func written(_ stored: JSON, at place: CodingPlace) throws -> JSON {
    switch self {
    case .date:
      if let seconds = stored.doubleValue, let text = DateText.write(seconds) { return .string(text) }
      throw place.invalid(stored, "the date cannot be written in ISO 8601: its year is not from 1 to 9999")
    case .data:
      let bytes = (stored.arrayValue ?? []).compactMap { $0.integerValue.flatMap { UInt8(exactly: $0) } }
      return .string(Base64.encode(bytes))
    case .url:
      if stored["base"] != nil { throw place.invalid(stored, "the URL is relative to another: encode its absoluteURL") }
      return stored["relative"] ?? stored
    case .decimal:
      guard let decimal = StoredDecimal(stored), let number = try? JSON(parsing: decimal.text) else {
        throw place.invalid(stored, "the decimal is not a number")
      }
      return number
    }
  }

  // MARK: Decoding

  /// Converts a value to the form that the type's own coding reads.
  func stored(_ written: JSON, at place: CodingPlace) throws -> JSON {
    switch self {
    case .date:
      guard case .string(let text) = written else { throw place.mismatch(String.self, "a date in ISO 8601", written) }
      guard let seconds = DateText.read(text) else {
        throw DecodingError.dataCorrupted(place.context("'\(text)' is not a date in ISO 8601"))
      }
      return .double(seconds)
    case .data:
      guard case .string(let text) = written else { throw place.mismatch(String.self, "a string in Base64", written) }
      guard let bytes = Base64.decode(text, .strict) else {
        throw DecodingError.dataCorrupted(place.context("the string is not in Base64"))
      }
      return .array(bytes.map { .integer(Int($0)) })
    case .url:
      guard case .string = written else { throw place.mismatch(String.self, "a URL", written) }
      return ["relative": written]
    case .decimal:
      guard case .number(let number) = written else { throw place.mismatch(JSONNumber.self, "a number", written) }
      guard let decimal = StoredDecimal(text: number.description) else {
        throw DecodingError.dataCorrupted(place.context("the number \(number) is out of the range of Decimal"))
      }
      return decimal.json
    }
  }
}

/// `Date`'s own coding: seconds since the start of 2001, in UTC.
private enum DateText {
  private static let epoch = 978_307_200.0

  static func write(_ seconds: Double) -> String? {
    let milliseconds = ((seconds + epoch) * 1_000).rounded()
    // From 0001-01-01 to 9999-12-31.
    guard milliseconds >= -62_135_596_800_000, milliseconds < 253_402_300_800_000 else { return nil }
    let whole = Int(milliseconds)
    let days = whole.floorDivided(by: 86_400_000)
    let rest = whole - days * 86_400_000
    let date = CivilDate(days: days)
    var text = digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2) + "T"
    text += digits(rest / 3_600_000, 2) + ":" + digits(rest / 60_000 % 60, 2) + ":" + digits(rest / 1_000 % 60, 2)
    if rest % 1_000 != 0 { text += "." + digits(rest % 1_000, 3) }
    return text + "Z"
  }

  static func read(_ text: String) -> Double? {
    guard let moment = DateTimeText.states.read(text) else { return nil }
    return Double(moment.seconds) - epoch + Double(moment.nanoseconds) / 1_000_000_000
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}

/// `Decimal`'s own coding: an integer of 128 bits and a power of ten.
private struct StoredDecimal {
  private static let limbs = 8
  private var isNegative: Bool
  /// In base 65,536, least significant first.
  private var mantissa: [UInt16]
  private var exponent: Int

  init?(_ json: JSON) {
    guard let exponent = json["exponent"]?.integerValue, let isNegative = json["isNegative"]?.boolValue,
      let length = json["length"]?.integerValue, let elements = json["mantissa"]?.arrayValue,
      elements.count == Self.limbs
    else { return nil }
    // Not a number.
    if length == 0, isNegative { return nil }
    mantissa = elements.map { $0.integerValue.flatMap { UInt16(exactly: $0) } ?? 0 }
    for index in mantissa.indices where index >= length { mantissa[index] = 0 }
    self.exponent = Int(clamping: exponent)
    self.isNegative = isNegative
  }

  /// - Parameter text: a JSON number; `nil` when it has more digits than fit.
  init?(text: String) {
    isNegative = false
    mantissa = Array(repeating: 0, count: Self.limbs)
    exponent = 0
    let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    if parts.count == 2 {
      guard let power = Int(parts[1]), abs(power) < 1_000 else { return nil }
      exponent = power
    }
    var pastPoint = false
    // Zeros at the end of a fraction only count if another digit follows.
    var zeros = 0
    for character in parts[0].utf8 {
      switch character {
      case 0x2d: isNegative = true
      case 0x2e: pastPoint = true
      case 0x30:
        zeros += 1
        if pastPoint { exponent -= 1 }
      default:
        for _ in 0..<zeros { guard append(0) else { return nil } }
        zeros = 0
        guard append(UInt32(character - 0x30)) else { return nil }
        if pastPoint { exponent -= 1 }
      }
    }
    exponent += zeros
    if mantissa.allSatisfy({ $0 == 0 }) {
      isNegative = false
      exponent = 0
    }
    while exponent > 127, append(0) { exponent -= 1 }
    guard (-128...127).contains(exponent) else { return nil }
  }

  /// Multiplies by ten and adds a digit; returns `false` when the result does not fit.
  private mutating func append(_ digit: UInt32) -> Bool {
    var carry = digit
    var result = mantissa
    for index in result.indices {
      carry += UInt32(result[index]) * 10
      result[index] = UInt16(truncatingIfNeeded: carry)
      carry >>= 16
    }
    guard carry == 0 else { return false }
    mantissa = result
    return true
  }

  /// As a JSON number.
  var text: String {
    var digits: [UInt8] = []
    var rest = mantissa
    repeat {
      var remainder: UInt32 = 0
      for index in rest.indices.reversed() {
        let value = remainder << 16 | UInt32(rest[index])
        rest[index] = UInt16(truncatingIfNeeded: value / 10)
        remainder = value % 10
      }
      digits.append(UInt8(0x30 + remainder))
    } while rest.contains { $0 != 0 }
    if exponent < 0 {
      while digits.count <= -exponent { digits.append(0x30) }
      digits.insert(0x2e, at: -exponent)
    }
    let sign = isNegative ? "-" : ""
    return sign + String(decoding: digits.reversed(), as: UTF8.self) + (exponent > 0 ? "e\(exponent)" : "")
  }

  var json: JSON {
    let length = (mantissa.lastIndex { $0 != 0 } ?? -1) + 1
    return [
      "exponent": .integer(exponent), "length": .integer(length), "isNegative": .bool(isNegative),
      "isCompact": false, "mantissa": .array(mantissa.map { .integer(Int($0)) }),
    ]
  }
}
