/// Writes values as JSON text.
public struct JSONPrinter: Sendable {
  /// Whether members are written in the order of their names (by code units) instead of their own.
  public var sortsKeys: Bool
  /// How many blanks one level is indented; `nil` writes all in one line without blanks.
  public var indentation: Int?
  /// Whether `\u00XX` is written with lower-case digits (as JavaScript does) instead of upper-case ones (as Java does).
  public var lowercaseEscapes: Bool

  /// No blanks, members in their own order: what the service writes.
  public static let compact = JSONPrinter()
  /// Two blanks a level.
  public static let pretty = JSONPrinter(indentation: 2)
  /// No blanks, members by name: a form that is equal for equal values.
  public static let sorted = JSONPrinter(sortsKeys: true)

  /// Makes a printer.
  public init(sortsKeys: Bool = false, indentation: Int? = nil, lowercaseEscapes: Bool = false) {
    self.sortsKeys = sortsKeys
    self.indentation = indentation
    self.lowercaseEscapes = lowercaseEscapes
  }

  /// The value as text.
  public func string(_ value: JSON) -> String {
    var writer = ByteWriter()
    write(value, to: &writer)
    return writer.string
  }

  /// The value as UTF-8.
  public func bytes(_ value: JSON) -> [UInt8] {
    var writer = ByteWriter()
    write(value, to: &writer)
    return writer.bytes
  }

  /// Appends the value's text to what has been written.
  public func write(_ value: JSON, to writer: inout ByteWriter) { write(value, to: &writer, level: 0) }

  private func write(_ value: JSON, to writer: inout ByteWriter, level: Int) {
    switch value {
    case .null: writer.append("null" as StaticString)
    case .bool(true): writer.append("true" as StaticString)
    case .bool(false): writer.append("false" as StaticString)
    case .number(let number): writer.append(number)
    case .string(let text): writer.append(quoted: text, lowercaseEscapes: lowercaseEscapes)
    case .array(let elements):
      writer.append(0x5b)
      var first = true
      for element in elements {
        if !first { writer.append(0x2c) }
        first = false
        breakLine(&writer, level + 1)
        write(element, to: &writer, level: level + 1)
      }
      if !first { breakLine(&writer, level) }
      writer.append(0x5d)
    case .object(let object):
      writer.append(0x7b)
      var first = true
      if sortsKeys {
        for member in object.members.sorted(by: { $0.key.precedesByUTF16($1.key) }) {
          write(member, to: &writer, level: level, first: &first)
        }
      } else {
        for member in object.members { write(member, to: &writer, level: level, first: &first) }
      }
      if !first { breakLine(&writer, level) }
      writer.append(0x7d)
    }
  }

  @inline(__always)
  private func write(_ member: JSON.Object.Member, to writer: inout ByteWriter, level: Int, first: inout Bool) {
    if !first { writer.append(0x2c) }
    first = false
    breakLine(&writer, level + 1)
    writer.append(quoted: member.key, lowercaseEscapes: lowercaseEscapes)
    writer.append(0x3a)
    if indentation != nil { writer.append(0x20) }
    write(member.value, to: &writer, level: level + 1)
  }

  @inline(__always)
  private func breakLine(_ writer: inout ByteWriter, _ level: Int) {
    guard let indentation else { return }
    writer.append(0x0a)
    for _ in 0..<(level * indentation) { writer.append(0x20) }
  }
}

extension JSON {
  /// How many bytes the compact text has; nothing is written for it.
  public var compactByteCount: Int {
    switch self {
    case .null, .bool(true): return 4
    case .bool(false): return 5
    case .number(let number):
      switch number {
      case .integer(let value):
        var magnitude = value.magnitude
        var count = value < 0 ? 2 : 1
        while magnitude >= 10 {
          magnitude /= 10
          count += 1
        }
        return count
      case .literal(let text): return text.utf8.count
      case .decimal, .double: return number.description.utf8.count
      }
    case .string(let text): return Self.quotedByteCount(text)
    case .array(let elements):
      var count = elements.isEmpty ? 2 : 1 + elements.count
      for element in elements { count += element.compactByteCount }
      return count
    case .object(let object):
      var count = object.isEmpty ? 2 : 1 + object.count * 2
      for member in object.members { count += Self.quotedByteCount(member.key) + member.value.compactByteCount }
      return count
    }
  }

  private static func quotedByteCount(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { bytes in
      var count = bytes.count + 2
      for byte in bytes where byte < 0x20 || byte == 0x22 || byte == 0x5c {
        switch byte {
        case 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c: count += 1
        default: count += 5
        }
      }
      return count
    }
  }
}
