import LanguageSupport
import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesRuntime

/// Datasets are read piece by piece, and no more of them than is asked for.
@Suite struct ItemCursorTests {
  /// A store that hands out a few bytes at a time and counts them.
  private final class Sparing: DatasetStore {
    let bytes: [UInt8]
    let most: Int
    let given = Locked(0)

    init(_ text: String, most: Int) {
      bytes = Array(text.utf8)
      self.most = most
    }

    func object(bucket: String, key: String) -> [UInt8]? { bytes }
    func list(bucket: String, prefix: String) -> [DatasetObject] { [] }
    func put(_ bytes: [UInt8], bucket: String, key: String) {}
    func reader(bucket: String, key: String) -> (any DatasetReader)? { Reader(store: self) }

    struct Reader: DatasetReader {
      let store: Sparing
      var at = 0

      mutating func next(_ count: Int) -> [UInt8] {
        let end = min(at + min(count, store.most), store.bytes.count)
        defer { at = end }
        let more = end - at
        store.given.withLock { $0 += more }
        return Array(store.bytes[at..<end])
      }
    }
  }

  private static func request(_ type: String, _ more: JSON.Object = [:]) -> ItemReadingRequest {
    var config: JSON.Object = ["InputType": .string(type), "CSVHeaderLocation": "FIRST_ROW"]
    for member in more.members { config[member.key] = member.value }
    return ItemReadingRequest(
      resource: "arn:aws:states:::s3:getObject", arguments: ["Bucket": "b", "Key": "k"], config: config)
  }

  private static let csv = "\u{feff}a,b\r\n1,\"x\"\"\ny\"\r\n2,\\\"z\r\n\r\n3,ö"
  private static let lines = "{\"a\":1}\n\n [2]\r\n\"ö\"\n4"
  private static let document = "[ {\"a\":1},\n[2] ,\"ö\",4\r\n]\n"

  @Test(arguments: ["CSV", "JSONL", "JSON"], [1, 2, 3, 5, 7, 1_000])
  func piecesOfAnySizeGiveTheSameItems(type: String, size: Int) throws {
    let text = type == "CSV" ? Self.csv : type == "JSON" ? Self.document : Self.lines
    let expected: [JSON] =
      type == "CSV"
      ? [["a": "1", "b": "x\"\ny"], ["a": "2", "b": "\"z"], ["a": "", "b": ""], ["a": "3", "b": "ö"]]
      : [["a": 1], [2], "ö", 4]
    let items = try ItemReaders.read(Self.request(type), from: Sparing(text, most: size)).get()
    #expect(items.map(\.value) == expected)
  }

  @Test(arguments: [1, 2, 3]) func itemsComeAsManyAsAreAskedFor(count: Int) throws {
    let store = InMemoryDatasetStore(texts: ["b": ["k": "1\n2\n3\n4\n5\n"]])
    var cursor = try ItemCursor(Self.request("JSONL"), store)
    var values: [JSON] = []
    while !cursor.isAtEnd {
      let items = try cursor.next(count, bytes: .max)
      #expect(items.count <= count)
      values += items.map(\.value)
      #expect(cursor.position == values.count)
    }
    #expect(values == [1, 2, 3, 4, 5])
  }

  /// A read is limited by the bytes of items, not only by their number.
  @Test(arguments: [
    ("CSV", "name\n" + String(repeating: "123456789\n", count: 100)),
    ("JSONL", String(repeating: "\"12345678\"\n", count: 100)),
    ("JSON", "[" + String(repeating: "\"12345678\",", count: 99) + "1]"),
  ])
  func itemsComeUntilTheirBytesAreEnough(type: String, text: String) throws {
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    var cursor = try ItemCursor(Self.request(type), store)
    #expect(try cursor.next(.max, bytes: 1).count == 1)
    let next = try cursor.next(.max, bytes: 100).count
    #expect((4...11).contains(next))
    #expect(cursor.position == 1 + next)
  }

  @Test func objectsOfAListingComeUntilTheirBytesAreEnough() throws {
    let keys = Dictionary(uniqueKeysWithValues: (0..<50).map { ("key-\($0)", "") })
    let request = ItemReadingRequest(
      resource: "arn:aws:states:::s3:listObjectsV2", arguments: ["Bucket": "b"], config: [:])
    var cursor = try ItemCursor(request, InMemoryDatasetStore(texts: ["b": keys]))
    #expect(try cursor.next(.max, bytes: 1_000).count < 10)
    #expect(try cursor.next(.max, bytes: .max).count > 40)
    #expect(cursor.isAtEnd)
  }

