import OrderedJSON
import Yams

/// Writes YAML nodes as JSON and notes where each comes from.
struct NodeWriter: ~Copyable {
  private let maximumBytes: Int
  private var writer = ByteWriter(capacity: 1 << 16)
  private(set) var places: [(offset: Int, position: SourcePosition)] = []

  /// As deep as the JSON parser goes.
  private static let maximumDepth = 600

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  mutating func write(_ node: Node, depth: Int) throws(YAMLProblem) {
    guard depth <= Self.maximumDepth else {
      throw YAMLProblem("The definition is nested deeper than \(Self.maximumDepth) levels", at: node.mark)
    }
    guard writer.count <= maximumBytes else {
      throw YAMLProblem(
        "The definition has more than \(maximumBytes) bytes when its aliases are written out",
        at: node.mark)
    }
    note(node.mark)
    switch node {
    case .scalar(let scalar):
      if let value = try Scalars.value(scalar) {
        for byte in value.utf8 { writer.append(byte) }
      } else {
        append(text: Scalars.text(scalar))
      }
    case .sequence(let sequence) where Scalars.isForeign(sequence.tag): append(text: Scalars.placeholder)
    case .sequence(let sequence):
      writer.append(UInt8(ascii: "["))
      for (place, element) in sequence.enumerated() {
        if place > 0 { writer.append(UInt8(ascii: ",")) }
        try write(element, depth: depth + 1)
      }
      writer.append(UInt8(ascii: "]"))
    case .mapping(let mapping) where Scalars.isForeign(mapping.tag): append(text: Scalars.placeholder)
    case .mapping(let mapping):
      writer.append(UInt8(ascii: "{"))
      for (place, (name, value)) in mapping.enumerated() {
        if place > 0 { writer.append(UInt8(ascii: ",")) }
        guard case .scalar(let scalar) = name else {
          throw YAMLProblem("The name of a field must be a string", at: name.mark)
        }
        note(name.mark)
        append(text: scalar.string)
        writer.append(UInt8(ascii: ":"))
        try write(value, depth: depth + 1)
      }
      writer.append(UInt8(ascii: "}"))
    case .alias(let alias): throw YAMLProblem("The alias '\(alias.anchor)' is not defined", at: alias.mark)
    }
  }

  private mutating func note(_ mark: Mark?) { places.append((writer.count, SourcePosition(mark))) }

  private mutating func append(text: String) { writer.append(quoted: text) }

  /// The JSON.
  var bytes: [UInt8] { writer.bytes }
}

/// The values of scalars by YAML's core schema, as far as JSON can represent them.
enum Scalars {
  /// A string that the validator treats as a placeholder.
  static let placeholder = "${Value}"

  private static let own = "tag:yaml.org,2002:"

  /// Whether a tag is not YAML's own, such as CloudFormation's `!Sub`.
  static func isForeign(_ tag: Tag) -> Bool {
    let name = Self.name(of: tag)
    return !name.isEmpty && name != "!" && !name.hasPrefix(own)
  }

  private static func name(of tag: Tag) -> String { tag.description }

  /// The string of a scalar, if the node is one.
  static func text(_ scalar: Node.Scalar) -> String { isForeign(scalar.tag) ? placeholder : scalar.string }

  /// A scalar as JSON, if it is not a string. Quotes make it a string, whatever they contain; so does the tag `!`, or
  /// `!!str`.
  static func value(_ scalar: Node.Scalar) throws(YAMLProblem) -> String? {
    let name = Self.name(of: scalar.tag)
    if isForeign(scalar.tag) || name == "!" || name == own + "str" { return nil }
    return scalar.style == .plain || !name.isEmpty ? try plain(scalar.string, scalar.mark) : nil
  }

  /// The value of a scalar without quotes, if it is not a string.
  private static func plain(_ text: String, _ mark: Mark?) throws(YAMLProblem) -> String? {
    switch text {
    case "", "~", "null", "Null", "NULL": return "null"
    case "true", "True", "TRUE": return "true"
    case "false", "False", "FALSE": return "false"
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
      throw YAMLProblem("The number '\(text)' cannot be written in JSON", at: mark)
    default: return try number(text, mark)
    }
  }

  private static func number(_ text: String, _ mark: Mark?) throws(YAMLProblem) -> String? {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(2)
      guard !digits.isEmpty, digits.utf8.allSatisfy({ isDigit($0, radix) }) else { return nil }
      guard let value = UInt64(digits, radix: radix) else {
        throw YAMLProblem("The number '\(text)' is too large", at: mark)
      }
      return String(value)
    }
    var rest = text.utf8[...]
    var sign = ""
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      if first == UInt8(ascii: "-") { sign = "-" }
      rest = rest.dropFirst()
    }
    let whole = digits(&rest)
    var fraction = ""
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = digits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var exponent = ""
    if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      exponent = "e"
      if let mark = rest.first, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "+") {
        exponent.unicodeScalars.append(Unicode.Scalar(mark))
        rest = rest.dropFirst()
      }
      let digits = digits(&rest)
      guard !digits.isEmpty else { return nil }
      exponent += digits
    }
    guard rest.isEmpty else { return nil }
    let significant = String(whole.drop { $0 == "0" })
    return sign + (significant.isEmpty ? "0" : significant) + (fraction.isEmpty ? "" : "." + fraction) + exponent
  }

  private static func digits(_ rest: inout Substring.UTF8View) -> String {
    let digits = rest.prefix { isDigit($0, 10) }
    rest = rest.dropFirst(digits.count)
    return String(Substring(digits))
  }

  private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
    switch byte {
    case 0x30...0x37: true
    case 0x38...0x39: radix >= 10
    case 0x41...0x46, 0x61...0x66: radix == 16
    default: false
    }
  }
}
