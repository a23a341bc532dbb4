import OrderedJSON
import StatesEngine

/// JSON Lines: one value a line; blank lines say nothing.
struct LineSource: Sendable {
  private let location: ObjectLocation
  private var stream: ByteStream
  private var number = 0

  init(_ location: ObjectLocation, in store: any DatasetStore) throws(DatasetError) {
    self.location = location
    stream = try ByteStream(location, in: store)
  }

  /// Appends the next values, at most so many; says whether there may be more.
  mutating func next(_ most: Int, into items: inout [MapRunItem]) throws(DatasetError) -> Bool {
    let source = location.uri
    while true {
      let before = items.count
      let result = stream.bytes.withUnsafeBufferPointer { buffer in
        Result { () throws(DatasetError) in try lines(buffer, most, source, into: &items) }
      }
      stream.consume(to: try result.get())
      if items.count > before { return true }
      if stream.isAtEnd { return false }
      try stream.fill()
    }
  }

  /// Reads the lines that are here as a whole; gives where the first one begins that is not.
  private mutating func lines(
    _ buffer: UnsafeBufferPointer<UInt8>, _ most: Int, _ source: String, into items: inout [MapRunItem]
  ) throws(DatasetError) -> Int {
    let isAtEnd = stream.isAtEnd
    var at = stream.start
    var left = most
    while left > 0, at < buffer.count {
      var end = at
      while end < buffer.count, buffer[end] != 0x0a { end += 1 }
      if end == buffer.count, !isAtEnd { break }
      let line = UnsafeBufferPointer(rebasing: buffer[at..<end])
      at = min(end + 1, buffer.count)
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
      do throws(JSONParseError) {
        items.append(MapRunItem(value: try JSONParser.default.parse(line), source: source))
      } catch {
        throw .itemReaderFailed(
          "\(location) is not JSON Lines: line \(number), column \(error.position.column): \(error.message)")
      }
      left -= 1
    }
    return at
  }
}

/// Delimited text: objects of texts, one a record.
struct RecordSource: Sendable {
  private let location: ObjectLocation
  private let delimiter: UInt8
  private var stream: ByteStream
  /// The names of the columns, once known.
  private var header: [String]?

  /// - Parameter columns: the names of the columns, or `nil` when the first record has them.
  init(
    _ location: ObjectLocation, in store: any DatasetStore, columns: [String]?, delimiter: UInt8
  ) throws(DatasetError) {
    self.location = location
    self.delimiter = delimiter
    header = columns
    if let columns { try Self.check(columns) }
    stream = try ByteStream(location, in: store)
  }

  private static func check(_ header: [String]) throws(DatasetError) {
    // Names are told apart by their bytes.
    var names = JSON.Object()
    for name in header { names[name] = .null }
    guard names.count == header.count else { throw .itemReaderFailed(DatasetText.duplicateHeaders) }
  }

  /// Appends the next records, at most so many; says whether there may be more.
  mutating func next(_ most: Int, into items: inout [MapRunItem]) throws(DatasetError) -> Bool {
    let source = location.uri
    while true {
      let before = items.count
      let result = stream.bytes.withUnsafeBufferPointer { buffer in
        Result { () throws(DatasetError) in try records(buffer, most, source, into: &items) }
      }
      stream.consume(to: try result.get())
      if items.count > before { return true }
      if stream.isAtEnd { return false }
      try stream.fill()
    }
  }

  /// Reads the records that are here as a whole; gives where the first one begins that is not.
  private mutating func records(
    _ buffer: UnsafeBufferPointer<UInt8>, _ most: Int, _ source: String, into items: inout [MapRunItem]
  ) throws(DatasetError) -> Int {
    let isAtEnd = stream.isAtEnd
    var text = DelimitedText(buffer, delimiter: delimiter, from: stream.start)
    var fields: [String] = []
    var at = text.at
    var left = most
    while left > 0, text.next(into: &fields, limit: header?.count ?? .max) {
      if text.hasRunOut, !isAtEnd { break }
      at = text.at
      if let header {
        items.append(MapRunItem(value: Self.row(header, fields), source: source))
        left -= 1
      } else {
        try Self.check(fields)
        header = fields
      }
    }
    return at
  }

  private static func row(_ header: [String], _ fields: [String]) -> JSON {
    var members = ContiguousArray<JSON.Object.Member>()
    members.reserveCapacity(header.count)
    for (place, name) in header.enumerated() {
      members.append(.init(key: name, value: .string(place < fields.count ? fields[place] : "")))
    }
    return .object(JSON.Object(distinct: members))
  }
}

/// Items that are in memory, all from one place: a document's elements or entries, a listing's objects.
struct ListSource: Sendable {
  private let items: [MapRunItem]
  private var at = 0

  init(_ items: [MapRunItem]) { self.items = items }

  /// The array or object that a JSON document is, or has where `pointer` says.
  init(
    documentAt location: ObjectLocation, in store: any DatasetStore, pointer: JSONPointer?
  ) throws(DatasetError) {
    var stream = try ByteStream(location, in: store)
    try stream.readAll()
    let document: JSON
    do throws(JSONParseError) {
      document = try JSON(parsing: stream.bytes)
    } catch {
      throw .itemReaderFailed("\(location) is not JSON: \(error)")
    }
    let source = location.uri
    guard let value = pointer.map({ $0.value(in: document) }) ?? document else {
      throw .itemReaderFailed(DatasetText.pointerMatchesNothing)
    }
    switch value {
    case .array(let elements): items = elements.map { MapRunItem(value: $0, source: source) }
    case .object(let object) where pointer != nil:
      items = object.members.map { MapRunItem(value: $0.value, key: $0.key, source: source) }
    case .object, .null, .bool, .number, .string: throw .itemReaderFailed(DatasetText.notIterable)
    }
  }

  /// Appends the next items, at most so many; says whether there may be more.
  mutating func next(_ most: Int, into result: inout [MapRunItem]) -> Bool {
    let end = at + min(most, items.count - at)
    result.append(contentsOf: items[at..<end])
    at = end
    return at < items.count
  }
}