  /// The names of many columns are in every row, however short the rows are.
  @Test func rowsAreAsLongAsTheNamesOfTheirColumns() throws {
    let names = (0..<1_000).map { "c\($0)" }.joined(separator: ",")
    let store = InMemoryDatasetStore(texts: ["b": ["k": names + "\n" + String(repeating: "1\n", count: 100)]])
    var limits = DatasetLimits()
    limits.bytesPerReading = 25_000
    var cursor = try ItemCursor(Self.request("CSV"), store, limits)
    #expect(try cursor.next().count == 3)
    limits.maximumItemBytes = 9_000
    cursor = try ItemCursor(Self.request("CSV"), store, limits)
    #expect(throws: DatasetError.itemReaderFailed("s3://b/k has an item of more than 9000 bytes.")) {
      try cursor.next()
    }
  }

  @Test(arguments: ["CSV", "JSONL", "JSON"])
  func anItemHasNoMoreBytesThanAnItemMay(type: String) throws {
    let long = String(repeating: "x", count: 600_000)
    let text = type == "CSV" ? "a\n\(long)\n" : type == "JSON" ? "[\"\(long)\"]" : "\"\(long)\""
    var limits = DatasetLimits()
    limits.maximumItemBytes = 500_000
    var cursor = try ItemCursor(Self.request(type), InMemoryDatasetStore(texts: ["b": ["k": text]]), limits)
    #expect(throws: DatasetError.itemReaderFailed("s3://b/k has an item of more than 500000 bytes.")) {
      try cursor.next()
    }
    limits.maximumItemBytes = 700_000
    cursor = try ItemCursor(Self.request(type), InMemoryDatasetStore(texts: ["b": ["k": text]]), limits)
    #expect(try cursor.next().count == 1)
  }

  @Test(arguments: ["CSV", "JSONL", "JSON"])
  func anObjectHasNoMoreBytesThanAnObjectMay(type: String) {
    let text = type == "CSV" ? "a\n1\n2\n" : type == "JSON" ? "[1,2]" : "1\n2\n3"
    var limits = DatasetLimits()
    limits.maximumObjectBytes = 3
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    #expect(throws: DatasetError.itemReaderFailed("s3://b/k cannot be read: it is longer than 3 bytes.")) {
      var cursor = try ItemCursor(Self.request(type), store, limits)
      _ = try cursor.next()
    }
  }

  @Test(arguments: [["InputType": "MANIFEST"], ["InputType": "CSV", "ManifestType": "ATHENA_DATA"]] as [JSON.Object])
  func aManifestHasNoMoreBytesThanAManifestMay(config: JSON.Object) {
    let request = ItemReadingRequest(
      resource: "arn:aws:states:::s3:getObject", arguments: ["Bucket": "b", "Key": "k"], config: config)
    var limits = DatasetLimits()
    limits.maximumManifestBytes = 10
    let store = InMemoryDatasetStore(texts: ["b": ["k": "s3://b/some-file\n"]])
    #expect(throws: DatasetError.itemReaderFailed("s3://b/k cannot be read: it is longer than 10 bytes.")) {
      try ItemCursor(request, store, limits)
    }
  }

  /// An object that a manifest lists once may have any length; only reading it again is limited.
  @Test(arguments: ["INVENTORY", "ATHENA"])
  func ofObjectsThatAManifestListsRepeatedlySoManyBytesAreReadAgain(kind: String) throws {
    let keys = ["other", "twice", "twice", "twice", "last"]
    let isInventory = kind == "INVENTORY"
    let inventory: JSON = ["fileSchema": "a", "files": .array(keys.map { ["key": .string($0)] })]
    let manifest = isInventory ? inventory.description : keys.map { "s3://b/\($0)\n" }.joined()
    let store = InMemoryDatasetStore(texts: [
      "b": ["k": manifest, "other": "1\n2\n3\n4\n5\n", "twice": "6\n7\n", "last": "8\n"]
    ])
    let request = ItemReadingRequest(
      resource: "arn:aws:states:::s3:getObject", arguments: ["Bucket": "b", "Key": "k"],
      config: isInventory ? ["InputType": "MANIFEST"] : ["InputType": "JSONL", "ManifestType": "ATHENA_DATA"])
    var limits = DatasetLimits()
    limits.maximumRepeatedBytes = 8
    func count() throws -> Int {
      var cursor = try ItemCursor(request, store, limits)
      var count = 0
      while !cursor.isAtEnd { count += try cursor.next().count }
      return count
    }
    #expect(try count() == 12)
    limits.maximumRepeatedBytes = 7
    #expect(
      throws: DatasetError.itemReaderFailed(
        "s3://b/twice cannot be read again: of objects that the manifest lists more than once, more than 7 bytes would be read again."
      )
    ) { try count() }
  }

  @Test(arguments: [Int.min, -1, 0, Int.max])
  func everyBoundWorks(bound: Int) throws {
    let store = InMemoryDatasetStore(texts: ["b": ["k": "1\n2\n3\n"]])
    var limits = DatasetLimits()
    limits.itemsPerReading = bound
    limits.bytesPerReading = bound
    limits.maximumExpansion = bound
    limits.freeUnpackedBytes = bound
    limits.maximumRepeatedBytes = bound
    var cursor = try ItemCursor(Self.request("JSONL"), store, limits)
    var count = 0
    while !cursor.isAtEnd { count += try cursor.next().count }
    #expect(count == 3)
    limits.maximumItemBytes = bound
    limits.maximumObjectBytes = bound
    limits.maximumManifestBytes = bound
    func read() throws {
      var cursor = try ItemCursor(Self.request("JSONL"), store, limits)
      _ = try cursor.next()
    }
    if bound == .max { try read() } else { #expect(throws: DatasetError.self) { try read() } }
  }

  @Test func noMoreIsReadThanTheItemsNeed() throws {
    let store = Sparing(String(repeating: "123456789\n", count: 1_000), most: 100)
    var cursor = try ItemCursor(Self.request("JSONL"), store)
    _ = try cursor.next(5, bytes: .max)
    #expect(store.given.withLock { $0 } <= 200)
  }

  @Test(arguments: [
    ("CSV", "n\n1\n2\n3\n"), ("JSONL", #"{"n":"1"}"# + "\n" + #"{"n":"2"}"# + "\n" + #"{"n":"3"}"#),
    ("JSON", #"[{"n":"1"},{"n":"2"},{"n":"3"}]"#),
  ])
  func readingGoesOnFromAPlace(type: String, text: String) throws {
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    let map = DatasetTransfers.Address(node: .root, id: MapRunID(branch: 0, serial: 0))
    var request = Self.request(type)
    request.position = 2
    guard case (.itemsRead(_, let items, _, nil), _) = DatasetTransfers.read(request, nil, from: store, for: map)
    else {
      Issue.record("no items")
      return
    }
    #expect(items.map(\.value) == [["n": "3"]])
  }

  @Test func allItemsAreCountedWhenAskedFor() throws {
    let store = InMemoryDatasetStore(texts: ["b": ["k": String(repeating: "1\n", count: 2_500)]])
    let map = DatasetTransfers.Address(node: .root, id: MapRunID(branch: 0, serial: 0))
    var request = Self.request("JSONL")
    request.countsItems = true
    guard
      case (.itemsRead(_, let items, false, let total), _) = DatasetTransfers.read(
        request, nil, from: store, for: map)
    else {
      Issue.record("no items")
      return
    }
    #expect(items.count == 1_000)
    #expect(total == 2_500)
  }

  @Test func aRunOverManyItemsReadsThemInSeveralPieces() throws {
    let text = (0..<3_500).map { "\($0)\n" }.joined()
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":10,"End":true,
        "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},
          "ReaderConfig":{"InputType":"JSONL"}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
          "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
      """#
    let execution = Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    let result = VirtualTimeDriver(datasets: store).run(execution)
    #expect(result.output == .array((0..<3_500).map { .integer($0) }))
    #expect(result.mapRuns.first?.itemCounts.succeeded == 3_500)
  }

  @Test func aBrokenLineFarBehindFailsTheRunWhenItIsReached() throws {
    let text = String(repeating: "1\n", count: 1_500) + "{\n"
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
        "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},
          "ReaderConfig":{"InputType":"JSONL"}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
          "StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}
      """#
    let execution = Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    let result = VirtualTimeDriver(datasets: store).run(execution)
    #expect(result.error == "States.ItemReaderFailed")
    #expect(result.cause?.contains("line 1501") == true)
  }
}
