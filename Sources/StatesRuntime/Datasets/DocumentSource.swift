import OrderedJSON
import StatesEngine

/// JSON: the elements of an array, or the entries of an object, at the position of a pointer in a document.
///
/// The document is only read as far as its items are requested, and only the current item is in memory. So an error
/// further on is reported when reading reaches it, the text after a nested array is not checked, and if a name appears
/// twice in an object, each entry is an item.
struct DocumentSource: Sendable {
  private let location: ObjectLocation
  private let pointer: JSONPointer?
  private(set) var stream: ByteStream
  private var isObject = false
  private var isFirst = true
  /// The position in the document of the first byte that has not been consumed.
  private var position = SourcePosition(line: 1, column: 1)

  init(
    _ location: ObjectLocation, in store: any DatasetStore, _ limits: DatasetLimits, pointer: JSONPointer?
  ) throws(DatasetError) {
    self.location = location
    self.pointer = pointer
    stream = try ByteStream(location, in: store, limits)
    for token in pointer?.tokens ?? [] { try enter(token) }
    switch try peek() {
    case 0x5b: break
    case 0x7b: isObject = true
    default:
      _ = try value()
      if pointer == nil { try endDocument() }
      throw .itemReaderFailed(DatasetText.notIterable)
    }
    consume(1)
  }

  /// Appends the next items, as many as requested; returns whether there may be more.
  mutating func next(_ budget: inout ReadingBudget, into items: inout [MapRunItem]) throws(DatasetError) -> Bool {
    let source = location.uri
    while !budget.isSpent {
      guard try !passSeparator(isObject: isObject, isFirst: isFirst) else {
        if pointer == nil { try endDocument() }
        return false
      }
      isFirst = false
      var key: String?
      var count = 0
      if isObject { key = try name(&count) }
      let item = try value(&count)
      budget.spend(count)
      items.append(MapRunItem(value: item, key: key, source: source))
    }
    return true
  }

  // MARK: The path to the items

  /// Moves to the member or element for one step of the pointer.
  private mutating func enter(_ token: String) throws(DatasetError) {
    let opening = try peek()
    guard opening == 0x5b || opening == 0x7b else {
      _ = try value()
      throw .itemReaderFailed(DatasetText.pointerMatchesNothing)
    }
    consume(1)
    let isObject = opening == 0x7b
    var index = 0
    while try !passSeparator(isObject: isObject, isFirst: index == 0) {
      if isObject {
        var count = 0
        if try name(&count).hasSameUTF8(as: token) { return }
      } else if String(index) == token {
        return
      }
      try passValue()
      index += 1
    }
    throw .itemReaderFailed(DatasetText.pointerMatchesNothing)
  }

