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

  @Test(arguments: ["CSV", "JSONL"], [1, 2, 3, 5, 7, 1_000])
  func piecesOfAnySizeGiveTheSameItems(type: String, size: Int) throws {
    let text = type == "CSV" ? Self.csv : Self.lines
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
      let items = try cursor.next(count)
      #expect(items.count <= count)
      values += items.map(\.value)
      #expect(cursor.position == values.count)
    }
    #expect(values == [1, 2, 3, 4, 5])
  }

  @Test func noMoreIsReadThanTheItemsNeed() throws {
    let store = Sparing(String(repeating: "123456789\n", count: 1_000), most: 100)
    var cursor = try ItemCursor(Self.request("JSONL"), store)
    _ = try cursor.next(5)
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
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"))
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
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"))
    let store = InMemoryDatasetStore(texts: ["b": ["k": text]])
    let result = VirtualTimeDriver(datasets: store).run(execution)
    #expect(result.error == "States.ItemReaderFailed")
    #expect(result.cause?.contains("line 1501") == true)
  }
}
