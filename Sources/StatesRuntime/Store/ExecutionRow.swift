public import StatesEngine

/// What a store knows about an execution without reading its journal or history.
public struct ExecutionRow: Sendable, Hashable {
  /// The status, as far as listing and recovery need it.
  public enum Status: UInt8, Sendable, Hashable, CaseIterable {
    /// It runs, or waits.
    case running = 1
    /// It succeeded.
    case succeeded = 2
    /// It failed with an error.
    case failed = 3
    /// It exceeded its time limit.
    case timedOut = 4
    /// It was aborted.
    case aborted = 5
    /// A child execution that has ended and will run again with its map run.
    case pendingRedrive = 6

    /// Whether it may still continue on its own.
    public var isRunning: Bool { self == .running }
  }

  /// The ARN.
  public var arn: String
  /// The lists that contain it.
  public var lists: [String]
  /// The status.
  public var status: Status
  /// The time at which it started.
  public var started: Timestamp
  /// The time of the last redrive; `nil` if there was none.
  public var redriven: Timestamp?
  /// The number of redrives: how many ``StoreChange/redrive(_:owner:at:)`` changes it has had. The stores of this module
  /// count up to 65,535.
  public var redriveCount: Int
  /// The time at which it ended; `nil` while it runs.
  public var stopped: Timestamp?
  /// The next deadline; `nil` for none.
  public var wake: Timestamp?
  /// The owner that runs it; `nil` if any owner may claim it.
  public var owner: String?
  /// Raised by every takeover, and when a store is opened again; changes must name it.
  public var fence: UInt64
  /// The number of the next journal record.
  public var nextRecord: UInt64
  /// The number of the next history event.
  public var nextEvent: UInt64
  /// Bytes of the host, which the store does not interpret.
  public var outline: [UInt8]

  /// The date that lists are ordered by: the stop date of an ended execution, else the redrive date, else the start
  /// date.
  public var listed: Timestamp { stopped ?? redriven ?? started }

  /// The position of this row.
  public var cursor: ExecutionCursor { ExecutionCursor(listed: listed, arn: arn) }

  /// The writer that may change the execution.
  public var writer: ExecutionWriter { ExecutionWriter(arn, fence: fence) }

  /// Creates a row.
  public init(
    arn: String, lists: [String], status: Status, started: Timestamp, redriven: Timestamp?,
    redriveCount: Int, stopped: Timestamp?, wake: Timestamp?, owner: String?, fence: UInt64, nextRecord: UInt64,
    nextEvent: UInt64, outline: [UInt8]
  ) {
    self.arn = arn
    self.lists = lists
    self.status = status
    self.started = started
    self.redriven = redriven
    self.redriveCount = redriveCount
    self.stopped = stopped
    self.wake = wake
    self.owner = owner
    self.fence = fence
    self.nextRecord = nextRecord
    self.nextEvent = nextEvent
    self.outline = outline
  }
}

/// The data that an execution is recovered from.
public struct StoredJournal: Sendable, Hashable {
  /// The last snapshot; `nil` if none was written.
  public var snapshot: [UInt8]?
  /// The number of the first of `records`: the snapshot contains the effects of those before it.
  public var first: UInt64
  /// The records after the snapshot, in order.
  public var records: [[UInt8]]

  /// Creates a journal.
  public init(snapshot: [UInt8]?, first: UInt64, records: [[UInt8]]) {
    self.snapshot = snapshot
    self.first = first
    self.records = records
  }
}

/// Successive events of a history, as they were appended together.
public struct HistoryChunk: Sendable, Hashable {
  /// The number of the first event.
  public var first: UInt64
  /// The number of events in it, at least one.
  public var count: UInt32
  /// The events, as the host encodes them.
  public var body: [UInt8]

  /// Creates a chunk.
  public init(first: UInt64, count: UInt32, body: [UInt8]) {
    self.first = first
    self.count = count
    self.body = body
  }
}

/// The kind of a document: a name that its users agree on.
public struct DocumentKind: RawRepresentable, Sendable, Hashable {
  /// The name.
  public var rawValue: String

  /// Creates a kind with a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// State machines.
  public static let stateMachine = DocumentKind(rawValue: "stateMachine")
  /// Versions of state machines.
  public static let version = DocumentKind(rawValue: "version")
  /// Aliases of state machines.
  public static let alias = DocumentKind(rawValue: "alias")
  /// Activities.
  public static let activity = DocumentKind(rawValue: "activity")
  /// Tags of a resource.
  public static let tags = DocumentKind(rawValue: "tags")
}

/// The kind and the name of a document.
public struct DocumentKey: Sendable, Hashable {
  /// The kind.
  public var kind: DocumentKind
  /// The name, which no other document of the kind has.
  public var name: String

  /// Creates a key.
  public init(_ kind: DocumentKind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// A document as it is stored.
public struct StoredDocument: Sendable, Hashable {
  /// The key.
  public var key: DocumentKey
  /// The string that pages are ordered by.
  public var order: String
  /// A number that changes with every write of the document.
  public var revision: UInt64
  /// The bytes.
  public var body: [UInt8]

  /// The position of this document.
  public var cursor: DocumentCursor { DocumentCursor(order: order, name: key.name) }

  /// Creates a document.
  public init(key: DocumentKey, order: String, revision: UInt64, body: [UInt8]) {
    self.key = key
    self.order = order
    self.revision = revision
    self.body = body
  }
}
