import OrderedJSON

extension SwiftSourceWriter {
  /// Where a value stands, which decides what its literals mean.
  enum Position {
    /// Where every name is written as it is.
    case json
    /// In a payload: the whole of it or an element of an array.
    case payload
    /// A member of an object in a payload.
    case member
  }

  /// More values or levels than these in one literal take long to compile: parts of it become properties.
  private static let heaviest = 80
  private static let deepest = 8

  mutating func json(_ value: JSON) -> SwiftNode { self.value(value, .json).node }

  /// A payload; strings in the form of expressions, and members with paths and intrinsic functions, are written by
  /// their helpers.
  mutating func payload(_ value: JSON) -> SwiftNode { self.value(value, .payload).node }

  /// Fields in their own order.
  mutating func fieldsArgument(_ fields: JSON.Object) -> SwiftNode.Argument {
    SwiftNode.Argument("fields", json(.object(fields)))
  }

  private mutating func value(_ value: JSON, _ position: Position) -> (node: SwiftNode, weight: Int, depth: Int) {
    switch value {
    case .null: return (.text("nil"), 1, 0)
    case .bool(let value): return (.text("\(value)"), 1, 0)
    case .number(let number):
      if let literal = SwiftLiteral.number(number) { return (.text(literal), 1, 0) }
      let exact = SwiftNode.call(".number", .call(".literal", .string(number.description)))
      return (position == .json ? exact : .call(".json", exact), 1, 0)
    case .string(let text):
      if position != .json, let expression = Self.expression(text) {
        return (.call(".expression", .string(expression)), 1, 0)
      }
      return (.string(text), 1, 0)
    case .array(let elements):
      let inner: Position = position == .json ? .json : .payload
      var parts: [Element] = []
      for element in elements {
        let (node, weight, depth) = self.value(element, inner)
        parts.append(Element(node: node, weight: weight, depth: depth))
      }
      let (weight, depth) = lighten(&parts, inner)
      return (.array(parts.map(\.node)), weight, depth)
    case .object(let object):
      let inner: Position = position == .json ? .json : .member
      var parts: [Element] = []
      var names: [String] = []
      for member in object.members {
        if inner == .member, member.key.utf8.suffix(2).elementsEqual(".$".utf8), let text = member.value.stringValue {
          names.append(String(member.key.dropLast(2)))
          let helper = text.utf8.first == UInt8(ascii: "$") ? ".path" : ".intrinsic"
          parts.append(Element(node: .call(helper, .string(text)), weight: 1, depth: 0))
          continue
        }
        names.append(member.key)
        let (node, weight, depth) = self.value(member.value, inner)
        parts.append(Element(node: node, weight: weight, depth: depth))
      }
      let (weight, depth) = lighten(&parts, inner)
      let literals = names.map(SwiftLiteral.string)
      return (.dictionary(zip(literals, parts).map { SwiftNode.Member(name: $0, value: $1.node) }), weight, depth)
    }
  }

  private struct Element {
    var node: SwiftNode
    var weight: Int
    var depth: Int
  }

  /// Moves parts into properties, the heaviest first, until what remains is light enough.
  private mutating func lighten(_ parts: inout [Element], _ position: Position) -> (weight: Int, depth: Int) {
    var total = parts.reduce(1) { $0 + $1.weight }
    for place in parts.indices.sorted(by: { (parts[$1].weight, $0) < (parts[$0].weight, $1) })
    where parts[place].weight > 1 && (total > Self.heaviest || parts[place].depth >= Self.deepest) {
      total -= parts[place].weight - 1
      let reference = property(parts[place].node, type: position == .json ? "JSON" : "Payload", part: "Value")
      parts[place] = Element(
        node: position == .member ? .call(".payload", reference) : reference, weight: 1, depth: 0)
    }
    return (total, 1 + (parts.map(\.depth).max() ?? 0))
  }

  // MARK: Scalars

  /// The inside of an expression, without what is added to it again; `nil` for another text.
  static func expression(_ text: String) -> String? {
    let bytes = text.utf8
    guard bytes.count >= 4, bytes.starts(with: "{%".utf8), bytes.suffix(2).elementsEqual("%}".utf8) else { return nil }
    guard bytes.count > 6, bytes.starts(with: "{% ".utf8), bytes.suffix(3).elementsEqual(" %}".utf8) else {
      return text
    }
    let inner = String(decoding: bytes.dropFirst(3).dropLast(3), as: UTF8.self)
    return inner.utf8.starts(with: "{%".utf8) ? text : inner
  }

  /// A number as the literal of a double, if it is one.
  static func double(_ value: JSON) -> String? {
    guard let number = value.numberValue, number.doubleValue.isFinite,
      JSONNumber.double(number.doubleValue) == number
    else { return nil }
    if let integer = number.integerValue { return "\(integer)" }
    return JSONNumber.ecmaScriptText(number.doubleValue)
  }

  static func lowercased(_ field: String) -> String {
    let capitals = field.prefix { $0.isUppercase }
    // `CSVHeaders` is `csvHeaders`.
    let count = capitals.count > 1 ? capitals.count - 1 : 1
    return field.prefix(count).lowercased() + field.dropFirst(count)
  }
}
