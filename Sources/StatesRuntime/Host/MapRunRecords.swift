import OrderedJSON
import StatesEngine
import StatesLanguage

// What a host writes into a store of map runs and their children.

extension DocumentKind {
  /// The map runs of executions whose host records their children, by their ARNs.
  static let mapRun = DocumentKind(rawValue: "mapRun")
}

/// Which execution a map run belongs to.
struct MapRunOwner: Hashable, Sendable {
  static let version = 1

  /// The execution, which may itself be a child of a map run.
  var executionARN: String
  /// The execution at the top of its tree.
  var root: String

  /// The change that writes it.
  func document(_ mapRunARN: String) -> StoreChange {
    .putDocument(
      DocumentKey(.mapRun, mapRunARN), order: root,
      body: JSONPrinter.compact.bytes([.integer(Int64(Self.version)), .string(executionARN), .string(root)]))
  }
}

extension MapRunOwner {
  /// Reads the body of a document.
  init(bytes: [UInt8]) throws(WireFormError) {
    let parts = try WireReader(hostBytes: bytes).versioned(Self.version, count: 3)
    self.init(executionARN: try parts[1].string(), root: try parts[2].string())
  }
}

/// What a listing shows of a child that has ended, besides what every row has.
struct ChildOutline: Hashable, Sendable {
  static let version = 1

  var itemCount: Int
  var redriveCount: Int
  var redriveTime: Timestamp?

  /// The outline as JSON text.
  var bytes: [UInt8] {
    JSONPrinter.compact.bytes([
      .integer(Int64(Self.version)), .integer(Int64(itemCount)), .integer(Int64(redriveCount)), .time(redriveTime),
    ])
  }
}

extension ChildOutline {
  /// Reads what ``bytes`` gave.
  init(bytes: [UInt8]) throws(WireFormError) {
    let parts = try WireReader(hostBytes: bytes).versioned(Self.version, count: 4)
    self.init(
      itemCount: try parts[1].integer(0...Int.max), redriveCount: try parts[2].integer(0...Int.max),
      redriveTime: try parts[3].optionalTime())
  }
}

/// Children that have ended, on their way into a store.
struct RecordedChildren {
  private var children = Line<(changes: [StoreChange], byteCount: Int)>()
  private var byteCount = 0

  /// From how many bytes on children go ahead of the commit of their turn, which would grow without bound.
  private static let maximumBytes = 8 << 20

  var isEmpty: Bool { children.isEmpty }

  /// All changes that write them.
  var changes: [StoreChange] { children.remaining.flatMap(\.changes) }

  /// Adds a child that has ended.
  ///
  /// - Parameters:
  ///   - child: the child.
  ///   - definition: the key of the definition.
  mutating func add(_ child: Execution, definition: String) {
    guard let changes = Self.changes(child, definition: definition) else { return }
    let bytes = changes.reduce(0) { $0 + $1.byteCount }
    children.append((changes, bytes))
    byteCount += bytes
  }

  /// The first children, if all of them are too many for one commit. To write them ahead does no harm: a child that ends
  /// again replaces what was written.
  var ahead: (changes: [StoreChange], count: Int)? {
    guard byteCount > Self.maximumBytes else { return nil }
    var ahead: [StoreChange] = []
    var (bytes, count) = (0, 0)
    for child in children.remaining where bytes < Self.maximumBytes {
      ahead += child.changes
      bytes += child.byteCount
      count += 1
    }
    return (ahead, count)
  }

  /// The first children have been written.
  mutating func removeFirst(_ count: Int) {
    for _ in 0..<count { byteCount -= children.popFirst()?.byteCount ?? 0 }
  }

  /// Puts children that were not written before those that came meanwhile.
  mutating func prepend(_ earlier: RecordedChildren) {
    var all = earlier
    for child in children.remaining { all.children.append(child) }
    all.byteCount += byteCount
    self = all
  }

  /// The changes that make an execution of the store of a child.
  private static func changes(_ child: Execution, definition: String) -> [StoreChange]? {
    guard let run = child.mapRunChild else { return nil }
    let arn = child.identity.executionARN
    let writer = ExecutionWriter(arn, fence: 1)
    let description = ExecutionDescription(child)
    let outline = ChildOutline(
      itemCount: run.itemCount, redriveCount: description.redriveCount, redriveTime: description.redriveTime)
    var changes: [StoreChange] = [
      // It may have ended before, and been redriven.
      .forget(arn: arn),
      .start(
        NewExecution(
          arn: arn, lists: [run.mapRunARN], started: description.startTime, owner: nil, outline: outline.bytes)),
    ]
    var child = child
    let events = child.takeHistory()
    if child.identity.type == .standard {
      var chunks = HistoryChunks(firstEvent: 1)
      for event in events { chunks.events.append(event.bytes) }
      changes += chunks.take(for: writer)
    }
    // Its own map runs are described by a tree, as those of other executions.
    let tree =
      child.mapRunCount == 0
      ? nil
      : ExecutionTree(child, ExecutionTree.Options()).snapshot(Agenda(), at: child.now, outline: false)
    let ending = HostEnding(
      description: description, definition: definition, progress: HistoryProgress(), origin: ExecutionOrigin(),
      tree: tree)
    changes.append(
      .end(
        writer, status: ExecutionRow.Status(description.status), at: description.stopTime ?? child.now,
        snapshot: ending.bytes))
    return changes
  }
}

extension HistoryEvent {
  /// The event as JSON text.
  var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 512)
    write(to: &writer)
    return writer.bytes
  }
}