  /// Skips the separator between two parts of an array or object; returns whether it was the end.
  private mutating func passSeparator(isObject: Bool, isFirst: Bool) throws(DatasetError) -> Bool {
    let end: UInt8 = isObject ? 0x7d : 0x5d
    let next = try peek()
    if next == end {
      consume(1)
      return true
    }
    if isFirst, next != nil { return false }
    guard next == 0x2c else {
      throw failure(next == nil ? Self.endsTooEarly : "expected ',' or '\(isObject ? "}" : "]")'")
    }
    consume(1)
    return false
  }

  /// Reads a member's name and the colon, and adds up their length.
  private mutating func name(_ count: inout Int) throws(DatasetError) -> String {
    guard try peek() == 0x22, case .string(let name) = try value(&count) else {
      throw failure("expected a member's name in quotes")
    }
    guard try peek() == 0x3a else { throw failure("expected ':'") }
    consume(1)
    return name
  }

  private mutating func endDocument() throws(DatasetError) {
    if try peek() != nil { throw failure("unexpected characters after the value") }
  }

  // MARK: Values

  private mutating func value() throws(DatasetError) -> JSON {
    var count = 0
    return try value(&count)
  }

  /// Reads the next value and adds up its length.
  private mutating func value(_ count: inout Int) throws(DatasetError) -> JSON {
    guard try peek() != nil else { throw failure(Self.endsTooEarly) }
    var extent = ValueExtent()
    var looked = 0
    while true {
      let start = stream.start
      if let end = stream.bytes.withUnsafeBufferPointer({ extent.end(in: $0, from: start + looked) }) {
        looked = end - start
        break
      }
      looked = stream.bytes.count - start
      if stream.isAtEnd { break }
      try stream.fillItem()
    }
    guard looked <= max(stream.limits.maximumItemBytes, 0) else { throw stream.tooLong() }
    count += looked
    // If no value starts here, the parser reports it for the current byte.
    let start = stream.start
    let end = min(start + max(looked, 1), stream.bytes.count)
    let result = stream.bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(JSONParseError) in
        try JSONParser.default.parse(UnsafeBufferPointer(rebasing: buffer[start..<end]))
      }
    }
    switch result {
    case .success(let value):
      consume(looked)
      return value
    case .failure(let error):
      consume(min(error.offset, end - start))
      throw failure(error.message)
    }
  }

  /// Skips the next value, however long it is.
  private mutating func passValue() throws(DatasetError) {
    guard let first = try peek() else { throw failure(Self.endsTooEarly) }
    guard ValueExtent.canBegin(first) else { throw failure("expected a value") }
    var extent = ValueExtent()
    while true {
      let start = stream.start
      if let end = stream.bytes.withUnsafeBufferPointer({ extent.end(in: $0, from: start) }) {
        return consume(end - start)
      }
      consume(stream.bytes.count - start)
      if stream.isAtEnd {
        guard extent.isComplete else { throw failure(Self.endsTooEarly) }
        return
      }
      try stream.fill()
    }
  }

  // MARK: Bytes

  /// Skips white space and returns the byte after it, or `nil` at the end.
  private mutating func peek() throws(DatasetError) -> UInt8? {
    while true {
      let start = stream.start
      let (white, byte) = stream.bytes.withUnsafeBufferPointer { buffer -> (Int, UInt8?) in
        var at = start
        while at < buffer.count, [0x20, 0x09, 0x0a, 0x0d].contains(buffer[at]) { at += 1 }
        return (at - start, at < buffer.count ? buffer[at] : nil)
      }
      consume(white)
      if let byte { return byte }
      if stream.isAtEnd { return nil }
      try stream.fill()
    }
  }

  private mutating func consume(_ count: Int) {
    let start = stream.start
    var (line, column) = (position.line, position.column)
    stream.bytes.withUnsafeBufferPointer { buffer in
      for byte in buffer[start..<(start + count)] {
        if byte == 0x0a {
          line += 1
          column = 1
        } else if byte & 0xc0 != 0x80 {
          column += 1
        }
      }
    }
    position = SourcePosition(line: line, column: column)
    stream.consume(to: start + count)
  }

  private static let endsTooEarly = "the text ends too early"

  private func failure(_ message: String) -> DatasetError {
    .itemReaderFailed("\(location) is not JSON: \(position): \(message)")
  }
}

/// Finds the end of a value in JSON text, which may be read in pieces; does not check whether the value is valid.
private struct ValueExtent {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var hasWord = false

  /// Whether a value may end where the text does: one without an end mark, such as a number.
  var isComplete: Bool { depth == 0 && !isInString }

  static func canBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2c, 0x3a, 0x5d, 0x7d: false
    default: true
    }
  }

  /// The offset after the value, or `nil` if it does not end in these bytes.
  mutating func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5c {
          isEscaped = true
        } else if byte == 0x22 {
          isInString = false
          if depth == 0 { return at + 1 }
        }
      } else {
        switch byte {
        case 0x22, 0x5b, 0x7b:
          if hasWord { return at }
          if byte == 0x22 { isInString = true } else { depth += 1 }
        case 0x5d, 0x7d:
          if depth == 0 { return at }
          depth -= 1
          if depth == 0 { return at + 1 }
        case 0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x3a: if depth == 0 { return at }
        default: if depth == 0 { hasWord = true }
        }
      }
      at += 1
    }
    return nil
  }
}
