import OrderedJSON
package import StatesEngine

/// Reads the items of a distributed Map's dataset.
///
/// - SeeAlso: Step Functions, "ItemReader (Map)".
package enum ItemReaders {
  /// The items, in order; besides them, no more memory is taken than an object's bytes, whatever their number.
  package static func read(_ request: ItemReadingRequest, from store: any DatasetStore) -> Result<
    [MapRunItem], DatasetError
  > {
    do throws(DatasetError) {
      var reading = try ItemReading(request, store)
      try reading.run(resource: request.resource)
      return .success(reading.items)
    } catch {
      return .failure(error)
    }
  }
}

/// One reading of a dataset.
struct ItemReading {
  private(set) var items: [MapRunItem] = []
  private let limit: Int
  private let config: ReaderConfig
  private let arguments: JSON
  private let store: any DatasetStore

  init(_ request: ItemReadingRequest, _ store: any DatasetStore) throws(DatasetError) {
    if let most = request.maxItems, most < 0 { throw .itemReaderFailed(DatasetText.maxItemsNotPositive) }
    limit = request.maxItems.flatMap { $0 == 0 ? nil : $0 } ?? .max
    config = try ReaderConfig(request.config)
    arguments = request.arguments
    self.store = store
  }

  mutating func run(resource: String) throws(DatasetError) {
    // The partition before it differs between regions.
    if resource.hasSuffix(":states:::s3:getObject") {
      try readObject()
    } else if resource.hasSuffix(":states:::s3:listObjectsV2") {
      try readListing()
    } else {
      throw .itemReaderFailed("The ItemReader resource '\(resource)' is not s3:getObject or s3:listObjectsV2.")
    }
  }

  // MARK: Resources

  private mutating func readObject() throws(DatasetError) {
    let location = ObjectLocation(bucket: try argument("Bucket"), key: try argument("Key"))
    if config.manifestType != nil || config.inputType == .manifest { return try readManifest(at: location) }
    guard let type = config.inputType else {
      throw .itemReaderFailed("ReaderConfig.InputType is required to read \(location).")
    }
    try read(type, at: location)
  }

  private mutating func readListing() throws(DatasetError) {
    let bucket = try argument("Bucket")
    let objects = try store.list(bucket: bucket, prefix: arguments["Prefix"]?.stringValue ?? "")
    switch config.transformation {
    case .none:
      let source = "s3://\(bucket)"
      for object in objects {
        guard add(object.description, source: source) else { return }
      }
    case .loadAndFlatten:
      guard let type = config.inputType else {
        throw .itemReaderFailed("ReaderConfig.InputType is required when Transformation is LOAD_AND_FLATTEN.")
      }
      // Objects without content stand for folders.
      for object in objects where object.size > 0 && !isFull {
        try read(type, at: ObjectLocation(bucket: bucket, key: object.key))
      }
    }
  }

  private mutating func readManifest(at location: ObjectLocation) throws(DatasetError) {
    let bytes = try content(of: location)
    switch config.manifestType ?? .s3Inventory {
    case .athenaData:
      guard let type = config.inputType, type != .manifest else {
        throw .itemReaderFailed("ReaderConfig.InputType must say what the files of the manifest \(location) hold.")
      }
      for file in try AthenaManifest(bytes, location).files where !isFull { try read(type, at: file) }
    case .s3Inventory:
      let manifest = try InventoryManifest(bytes, location)
      for file in manifest.files where !isFull {
        try readRecords(try content(of: file), columns: manifest.columns, delimiter: 0x2c, source: file.uri)
      }
    }
  }

  // MARK: Formats

  private mutating func read(_ type: ReaderConfig.InputType, at location: ObjectLocation) throws(DatasetError) {
    switch type {
    case .csv:
      let header = try config.header()
      let bytes = try content(of: location)
      switch header {
      case .firstRow: try readRecords(bytes, columns: nil, delimiter: config.delimiter, source: location.uri)
      case .given(let columns):
        try readRecords(bytes, columns: columns, delimiter: config.delimiter, source: location.uri)
      }
    case .json: try readDocument(at: location)
    case .jsonLines: try readLines(at: location)
    case .parquet:
      if arguments["VersionId"] != nil { throw .itemReaderFailed(DatasetText.parquetVersion) }
      throw .itemReaderFailed("\(location) cannot be read: PARQUET is not supported here, only CSV, JSON and JSONL.")
    case .manifest: throw .itemReaderFailed("\(location) cannot be a manifest in a list of datasets.")
    }
  }

