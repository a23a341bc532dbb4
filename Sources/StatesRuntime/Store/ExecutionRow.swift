public import StatesEngine

/// What a store knows of an execution without reading its journal or history.
public struct ExecutionRow: Sendable, Hashable {
  /// The status, as far as listing and recovery need it.
  public enum Status: UInt8, Sendable, Hashable, CaseIterable {
    /// It goes on, or waits.
    case running = 1
    /// It ended well.
    case succeeded = 2
    /// It ended with an error.
    case failed = 3
    /// Its time was up.
    case timedOut = 4
    /// It was stopped.
    case aborted = 5
    /// A child execution that has ended and will run again with its map run.
    case pendingRedrive = 6

    /// Whether it may still go on by itself.
    public var isRunning: Bool { self == .running }
  }

  /// The ARN.
  public var arn: String
  /// The lists in which it shows.
  public var lists: [String]
  /// The status.
  public var status: Status
  /// When it began.
  public var started: Timestamp
  /// When it was last redriven; `nil` if never.
  public var redriven: Timestamp?
  /// When it ended; `nil` while it runs.
  public var stopped: Timestamp?
  /// The next deadline; `nil` for none.
  public var wake: Timestamp?
  /// Who runs it; `nil` if anybody may claim it.
  public var owner: String?
  /// Raised by every takeover, also by opening a store anew; changes must name it.
  public var fence: UInt64
  /// The number of the next journal record.
  public var nextRecord: UInt64
  /// The number of the next history event.
  public var nextEvent: UInt64
  /// What the host wrote for itself.
  public var outline: [UInt8]

  /// By what it is listed: the stop date of an ended one, else the redrive date, else the start date.
  public var listed: Timestamp { stopped ?? redriven ?? started }

  /// The position right at this row.
  public var cursor: ExecutionCursor { ExecutionCursor(listed: listed, arn: arn) }

  /// The writer that may change the execution.
  public var writer: ExecutionWriter { ExecutionWriter(arn, fence: fence) }

  /// A row.
  public init(
    arn: String, lists: [String], status: Status, started: Timestamp, redriven: Timestamp?, stopped: Timestamp?,
    wake: Timestamp?, owner: String?, fence: UInt64, nextRecord: UInt64, nextEvent: UInt64, outline: [UInt8]
  ) {
    self.arn = arn
    self.lists = lists
    self.status = status
    self.started = started
    self.redriven = redriven
    self.stopped = stopped
    self.wake = wake
    self.owner = owner
    self.fence = fence
    self.nextRecord = nextRecord
    self.nextEvent = nextEvent
    self.outline = outline
  }
}

/// What an execution is recovered from.
public struct StoredJournal: Sendable, Hashable {
  /// The last snapshot; `nil` if none was written.
  public var snapshot: [UInt8]?
  /// The number of the first of `records`: the snapshot holds what those before it have done.
  public var first: UInt64
  /// The records after the snapshot, in order.
  public var records: [[UInt8]]

  /// A journal.
  public init(snapshot: [UInt8]?, first: UInt64, records: [[UInt8]]) {
    self.snapshot = snapshot
    self.first = first
    self.records = records
  }
}

/// Successive events of a history, as they were appended.
public struct HistoryChunk: Sendable, Hashable {
  /// The number of the first event.
  public var first: UInt64
  /// How many events it holds, at least one.
  public var count: UInt32
  /// The events, in the host's form.
  public var body: [UInt8]

  /// A chunk.
  public init(first: UInt64, count: UInt32, body: [UInt8]) {
    self.first = first
    self.count = count
    self.body = body
  }
}

/// What kind of thing a document is: a name that its users agree on.
public struct DocumentKind: RawRepresentable, Sendable, Hashable {
  /// The name.
  public var rawValue: String

  /// A kind of that name.
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

  /// A key.
  public init(_ kind: DocumentKind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// A document as it is kept.
public struct StoredDocument: Sendable, Hashable {
  /// The key.
  public var key: DocumentKey
  /// By what pages are ordered.
  public var order: String
  /// Another number after every write of the document.
  public var revision: UInt64
  /// The bytes.
  public var body: [UInt8]

  /// The position right at this document.
  public var cursor: DocumentCursor { DocumentCursor(order: order, name: key.name) }

  /// A document.
  public init(key: DocumentKey, order: String, revision: UInt64, body: [UInt8]) {
    self.key = key
    self.order = order
    self.revision = revision
    self.body = body
  }
}
