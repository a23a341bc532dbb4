/// The path from the root of a document to a value in it (RFC 6901).
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The steps: a member's name, or an element's index as decimal digits.
  public var tokens: [String]

  /// A pointer with these steps; without any, it points at the whole document.
  public init(tokens: [String] = []) { self.tokens = tokens }

  /// Reads `""` or `/a/0/b~1c`; `nil` when it does not start with `/` or has a `~` without `0` or `1`.
  public init?(_ text: String) {
    if text.isEmpty {
      tokens = []
      return
    }
    guard text.utf8.first == 0x2f else { return nil }
    var result: [String] = []
    // By bytes: a combining mark after a slash would form one character with it.
    for part in text.utf8.dropFirst().split(separator: 0x2f, omittingEmptySubsequences: false) {
      guard let token = Self.unescaped(part) else { return nil }
      result.append(token)
    }
    tokens = result
  }

  private static func unescaped(_ part: Substring.UTF8View) -> String? {
    var token: [UInt8] = []
    var bytes = part.makeIterator()
    while let byte = bytes.next() {
      guard byte == 0x7e else {
        token.append(byte)
        continue
      }
      switch bytes.next() {
      case 0x30: token.append(0x7e)
      case 0x31: token.append(0x2f)
      default: return nil
      }
    }
    return String(decoding: token, as: UTF8.self)
  }

  /// This pointer with one more step.
  public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

  /// This pointer with one more step, to an element.
  public func appending(_ index: Int) -> JSONPointer { JSONPointer(tokens: tokens + [String(index)]) }

  /// The value that this points at, or `nil` if there is none.
  public func value(in document: JSON) -> JSON? {
    var current = document
    for token in tokens {
      switch current {
      case .object(let object):
        guard let next = object[token] else { return nil }
        current = next
      case .array(let elements):
        let plain = token.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && (token == "0" || token.utf8.first != 0x30)
        guard plain, let index = Int(token), index < elements.count else { return nil }
        current = elements[index]
      case .null, .bool, .number, .string: return nil
      }
    }
    return current
  }

  /// The pointer as a string; `~` and `/` in names are escaped.
  public var description: String {
    var text = ""
    for token in tokens {
      text += "/"
      for scalar in token.unicodeScalars {
        switch scalar {
        case "~": text += "~0"
        case "/": text += "~1"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
    return text
  }
}

extension JSONPointer {
  /// Compares the steps, byte by byte.
  public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
    left.tokens.elementsEqual(right.tokens) { $0.hasSameUTF8(as: $1) }
  }

  /// Hashes consistently with `==`.
  public func hash(into hasher: inout Hasher) {
    for token in tokens { token.hashBytes(into: &hasher) }
  }
}
