import OrderedJSON

/// Reads calls of intrinsic functions.
///
///     call     = "States." name "(" [ argument { "," argument } ] ")"
///     argument = "'" text "'" | number | "true" | "false" | "null" | path | call
struct IntrinsicParser {
  private let source: PathBytes
  private var at = 0
  private var end: Int { source.bytes.count }

  /// How deeply calls may be nested.
  private static let maximumNesting = 10

  init(_ text: String) { source = PathBytes(text) }

  private func failure(_ message: String, at offset: Int? = nil) -> IntrinsicSyntaxError {
    IntrinsicSyntaxError(message: message, offset: offset ?? at)
  }

  mutating func parse() throws(IntrinsicSyntaxError) -> IntrinsicCall {
    skipBlanks()
    let result = try call(nesting: 1)
    skipBlanks()
    guard at == end else { throw failure("unexpected characters after the call") }
    return result
  }

  private mutating func skipBlanks() {
    while at < end, Self.isBlank(source[at]) { at += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

  // MARK: Calls

  private mutating func call(nesting: Int) throws(IntrinsicSyntaxError) -> IntrinsicCall {
    guard nesting <= Self.maximumNesting else {
      throw failure("no more than \(Self.maximumNesting) calls may be nested")
    }
    let start = at
    while at < end, Self.isNameByte(source[at]) { at += 1 }
    let name = source.text(start, at)
    guard name.utf8.starts(with: "States.".utf8) else {
      throw failure("expected a path that starts with '$', or a call such as States.Format('{}', $.a)", at: start)
    }
    guard let function = IntrinsicFunction.named(name) else {
      throw failure("no intrinsic function is named '\(name)'" + Self.suggestion(for: name), at: start)
    }
    guard at < end, source[at] == 0x28 else { throw failure("expected '(' after '\(name)'") }
    at += 1
    return IntrinsicCall(function: function, arguments: try arguments(of: function, nesting: nesting))
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2d, 0x2e, 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
    default: false
    }
  }

  /// A hint if only the case of letters is wrong.
  private static func suggestion(for name: String) -> String {
    let near = IntrinsicFunction.all.first { $0.name.lowercased() == name.lowercased() }
    return near.map { "; did you mean '\($0.name)'?" } ?? ""
  }

  private mutating func arguments(
    of function: IntrinsicFunction, nesting: Int
  ) throws(IntrinsicSyntaxError) -> [IntrinsicArgument] {
    var arguments: [IntrinsicArgument] = []
    skipBlanks()
    if at < end, source[at] == 0x29 {
      at += 1
      return arguments
    }
    while true {
      skipBlanks()
      let isTemplate = function.readsEscapes && arguments.isEmpty
      arguments.append(try argument(isTemplate: isTemplate, nesting: nesting))
      skipBlanks()
      guard at < end else { throw failure("expected ')'") }
      switch source[at] {
      case 0x2c: at += 1
      case 0x29:
        at += 1
        return arguments
      default: throw failure("expected ',' or ')'")
      }
    }
  }

  // MARK: Arguments

  private mutating func argument(isTemplate: Bool, nesting: Int) throws(IntrinsicSyntaxError) -> IntrinsicArgument {
    guard at < end else { throw failure("expected an argument") }
    switch source[at] {
    case 0x27: return .literal(.string(try text(keepsEscapes: isTemplate)))
    case 0x24: return .path(try path())
    case 0x2d, 0x30...0x39: return .literal(.number(try number()))
    default:
      for (word, value) in [("null", .null), ("true", true), ("false", false)] as [(String, JSON)]
      where takes(word) {
        return .literal(value)
      }
      return .call(try call(nesting: nesting + 1))
    }
  }

  private mutating func takes(_ word: String) -> Bool {
    let behind = at + word.utf8.count
    guard behind <= end, source.bytes[at..<behind].elementsEqual(word.utf8) else { return false }
    guard behind == end || !Self.isNameByte(source[behind]) else { return false }
    at = behind
    return true
  }

  private mutating func number() throws(IntrinsicSyntaxError) -> JSONNumber {
    let start = at
    scan: while at < end {
      switch source[at] {
      case 0x2b, 0x2d, 0x2e, 0x30...0x39, 0x45, 0x65: at += 1
      default: break scan
      }
    }
    guard let number = (try? JSON(parsing: source.text(start, at)))?.numberValue else {
      throw failure("not a number: '\(source.text(start, at))'", at: start)
    }
    return number
  }

  /// Reads `'…'`, in which a backslash is only allowed before `'`, `{`, `}` and itself.
  private mutating func text(keepsEscapes: Bool) throws(IntrinsicSyntaxError) -> String {
    let start = at
    at += 1
    var bytes: [UInt8] = []
    while at < end {
      let byte = source[at]
      at += 1
      switch byte {
      case 0x27: return String(decoding: bytes, as: UTF8.self)
      case 0x5c:
        guard at < end, [0x27, 0x5c, 0x7b, 0x7d].contains(source[at]) else {
          throw failure("a backslash is only allowed before ', {, } and \\", at: at - 1)
        }
        if keepsEscapes { bytes.append(0x5c) }
        bytes.append(source[at])
        at += 1
      default: bytes.append(byte)
      }
    }
    throw failure("a string is not closed by \"'\"", at: start)
  }

  /// Reads a path up to the comma or parenthesis that ends the argument; those within its brackets, quotes and own
  /// parentheses do not end it.
  private mutating func path() throws(IntrinsicSyntaxError) -> PathExpression {
    let start = at
    var depth = 0
    scan: while at < end {
      switch source[at] {
      case 0x22, 0x27:
        guard let close = source.unescaped(source[at], from: at + 1, to: end) else {
          throw failure("a string in a path is not closed")
        }
        at = close
      case 0x28, 0x5b: depth += 1
      case 0x5d: depth -= 1
      case 0x29:
        if depth == 0 { break scan }
        depth -= 1
      case 0x2c: if depth == 0 { break scan }
      default: break
      }
      at += 1
    }
    var last = at
    while last > start, Self.isBlank(source[last - 1]) { last -= 1 }
    do throws(PathSyntaxError) {
      return try PathExpression(source.text(start, last))
    } catch {
      throw failure(error.message, at: start + error.offset)
    }
  }
}
