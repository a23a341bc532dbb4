import OrderedJSON
package import StatesEngine

/// Reads the items of a distributed Map's dataset.
///
/// - SeeAlso: Step Functions, "ItemReader (Map)".
package enum ItemReaders {
  /// Reads all items, in order.
  package static func read(
    _ request: ItemReadingRequest, from store: any DatasetStore
  ) -> Result<[MapRunItem], DatasetError> {
    do throws(DatasetError) {
      var cursor = try ItemCursor(request, store)
      var items: [MapRunItem] = []
      while !cursor.isAtEnd { items += try cursor.next(.max, bytes: .max) }
      return .success(items)
    } catch {
      return .failure(error)
    }
  }
}

/// A dataset that is being read: item by item, in order, with no more of it in memory than its format requires.
struct ItemCursor: Sendable {
  private enum Source {
    case lines(LineSource)
    case records(RecordSource)
    case document(DocumentSource)
    case listing(ListingSource)
  }

  /// How items are found in a file.
  private enum Format {
    case type(ReaderConfig.InputType)
    case inventory(columns: [String])
  }

  /// How many items have been returned or skipped.
  private(set) var position = 0
  /// Whether there are no more.
  private(set) var isAtEnd = false
  private let limit: Int
  private let config: ReaderConfig
  private let arguments: JSON
  private let store: any DatasetStore
  private let limits: DatasetLimits
  private var source: Source?
  /// The files after the current one.
  private var files: ArraySlice<ObjectLocation> = []
  private var format = Format.type(.json)
  /// The files that a manifest lists more than once.
  private var repeated = RepeatedFiles()

  init(
    _ request: ItemReadingRequest, _ store: any DatasetStore, _ limits: DatasetLimits = .service
  ) throws(DatasetError) {
    if let most = request.maxItems, most < 0 { throw .itemReaderFailed(DatasetText.maxItemsNotPositive) }
    limit = request.maxItems.flatMap { $0 == 0 ? nil : $0 } ?? .max
    config = try ReaderConfig(request.config)
    arguments = request.arguments
    self.store = store
    self.limits = limits
    // The partition before it differs between regions.
    if request.resource.hasSuffix(":states:::s3:getObject") {
      try openObject()
    } else if request.resource.hasSuffix(":states:::s3:listObjectsV2") {
      try openListing()
    } else {
      throw .itemReaderFailed("The ItemReader resource '\(request.resource)' is not s3:getObject or s3:listObjectsV2.")
    }
  }

  // MARK: Reading

  /// The next items, at least one, at most `most` and about `bytes` bytes of them, unless there are no more.
  mutating func next(_ most: Int, bytes: Int) throws(DatasetError) -> [MapRunItem] {
    var items: [MapRunItem] = []
    let most = min(max(most, 1), limit - position)
    while items.isEmpty, most > 0 {
      if source == nil {
        guard let file = files.popFirst() else { break }
        try repeated.begin(file, limits)
        source = try open(file)
      }
      var budget = ReadingBudget(items: most, bytes: bytes)
      try readSource(&budget, into: &items)
    }
    position += items.count
    isAtEnd = position >= limit || source == nil && files.isEmpty
    return items
  }

  /// The next items, as many as are read at once.
  mutating func next() throws(DatasetError) -> [MapRunItem] {
    try next(limits.itemsPerReading, bytes: limits.bytesPerReading)
  }

  private mutating func readSource(
    _ budget: inout ReadingBudget, into items: inout [MapRunItem]
  ) throws(DatasetError) {
    let opened = source
    // Kept in a single variable, so that it is changed in place and not copied.
    source = nil
    switch opened {
    case .lines(var lines):
      if try lines.next(&budget, into: &items) { source = .lines(lines) } else { repeated.end(lines.stream.count) }
    case .records(var records):
      if try records.next(&budget, into: &items) {
        source = .records(records)
      } else {
        repeated.end(records.stream.count)
      }
    case .document(var document):
      if try document.next(&budget, into: &items) {
        source = .document(document)
      } else {
        repeated.end(document.stream.count)
      }
    case .listing(var listing): if listing.next(&budget, into: &items) { source = .listing(listing) }
    case nil: break
    }
  }

