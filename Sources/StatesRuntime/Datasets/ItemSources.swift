import OrderedJSON
import StatesEngine

/// JSON Lines: one value per line; blank lines are ignored.
struct LineSource: Sendable {
  private let location: ObjectLocation
  private(set) var stream: ByteStream
  private var number = 0

  init(_ location: ObjectLocation, in store: any DatasetStore, _ limits: DatasetLimits) throws(DatasetError) {
    self.location = location
    stream = try ByteStream(location, in: store, limits)
  }

  /// Appends the next values, as many as requested; returns whether there may be more.
  mutating func next(_ budget: inout ReadingBudget, into items: inout [MapRunItem]) throws(DatasetError) -> Bool {
    let source = location.uri
    while true {
      let before = items.count
      let result = stream.bytes.withUnsafeBufferPointer { buffer in
        Result { () throws(DatasetError) in try lines(buffer, &budget, source, into: &items) }
      }
      stream.consume(to: try result.get())
      if items.count > before { return true }
      if stream.isAtEnd { return false }
      try stream.fillItem()
    }
  }

  /// Reads the complete lines in the buffer; returns the start of the first incomplete one.
  private mutating func lines(
    _ buffer: UnsafeBufferPointer<UInt8>, _ budget: inout ReadingBudget, _ source: String,
    into items: inout [MapRunItem]
  ) throws(DatasetError) -> Int {
    let isAtEnd = stream.isAtEnd
    var at = stream.start
    while !budget.isSpent, at < buffer.count {
      var end = at
      while end < buffer.count, buffer[end] != 0x0a { end += 1 }
      if end == buffer.count, !isAtEnd { break }
      guard end - at <= max(stream.limits.maximumItemBytes, 0) else { throw stream.tooLong() }
      let line = UnsafeBufferPointer(rebasing: buffer[at..<end])
      at = min(end + 1, buffer.count)
      number += 1
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
      budget.spend(line.count)
      do throws(JSONParseError) {
        items.append(MapRunItem(value: try JSONParser.default.parse(line), source: source))
      } catch {
        throw .itemReaderFailed(
          "\(location) is not JSON Lines: line \(number), column \(error.position.column): \(error.message)")
      }
    }
    return at
  }
}

/// Delimited text: objects of strings, one per record.
struct RecordSource: Sendable {
  private let location: ObjectLocation
  private let delimiter: UInt8
  private(set) var stream: ByteStream
  /// The names of the columns, once known.
  private var header: [String]?
  /// The minimum number of bytes of an item.
  private var namesByteCount = 0

  /// - Parameter columns: the names of the columns, or `nil` if the first record contains them.
  init(
    _ location: ObjectLocation, in store: any DatasetStore, _ limits: DatasetLimits, columns: [String]?,
    delimiter: UInt8
  ) throws(DatasetError) {
    self.location = location
    self.delimiter = delimiter
    header = columns
    if let columns {
      try Self.check(columns)
      namesByteCount = Self.byteCount(ofNames: columns)
    }
    stream = try ByteStream(location, in: store, limits)
  }

  private static func check(_ header: [String]) throws(DatasetError) {
    // Names are distinguished by their bytes.
    var names = JSON.Object()
    for name in header { names[name] = .null }
    guard names.count == header.count else { throw .itemReaderFailed(DatasetText.duplicateHeaders) }
  }

  /// Appends the next records, as many as requested; returns whether there may be more.
  mutating func next(_ budget: inout ReadingBudget, into items: inout [MapRunItem]) throws(DatasetError) -> Bool {
    let source = location.uri
    while true {
      let before = items.count
      let result = stream.bytes.withUnsafeBufferPointer { buffer in
        Result { () throws(DatasetError) in try records(buffer, &budget, source, into: &items) }
      }
      stream.consume(to: try result.get())
      if items.count > before { return true }
      if stream.isAtEnd { return false }
      try stream.fillItem()
    }
  }

  /// Reads the complete records in the buffer; returns the start of the first incomplete one.
  private mutating func records(
    _ buffer: UnsafeBufferPointer<UInt8>, _ budget: inout ReadingBudget, _ source: String,
    into items: inout [MapRunItem]
  ) throws(DatasetError) -> Int {
    let isAtEnd = stream.isAtEnd
    var text = DelimitedText(buffer, delimiter: delimiter, from: stream.start)
    var fields: [String] = []
    var at = text.at
    while !budget.isSpent, text.next(into: &fields, limit: header?.count ?? .max) {
      if text.hasRunOut, !isAtEnd { break }
      guard text.at - at <= max(stream.limits.maximumItemBytes, 0) else { throw stream.tooLong() }
      at = text.at
      if let header {
        // An item is as long as its JSON: the names that are not in the record are in every item.
        let count = fields.reduce(namesByteCount) { $0 + $1.utf8.count }
        guard count <= max(stream.limits.maximumItemBytes, 0) else { throw stream.tooLong() }
        budget.spend(count)
        items.append(MapRunItem(value: Self.row(header, fields), source: source))
      } else {
        try Self.check(fields)
        header = fields
        namesByteCount = Self.byteCount(ofNames: fields)
      }
    }
    return at
  }

  /// The minimum length of the names and the punctuation of a row as JSON.
  private static func byteCount(ofNames header: [String]) -> Int {
    header.reduce(2) { $0 + $1.utf8.count + 6 }
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
