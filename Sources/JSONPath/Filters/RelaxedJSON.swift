import OrderedJSON

/// JSON as it may be written inside paths: strings in single or double quotes, and bare words for strings.
enum RelaxedJSON {
  /// Reads the one value between two places.
  static func parse(_ source: PathBytes, from start: Int, to end: Int) throws(PathSyntaxError) -> JSON {
    var reader = RelaxedReader(source: source, at: start, end: end)
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.at == end else { throw PathSyntaxError("not JSON", offset: reader.at) }
    return value
  }
}

private struct RelaxedReader {
  let source: PathBytes
  var at: Int
  let end: Int

  private static let maximumDepth = 100

  mutating func skipBlanks() {
    while at < end, source[at] <= 0x20 { at += 1 }
  }

  private func failure(_ message: String) -> PathSyntaxError { PathSyntaxError(message, offset: at) }

  mutating func value(depth: Int) throws(PathSyntaxError) -> JSON {
    guard depth < Self.maximumDepth else { throw failure("JSON nested too deeply") }
    skipBlanks()
    guard at < end else { throw failure("expected a value") }
    switch source[at] {
    case 0x5b: return .array(try elements(depth: depth))
    case 0x7b: return .object(try members(depth: depth))
    case 0x22, 0x27: return .string(try quoted())
    default: return word()
    }
  }

  private mutating func elements(depth: Int) throws(PathSyntaxError) -> [JSON] {
    at += 1
    var result: [JSON] = []
    while true {
      skipBlanks()
      guard at < end else { throw failure("an array is not closed") }
      if source[at] == 0x5d {
        at += 1
        return result
      }
      if source[at] == 0x2c {
        at += 1
        continue
      }
      result.append(try value(depth: depth + 1))
    }
  }

  private mutating func members(depth: Int) throws(PathSyntaxError) -> JSON.Object {
    at += 1
    var result = JSON.Object()
    while true {
      skipBlanks()
      guard at < end else { throw failure("an object is not closed") }
      if source[at] == 0x7d {
        at += 1
        return result
      }
      if source[at] == 0x2c {
        at += 1
        continue
      }
      let key = source[at] == 0x22 || source[at] == 0x27 ? try quoted() : bare(isKey: true)
      skipBlanks()
      guard at < end, source[at] == 0x3a else { throw failure("expected ':' behind a member's name") }
      at += 1
      result[key] = try value(depth: depth + 1)
    }
  }

  private mutating func quoted() throws(PathSyntaxError) -> String {
    let quote = source[at]
    guard let close = source.unescaped(quote, from: at + 1, to: end) else { throw failure("a string is not closed") }
    let text = try source.unescapedText(at + 1, close, keepsEscapedQuotes: false)
    at = close + 1
    return text
  }

  private mutating func bare(isKey: Bool = false) -> String {
    let start = at
    scan: while at < end {
      switch source[at] {
      case 0x2c, 0x5d, 0x7d: break scan
      case 0x3a: if isKey { break scan } else { at += 1 }
      default: at += 1
      }
    }
    // Something must be passed over, or a stray bracket would be read for ever.
    if at == start, at < end { at += 1 }
    var last = at
    while last > start, source[last - 1] <= 0x20 { last -= 1 }
    return source.text(start, last)
  }

  private mutating func word() -> JSON {
    let text = bare()
    if let value = try? JSON(parsing: text) { return value }
    return .string(text)
  }
}
