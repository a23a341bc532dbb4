/// An element of an XML document, as services of AWS answer: elements and text; attributes and namespaces are skipped.
///
/// There are no entities but the five of XML and numbers, no document types, and bounds for depth and size: the reader
/// does nothing else than what these answers need.
struct XMLElement: Sendable {
  private(set) var name: String
  private(set) var text = ""
  private(set) var children: [XMLElement] = []

  /// Why a string is not read.
  struct Problem: Error {}

  /// The first child with a name.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// All children with a name.
  func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// The element itself, or the first in it, with a name.
  func firstDescendant(_ name: String) -> XMLElement? {
    if self.name == name { return self }
    for child in children { if let found = child.firstDescendant(name) { return found } }
    return nil
  }

  /// Reads a document.
  ///
  /// - Throws: ``Problem`` if it is not one, or if it is nested more than 32 levels deep.
  init(parsing bytes: [UInt8]) throws(Problem) {
    var reader = Reader(bytes: bytes)
    self = try reader.document()
  }

  private init(name: String) { self.name = name }

  private struct Reader {
    let bytes: [UInt8]
    private var at = 0
    private static let deepest = 32

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(Problem) -> XMLElement {
      // From the outermost element to the one that is open.
      var open: [XMLElement] = []
      while at < bytes.count {
        if bytes[at] != UInt8(ascii: "<") {
          let text = try self.text()
          if open.isEmpty { continue }
          open[open.count - 1].text += text
          continue
        }
        at += 1
        switch bytes.indices.contains(at) ? bytes[at] : 0 {
        case UInt8(ascii: "?"): try skip(past: "?>")
        case UInt8(ascii: "!"):
          guard bytes[at...].starts(with: "!--".utf8) else { throw Problem() }
          try skip(past: "-->")
        case UInt8(ascii: "/"):
          at += 1
          let name = try tag().name
          guard let last = open.popLast(), last.name == name else { throw Problem() }
          if open.isEmpty { return last }
          open[open.count - 1].children.append(last)
        default:
          let tag = try tag()
          let element = XMLElement(name: tag.name)
          if !tag.isEmpty {
            guard open.count < Self.deepest else { throw Problem() }
            open.append(element)
          } else if open.isEmpty {
            return element
          } else {
            open[open.count - 1].children.append(element)
          }
        }
      }
      throw Problem()
    }

    /// The rest of a tag: its name without prefix, and whether it closes itself.
    private mutating func tag() throws(Problem) -> (name: String, isEmpty: Bool) {
      let start = at
      var quote: UInt8?
      while at < bytes.count {
        let byte = bytes[at]
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          break
        }
        at += 1
      }
      guard at < bytes.count else { throw Problem() }
      var content = bytes[start..<at]
      at += 1
      let isEmpty = content.last == UInt8(ascii: "/")
      if isEmpty { content = content.dropLast() }
      let full = content.prefix { $0 > 0x20 }
      let local = full.split(separator: UInt8(ascii: ":")).last ?? []
      guard !local.isEmpty, let name = String(validating: local, as: UTF8.self) else { throw Problem() }
      return (name, isEmpty)
    }

    private mutating func skip(past end: StaticString) throws(Problem) {
      let mark = end.withUTF8Buffer { Array($0) }
      while at < bytes.count {
        if bytes[at...].starts(with: mark) {
          at += mark.count
          return
        }
        at += 1
      }
      throw Problem()
    }

    private mutating func text() throws(Problem) -> String {
      var result: [UInt8] = []
      while at < bytes.count, bytes[at] != UInt8(ascii: "<") {
        if bytes[at] == UInt8(ascii: "&") {
          result += try entity()
        } else {
          result.append(bytes[at])
          at += 1
        }
      }
      guard let text = String(validating: result, as: UTF8.self) else { throw Problem() }
      return text
    }

    private mutating func entity() throws(Problem) -> [UInt8] {
      guard let end = bytes[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw Problem() }
      let name = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
      at = end + 1
      switch name {
      case "amp": return [0x26]
      case "lt": return [0x3c]
      case "gt": return [0x3e]
      case "quot": return [0x22]
      case "apos": return [0x27]
      default: break
      }
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
      guard name.hasPrefix("#"), let number, let scalar = Unicode.Scalar(number) else { throw Problem() }
      return Array(String(Character(scalar)).utf8)
    }
  }
}