  /// Objects of texts, one a record.
  private mutating func readRecords(
    _ bytes: [UInt8], columns: [String]?, delimiter: UInt8, source: String
  ) throws(DatasetError) {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DatasetError) in
        var text = DelimitedText(buffer, delimiter: delimiter)
        var fields: [String] = []
        var header = columns ?? []
        if columns == nil {
          guard text.next(into: &fields) else { return }
          header = fields
        }
        // Names are told apart by their bytes.
        var names = JSON.Object()
        for name in header { names[name] = .null }
        guard names.count == header.count else { throw .itemReaderFailed(DatasetText.duplicateHeaders) }
        while text.next(into: &fields, limit: header.count), add(Self.row(header, fields), source: source) {}
      }
    }
    try result.get()
  }

  private static func row(_ header: [String], _ fields: [String]) -> JSON {
    var members = ContiguousArray<JSON.Object.Member>()
    members.reserveCapacity(header.count)
    for (place, name) in header.enumerated() {
      members.append(.init(key: name, value: .string(place < fields.count ? fields[place] : "")))
    }
    return .object(JSON.Object(distinct: members))
  }

  private mutating func readDocument(at location: ObjectLocation) throws(DatasetError) {
    let bytes = try content(of: location)
    let document: JSON
    do throws(JSONParseError) {
      document = try JSON(parsing: bytes)
    } catch {
      throw .itemReaderFailed("\(location) is not JSON: \(error)")
    }
    guard let pointer = config.itemsPointer else {
      guard case .array(let elements) = document else { throw .itemReaderFailed(DatasetText.notIterable) }
      return add(elements, source: location.uri)
    }
    guard let value = pointer.value(in: document) else {
      throw .itemReaderFailed(DatasetText.pointerMatchesNothing)
    }
    switch value {
    case .array(let elements): add(elements, source: location.uri)
    case .object(let object):
      let source = location.uri
      for member in object.members {
        guard add(member.value, key: member.key, source: source) else { return }
      }
    case .null, .bool, .number, .string: throw .itemReaderFailed(DatasetText.notIterable)
    }
  }

  /// One value a line; blank lines say nothing.
  private mutating func readLines(at location: ObjectLocation) throws(DatasetError) {
    let bytes = try content(of: location)
    let source = location.uri
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DatasetError) in
        var number = 0
        var start = 0
        while start < buffer.count, !isFull {
          let end = buffer[start...].firstIndex(of: 0x0a) ?? buffer.count
          let line = UnsafeBufferPointer(rebasing: buffer[start..<end])
          start = end + 1
          number += 1
          if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
          do throws(JSONParseError) {
            add(try JSONParser.default.parse(line), source: source)
          } catch {
            throw .itemReaderFailed(
              "\(location) is not JSON Lines: line \(number), column \(error.position.column): \(error.message)")
          }
        }
      }
    }
    try result.get()
  }

  // MARK: Objects

  private func argument(_ name: String) throws(DatasetError) -> String {
    guard let text = arguments[name]?.stringValue, !text.isEmpty else {
      throw .itemReaderFailed("The ItemReader needs '\(name)', a text that is not empty.")
    }
    return text
  }

  /// The bytes of an object, unpacked if they are packed.
  private func content(of location: ObjectLocation) throws(DatasetError) -> [UInt8] {
    guard let bytes = try store.object(bucket: location.bucket, key: location.key) else {
      throw .itemReaderFailed("\(location) cannot be read: The specified key does not exist.")
    }
    if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      throw .itemReaderFailed("\(location) cannot be read: ZSTD is not supported here, only GZIP.")
    }
    guard Gzip.isPacked(bytes) else { return bytes }
    do throws(Gzip.Failure) {
      return try Gzip.unpack(bytes, limit: Self.maximumBytes)
    } catch {
      throw .itemReaderFailed("\(location) cannot be unpacked: \(error.message).")
    }
  }

  /// How large a dataset may be: 10 GB.
  private static let maximumBytes = Int(clamping: 10_737_418_240 as Int64)

  // MARK: Items

  private var isFull: Bool { items.count >= limit }

  /// Adds an item; says whether another has room.
  @discardableResult
  private mutating func add(_ value: JSON, key: String? = nil, source: String) -> Bool {
    items.append(MapRunItem(value: value, key: key, source: source))
    return !isFull
  }

  private mutating func add(_ elements: [JSON], source: String) {
    let wanted = elements.prefix(limit - items.count)
    items.reserveCapacity(items.count + wanted.count)
    for element in wanted { add(element, source: source) }
  }
}

/// Where an object is.
struct ObjectLocation: CustomStringConvertible {
  var bucket: String
  var key: String

  /// `s3://bucket/key`.
  var uri: String { "s3://\(bucket)/\(key)" }

  var description: String { uri }

  init(bucket: String, key: String) {
    self.bucket = bucket
    self.key = key
  }

  /// Reads `s3://bucket/key`.
  init?(uri: some StringProtocol) {
    guard uri.utf8.starts(with: "s3://".utf8) else { return nil }
    let parts = uri.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    bucket = String(parts[0])
    key = String(parts[1])
  }
}

extension DatasetObject {
  /// The item that stands for the object when its bucket is listed.
  fileprivate var description: JSON {
    [
      "Etag": .string(etag), "Key": .string(key), "LastModified": .integer(lastModified), "Size": .integer(size),
      "StorageClass": "STANDARD",
    ]
  }
}
