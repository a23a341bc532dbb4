/// What a path starts from.
public enum PathRoot: Sendable, Hashable {
  /// `$`: the state's input or result.
  case input
  /// `$$`: the context object.
  case context
  /// `$name`: a workflow variable.
  case variable(String)

  /// The root as it is written: `$`, `$$`, `$name`.
  public var text: String {
    switch self {
    case .input: "$"
    case .context: "$$"
    case .variable(let name): "$" + name
    }
  }

  /// The name of the variable, without the `$`; `nil` for the other roots. Filters inside a path read no other variable.
  package var variableName: String? {
    switch self {
    case .variable(let name): name
    case .input, .context: nil
    }
  }
}

extension PathRoot {
  /// Reads the root at the beginning of a path, and returns its length in bytes; `nil` without a leading `$`.
  static func read(_ bytes: ArraySlice<UInt8>) -> (root: PathRoot, length: Int)? {
    guard bytes.first == 0x24 else { return nil }
    let rest = bytes.dropFirst()
    if rest.first == 0x24 { return (.context, 2) }
    let name = rest.prefix(while: isNameByte)
    if name.isEmpty { return (.input, 1) }
    return (.variable(String(decoding: name, as: UTF8.self)), 1 + name.count)
  }

  /// Whether a byte is a letter, digit, `_` or beyond ASCII; the exact rules for variable names are the validator's.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a, 0x80...: true
    default: false
    }
  }
}
