/// Reads the steps of a reference path: `.name`, `['name']`, `[0]`.
struct ReferencePathParser {
  let source: PathBytes
  var at: Int
  private var end: Int { source.bytes.count }

  init(source: PathBytes, at: Int) {
    self.source = source
    self.at = at
  }

  private func failure(_ message: String) -> PathSyntaxError { PathSyntaxError(message, offset: at) }

  mutating func steps() throws(PathSyntaxError) -> [ReferencePath.Step] {
    var steps: [ReferencePath.Step] = []
    while at < end {
      guard steps.count < PathProgram.maximumSteps else {
        throw failure("a path may have no more than \(PathProgram.maximumSteps) steps")
      }
      switch source[at] {
      case 0x2e: steps.append(.name(try name()))
      case 0x5b: steps.append(try bracket())
      default: throw failure("expected '.' or '['")
      }
    }
    return steps
  }

  private mutating func name() throws(PathSyntaxError) -> String {
    at += 1
    var name = NameBuilder()
    scan: while at < end {
      switch source[at] {
      case 0x2e, 0x5b: break scan
      case 0x5c: try escape(into: &name)
      case 0x20, 0x28, 0x29, 0x2a, 0x2c, 0x3a, 0x3f, 0x40, 0x5d:
        throw failure("a reference path cannot contain '\(source.text(at, at + 1))' without a backslash before it")
      case let byte:
        name.append(byte)
        at += 1
      }
    }
    guard !name.isEmpty else { throw failure("expected a name") }
    return name.text
  }

  private mutating func escape(into name: inout NameBuilder) throws(PathSyntaxError) {
    guard at + 1 < end else { throw failure("nothing after '\\'") }
    if source[at + 1] == 0x75, at + 6 <= end, let unit = UInt16(source.text(at + 2, at + 6), radix: 16) {
      name.append(unit: unit)
      at += 6
      return
    }
    name.append(source[at + 1])
    at += 2
  }

  private mutating func bracket() throws(PathSyntaxError) -> ReferencePath.Step {
    let start = source.significant(from: at + 1, to: end)
    guard start < end else { throw failure("'[' is not closed") }
    let step: ReferencePath.Step
    switch source[start] {
    case 0x22, 0x27:
      guard let close = source.unescaped(source[start], from: start + 1, to: end) else {
        throw failure("a quoted name is not closed")
      }
      step = .name(try source.unescapedText(start + 1, close, keepsEscapedQuotes: source[start] == 0x27))
      at = source.significant(from: close + 1, to: end)
    case 0x30...0x39:
      var close = start
      while close < end, source[close] >= 0x30, source[close] <= 0x39 { close += 1 }
      guard let index = Int32(source.text(start, close)) else { throw failure("the index is too large") }
      step = .index(Int(index))
      at = source.significant(from: close, to: end)
    default: throw failure("'[' must be followed by ' or '['")
    }
    guard at < end, source[at] == 0x5d else { throw failure("expected ']'") }
    at += 1
    return step
  }
}

/// A name under construction: bytes, and UTF-16 units from `\uXXXX`, two of which may form one character.
private struct NameBuilder {
  private var bytes: [UInt8] = []
  private var units: [UInt16] = []

  var isEmpty: Bool { bytes.isEmpty && units.isEmpty }

  var text: String {
    String(decoding: bytes, as: UTF8.self) + String(decoding: units, as: UTF16.self)
  }

  mutating func append(_ byte: UInt8) {
    flush()
    bytes.append(byte)
  }

  mutating func append(unit: UInt16) { units.append(unit) }

  private mutating func flush() {
    guard !units.isEmpty else { return }
    bytes += Array(String(decoding: units, as: UTF16.self).utf8)
    units = []
  }
}