  /// Skips items until `place` have been returned or skipped.
  mutating func skip(to place: Int) throws(DatasetError) {
    while position < place, !isAtEnd {
      _ = try next(min(place - position, limits.itemsPerReading), bytes: limits.bytesPerReading)
    }
  }

  /// The total number of items; reads them, but keeps none.
  func countItems() throws(DatasetError) -> Int {
    var copy = self
    try copy.skip(to: .max)
    return copy.position
  }

  // MARK: Resources

  private mutating func openObject() throws(DatasetError) {
    let location = ObjectLocation(bucket: try argument("Bucket"), key: try argument("Key"))
    if config.manifestType != nil || config.inputType == .manifest { return try openManifest(at: location) }
    guard let type = config.inputType else {
      throw .itemReaderFailed("ReaderConfig.InputType is required to read \(location).")
    }
    format = .type(type)
    files = [location]
  }

  private mutating func openListing() throws(DatasetError) {
    let bucket = try argument("Bucket")
    let objects = try store.list(bucket: bucket, prefix: arguments["Prefix"]?.stringValue ?? "")
    switch config.transformation {
    case .none:
      let origin = "s3://\(bucket)"
      source = .listing(ListingSource(objects, source: origin))
    case .loadAndFlatten:
      guard let type = config.inputType else {
        throw .itemReaderFailed("ReaderConfig.InputType is required when Transformation is LOAD_AND_FLATTEN.")
      }
      format = .type(type)
      // Objects without content represent folders.
      files = objects.filter { $0.size > 0 }.map { ObjectLocation(bucket: bucket, key: $0.key) }[...]
    }
  }

  private mutating func openManifest(at location: ObjectLocation) throws(DatasetError) {
    var stream = try ByteStream(location, in: store, limits)
    try stream.readAll(max(limits.maximumManifestBytes, 0))
    switch config.manifestType ?? .s3Inventory {
    case .athenaData:
      guard let type = config.inputType, type != .manifest else {
        throw .itemReaderFailed("ReaderConfig.InputType must give the format of the files in manifest \(location).")
      }
      format = .type(type)
      files = try AthenaManifest(stream.bytes, location).files[...]
    case .s3Inventory:
      let manifest = try InventoryManifest(stream.bytes, location)
      format = .inventory(columns: manifest.columns)
      files = manifest.files[...]
    }
    repeated = RepeatedFiles(in: files)
  }

  // MARK: Formats

  private func open(_ location: ObjectLocation) throws(DatasetError) -> Source {
    switch format {
    case .inventory(let columns):
      return .records(try RecordSource(location, in: store, limits, columns: columns, delimiter: 0x2c))
    case .type(.csv):
      switch try config.header() {
      case .firstRow:
        return .records(try RecordSource(location, in: store, limits, columns: nil, delimiter: config.delimiter))
      case .given(let columns):
        return .records(try RecordSource(location, in: store, limits, columns: columns, delimiter: config.delimiter))
      }
    case .type(.json):
      return .document(try DocumentSource(location, in: store, limits, pointer: config.itemsPointer))
    case .type(.jsonLines): return .lines(try LineSource(location, in: store, limits))
    case .type(.parquet):
      if arguments["VersionId"] != nil { throw .itemReaderFailed(DatasetText.parquetVersion) }
      throw .itemReaderFailed("\(location) cannot be read: PARQUET is not supported here, only CSV, JSON and JSONL.")
    case .type(.manifest): throw .itemReaderFailed("\(location) cannot be a manifest in a list of datasets.")
    }
  }

  private func argument(_ name: String) throws(DatasetError) -> String {
    guard let text = arguments[name]?.stringValue, !text.isEmpty else {
      throw .itemReaderFailed("The ItemReader needs '\(name)', a non-empty string.")
    }
    return text
  }
}

/// The location of an object.
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
