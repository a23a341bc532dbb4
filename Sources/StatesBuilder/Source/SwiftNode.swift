/// An expression of Swift source, laid out as `swift format` leaves it: two spaces, 120 columns.
indirect enum SwiftNode {
  /// A literal or a name.
  case text(String)
  /// An array literal.
  case array([SwiftNode])
  /// A dictionary literal; the names are literals already.
  case dictionary([Member])
  /// A call of a function, an initializer, or with a leading period, a method.
  case call(String, [Argument])
  /// Methods called one after the other.
  case chain(SwiftNode, [SwiftNode])
  /// A call with a trailing closure of expressions.
  case block(SwiftNode, [SwiftNode])

  struct Member {
    /// The name as a literal.
    var name: String
    var value: SwiftNode
  }

  struct Argument {
    var label: String?
    var value: SwiftNode

    init(_ label: String?, _ value: SwiftNode) {
      self.label = label
      self.value = value
    }
  }

  static func string(_ text: String) -> SwiftNode { .text(SwiftLiteral.string(text)) }
  static func call(_ name: String, _ argument: SwiftNode) -> SwiftNode { .call(name, [Argument(nil, argument)]) }

  /// Adds methods, if there are any.
  func calling(_ methods: [SwiftNode]) -> SwiftNode { methods.isEmpty ? self : .chain(self, methods) }
}

extension SwiftNode {
  static let columns = 120

  /// The expression on one line, if it has no block.
  var line: String? {
    switch self {
    case .text(let text): return text
    case .array(let elements):
      return Self.joined(elements.map(\.line)).map { "[\($0)]" }
    case .dictionary(let members):
      if members.isEmpty { return "[:]" }
      return Self.joined(members.map { member in member.value.line.map { "\(member.name): \($0)" } }).map { "[\($0)]" }
    case .call(let name, let arguments):
      return Self.joined(arguments.map(\.line)).map { "\(name)(\($0))" }
    case .chain(let base, let methods):
      guard let start = base.line else { return nil }
      let calls = methods.map(\.line)
      return calls.contains(nil) ? nil : start + calls.compactMap { $0 }.joined()
    case .block: return nil
    }
  }

  private static func joined(_ parts: [String?]) -> String? {
    parts.contains(nil) ? nil : parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// The expression as source.
  ///
  /// - Parameters:
  ///   - indentation: that of the line on which it starts.
  ///   - column: how much of that line is used.
  ///   - rest: how much follows on its last line.
  func source(indentation: Int, column: Int, rest: Int = 0) -> String {
    if let line, column + line.count + rest <= Self.columns, !isRow { return line }
    let inner = indentation + 2
    let outer = Self.newLine(indentation)
    switch self {
    case .text(let text): return text
    case .array(let elements):
      let parts = elements.map { $0.source(indentation: inner, column: inner, rest: 1) }
      return Self.list(parts, inner) + outer + "]"
    case .dictionary(let members):
      let parts = members.map { Self.member($0.name, $0.value, inner) }
      return Self.list(parts, inner) + outer + "]"
    case .call(let name, let arguments):
      if arguments.count == 1, let only = arguments.first, only.value.isLiteralList {
        let start = name + "(" + only.prefix
        return start + only.value.source(indentation: indentation, column: column + start.count, rest: 1) + ")"
      }
      return name + "(" + Self.filled(arguments, inner) + outer + ")"
    case .chain(let base, let methods):
      let start = base.source(indentation: indentation, column: column)
      // After a closing brace or parenthesis on a line of its own, methods are not indented.
      let level = start.contains("\n") ? indentation : inner
      return methods.reduce(start) { text, method in
        text + Self.newLine(level) + method.source(indentation: level, column: level)
      }
    case .block(let call, let statements):
      let start = call.source(indentation: indentation, column: column, rest: 2)
      if statements.isEmpty { return start + " {}" }
      let lines = statements.map { Self.newLine(inner) + $0.source(indentation: inner, column: inner) }
      return start + " {" + lines.joined() + outer + "}"
    }
  }

  /// Whether this is a row of methods, which stand on lines of their own.
  private var isRow: Bool { if case .chain(_, let methods) = self { methods.count > 1 } else { false } }

  private var isLiteralList: Bool {
    switch self {
    case .array, .dictionary: true
    case .text, .call, .chain, .block: false
    }
  }

  private static func newLine(_ indentation: Int) -> String { "\n" + String(repeating: " ", count: indentation) }

  /// The beginning of a list literal, up to its last element.
  private static func list(_ parts: [String], _ indentation: Int) -> String {
    let comma = parts.count > 1 ? "," : ""
    return "[" + newLine(indentation) + parts.joined(separator: "," + newLine(indentation)) + comma
  }

  private static func member(_ name: String, _ value: SwiftNode, _ indentation: Int) -> String {
    let column = indentation + name.count + 2
    let source = value.source(indentation: indentation, column: column, rest: 1)
    if !source.contains("\n"), column + source.count + 1 > columns {
      return name + ":" + newLine(indentation + 2)
        + value.source(indentation: indentation + 2, column: indentation + 2, rest: 1)
    }
    return name + ": " + source
  }

  /// Arguments on lines of their own, as many as fit on each.
  private static func filled(_ arguments: [Argument], _ indentation: Int) -> String {
    var text = newLine(indentation)
    var column = indentation
    for (place, argument) in arguments.enumerated() {
      let end = place + 1 == arguments.count ? 0 : 1
      if place > 0 {
        if let line = argument.line, column + 1 + line.count + end <= columns {
          text += " "
          column += 1
        } else {
          text += newLine(indentation)
          column = indentation
        }
      }
      let source = argument.source(indentation, column, rest: end)
      text += source + (place + 1 == arguments.count ? "" : ",")
      column = source.contains("\n") ? columns : column + source.count + 1
    }
    return text
  }
}

extension SwiftNode.Argument {
  var prefix: String { label.map { "\($0): " } ?? "" }
  var line: String? { value.line.map { prefix + $0 } }

  /// The argument as source; what is too long for a line stands on the one after its label.
  func source(_ indentation: Int, _ column: Int, rest: Int) -> String {
    if let label, case .text(let text) = value, column + prefix.count + text.count + rest > SwiftNode.columns {
      return "\(label):\n" + String(repeating: " ", count: indentation + 2) + text
    }
    return prefix + value.source(indentation: indentation, column: column + prefix.count, rest: rest)
  }
}
