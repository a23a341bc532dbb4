internal import OrderedJSON

extension Value {
  /// The string form of a scalar for `$string` and `&`; `""` for no value and functions, `nil` for arrays and objects.
  func scalarText() throws(JSONataError) -> String? {
    switch self {
    case .undefined, .function: return ""
    case .json(.string(let text)): return text
    case .json(.number(let number)):
      if case .integer(let value) = number, value.magnitude < 1 << 53 { return String(value) }
      if case .decimal(let significand, let scale) = number,
        let text = NumberText.text(significand: significand, scale: scale)
      {
        return text
      }
      let value = number.doubleValue
      guard value.isFinite else { throw JSONataError(.infinityToString, value: shown) }
      return NumberText.text(value)
    case .json(.bool(let value)): return value ? "true" : "false"
    case .json(.null): return "null"
    case .json, .list, .record, .tuples: return nil
    }
  }
}

extension Evaluator {
  /// The string form of a value for `$string` and `&`; there must be a value.
  mutating func text(of value: Value, isPretty: Bool = false) throws(JSONataError) -> String {
    if let text = try value.scalarText() { return text }
    return try walking { walk throws(JSONataError) in
      var writer = TextWriter(isPretty: isPretty)
      if case .list(let list) = value, list.traits.contains(.outerWrapper) {
        try writer.write(list.elements[0], 0, &walk)
      } else {
        try writer.write(value, 0, &walk)
      }
      try walk.checkBytes(writer.bytes.count)
      return writer.bytes.string
    }
  }

  /// Appends the string form of a value to a string under construction.
  mutating func append(_ value: Value, to target: inout String) throws(JSONataError) {
    if case .json(.string(let text)) = value {
      try checkTextGrowth(target.utf8.count &+ text.utf8.count)
      if target.isEmpty { target = text } else { target += text }
    } else {
      target += try text(of: value)
      try checkTextGrowth(target.utf8.count)
    }
  }
}

/// Numbers as `$string` writes them: at most 15 significant digits, unless integral.
enum NumberText {
  /// The string form of `significand × 10^-scale`, if it has at most 15 digits and needs no exponent: then it is as
  /// written, without zeros at the end.
  static func text(significand: Int64, scale: UInt8) -> String? {
    guard significand.magnitude < 1_000_000_000_000_000, scale <= 6, significand != 0 else { return nil }
    var significand = significand
    var scale = scale
    while scale > 0, significand % 10 == 0 {
      significand /= 10
      scale -= 1
    }
    return JSONNumber.decimal(significand: significand, scale: scale).description
  }

  static func text(_ value: Double) -> String {
    if value.rounded(.towardZero) == value { return JSONNumber.ecmaScriptText(value) }
    return JSONNumber.ecmaScriptText(rounded(value))
  }

  /// The value rounded to 15 significant digits.
  static func rounded(_ value: Double) -> Double {
    var digits = 0
    var significant = false
    for byte in value.description.utf8 {
      if byte == 0x65 { break }
      if byte >= 0x31 && byte <= 0x39 { significant = true }
      if significant, byte >= 0x30, byte <= 0x39 { digits += 1 }
    }
    // The shortest form that reads back has at most 15 digits: then it is the rounded one.
    if digits <= 15 { return value }
    return Double(Decimal.scientific(value, digits: 15)) ?? value
  }
}

/// Writes values as JSON text, with numbers rounded and functions as empty strings.
struct TextWriter: ~Copyable {
  var bytes = ByteWriter()
  let isPretty: Bool

  init(isPretty: Bool) { self.isPretty = isPretty }

  /// Counts another array or object of `count` members, and refuses text that has grown too long.
  private mutating func enter(_ count: Int, _ level: Int, _ walk: inout Walk) throws(JSONataError) {
    try walk.enter()
    try walk.visit(count)
    try walk.checkBytes(bytes.count &+ count &* (isPretty ? level &* 2 &+ 3 : 1))
  }

  mutating func write(_ value: Value, _ level: Int, _ walk: inout Walk) throws(JSONataError) {
    switch value {
    case .json(let json): try write(json, level, &walk)
    case .function: bytes.append("\"\"" as StaticString)
    case .undefined: bytes.append("null" as StaticString)
    case .list, .tuples:
      guard let elements = value.elements else { return }
      try enter(elements.count, level, &walk)
      bytes.append(0x5b)
      for index in 0..<elements.count {
        if index > 0 { bytes.append(0x2c) }
        breakLine(level + 1)
        try write(elements[index], level + 1, &walk)
      }
      if !elements.isEmpty { breakLine(level) }
      bytes.append(0x5d)
    case .record(let record):
      try enter(record.count, level, &walk)
      bytes.append(0x7b)
      for (index, member) in record.members.enumerated() {
        if index > 0 { bytes.append(0x2c) }
        try key(member.key, level, &walk)
        try write(member.value, level + 1, &walk)
      }
      if record.count > 0 { breakLine(level) }
      bytes.append(0x7d)
    }
  }

  private mutating func write(_ json: JSON, _ level: Int, _ walk: inout Walk) throws(JSONataError) {
    switch json {
    case .null: bytes.append("null" as StaticString)
    case .bool(let value): bytes.append(value ? "true" as StaticString : "false")
    case .string(let text):
      try walk.checkBytes(bytes.count &+ text.utf8.count)
      bytes.append(quoted: text, lowercaseEscapes: true)
    case .number(.integer(let value)) where value.magnitude < 1 << 53: bytes.append(decimal: value)
    case .number(let number):
      let value = number.doubleValue
      if value.isNaN { return bytes.append("null" as StaticString) }
      guard value.isFinite else { throw JSONataError(.valueOutOfRange, value: json) }
      bytes.append(NumberText.text(value))
    case .array(let array):
      try enter(array.count, level, &walk)
      bytes.append(0x5b)
      for (index, element) in array.enumerated() {
        if index > 0 { bytes.append(0x2c) }
        breakLine(level + 1)
        try write(element, level + 1, &walk)
      }
      if !array.isEmpty { breakLine(level) }
      bytes.append(0x5d)
    case .object(let object):
      try enter(object.count, level, &walk)
      bytes.append(0x7b)
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(0x2c) }
        try key(member.key, level, &walk)
        try write(member.value, level + 1, &walk)
      }
      if !object.isEmpty { breakLine(level) }
      bytes.append(0x7d)
    }
  }

  private mutating func key(_ key: String, _ level: Int, _ walk: inout Walk) throws(JSONataError) {
    try walk.checkBytes(bytes.count &+ key.utf8.count)
    breakLine(level + 1)
    bytes.append(quoted: key, lowercaseEscapes: true)
    bytes.append(0x3a)
    if isPretty { bytes.append(0x20) }
  }

  private mutating func breakLine(_ level: Int) {
    guard isPretty else { return }
    bytes.append(0x0a)
    for _ in 0..<level { bytes.append("  " as StaticString) }
  }
}
