import LanguageSupport
import StatesEngine

/// Where a body is.
enum StoredBody: Sendable {
  /// In memory.
  case bytes([UInt8])
  /// In a file.
  case file(BodyLocation)

  var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(let location): Int(location.count)
    }
  }
}

/// A range of a segment.
struct BodyLocation: Sendable, Hashable {
  // The largest comes first: there are millions of these, and so they take 24 bytes.
  var offset: UInt64
  var segment: UInt32
  var count: UInt32
  /// Of the bytes alone, which are read without their record.
  var checksum: UInt32
}

/// A change with its bodies where they are: what the tables take, and what files hold.
enum TableChange: Sendable {
  case putDocument(DocumentKey, order: String, body: StoredBody, revision: UInt64?, condition: StoreCondition)
  case deleteDocument(DocumentKey, StoreCondition)
  case start(NewExecution)
  case append(TableWriter, from: UInt64, records: [StoredBody])
  case snapshot(TableWriter, before: UInt64, body: StoredBody)
  case update(TableWriter, wake: Timestamp?, outline: [UInt8]?)
  case history(TableWriter, first: UInt64, count: UInt32, body: StoredBody)
  case end(TableWriter, status: ExecutionRow.Status, at: Timestamp, snapshot: StoredBody?)
  case redrive(TableWriter, owner: String?, at: Timestamp)
  case release(TableWriter)
  case forget(arn: String)
  /// A whole execution, which a compaction has written.
  case row(StoreTables.Entry)
  /// More of the journal and the history of an execution, which a compaction has written after its row.
  case rest(arn: String, journal: [StoredBody], history: [StoreTables.Chunk])
  /// The last revision that was given, which a compaction has written.
  case revision(UInt64)
}

/// The writer of a change; without a fence in files, which are locked.
struct TableWriter: Sendable {
  var arn: String
  var fence: UInt64?
}

/// Everything that a store knows, in memory: rows, documents, and the indexes that pages are read from.
///
/// Both stores of this module consist of these tables and a storage for bodies. Checking and applying are separate, so
/// that a store can write checked commits to a file before anything of them is seen: `check` looks at the tables
/// through what is pending, `apply` cannot fail.
struct StoreTables: Sendable {
  struct Chunk: Sendable {
    var first: UInt64
    var count: UInt32
    var body: StoredBody

    /// The number of the event after these.
    var next: UInt64 { first &+ UInt64(count) }
  }

  /// An execution.
  struct Entry: Sendable {
    var arn: String
    var lists: [String]
    var outline: [UInt8]
    var owner: String?
    var fence: UInt64
    var started: Timestamp
    var redriven: Int64 = .min
    var stopped: Int64 = .min
    var wake: Int64 = .max
    /// The number of the first record after the snapshot.
    var firstRecord: UInt64 = 0
    /// The records after the snapshot.
    var journal: [StoredBody] = []
    var history: [Chunk] = []
    // Here, and not in an array: nearly every execution that waits has one, and nothing after it.
    var snapshot: StoredBody?
    var status: ExecutionRow.Status = .running
    /// Stays at the largest number. Two bytes, which were free: there are millions of these.
    var redriveCount: UInt16 = 0

    var nextRecord: UInt64 { firstRecord &+ UInt64(journal.count) }
    var nextEvent: UInt64 { history.last?.next ?? 1 }
    var listed: Int64 { stopped != .min ? stopped : redriven != .min ? redriven : started.milliseconds }
    var datedKey: DatedKey { DatedKey(date: listed, key: ByteKey(arn)) }
    var ownerKey: ByteKey? { owner.map { ByteKey($0) } }
    var wakeKey: DatedKey { DatedKey(date: wake, key: ByteKey(arn)) }

    var row: ExecutionRow {
      ExecutionRow(
        arn: arn, lists: lists, status: status, started: started, redriven: Self.date(redriven),
        redriveCount: Int(redriveCount), stopped: Self.date(stopped),
        wake: wake == .max ? nil : Timestamp(milliseconds: wake), owner: owner, fence: fence, nextRecord: nextRecord,
        nextEvent: nextEvent, outline: outline)
    }

    private static func date(_ milliseconds: Int64) -> Timestamp? {
      milliseconds == .min ? nil : Timestamp(milliseconds: milliseconds)
    }
  }

  struct Document: Sendable {
    var order: String
    var revision: UInt64
    var body: StoredBody
  }

  struct DatedKey: Sendable, Hashable, Comparable {
    var date: Int64
    var key: ByteKey

    static func < (left: DatedKey, right: DatedKey) -> Bool {
      left.date != right.date ? left.date < right.date : left.key < right.key
    }
  }

  struct OrderedKey: Sendable, Hashable, Comparable {
    var order: ByteKey
    var name: ByteKey

    static func < (left: OrderedKey, right: OrderedKey) -> Bool {
      left.order != right.order ? left.order < right.order : left.name < right.name
    }
  }

  struct ListKey: Sendable, Hashable {
    /// `nil` for all executions.
    var list: ByteKey?
    var status: ExecutionRow.Status
  }

  /// The ends of the owners' leases, by the store's clock.
  enum Lease: Sendable {
    case forGood
    case until(Timestamp)
  }

  var limits: StoreLimits
  let retention: StoreRetention
  /// What executions begin with that files held: above every fence that an earlier opening gave.
  var fenceOfOpening: UInt64 = 1
  var lastRevision: UInt64 = 0
  /// About how many bytes a file has that holds all that is there.
  private(set) var liveBytes = 0

  private var entries = RowTable()
  private var lists: [ListKey: SortedList<DatedKey>] = [:]
  private(set) var documents: [ByteKey: [ByteKey: Document]] = [:]
  private var documentOrder: [ByteKey: SortedList<OrderedKey>] = [:]
  /// Running executions by owner, in the order of their deadlines.
  private var owned: [ByteKey?: SortedList<DatedKey>] = [:]
  private var leases: [ByteKey: Lease] = [:]
  /// The arrays of lists in use, so that executions of one machine share them.
  private var sharedLists: [[ByteKey]: (lists: [String], users: Int)] = [:]

  init(limits: StoreLimits, retention: StoreRetention) {
    self.limits = limits
    self.retention = retention
  }

  // MARK: Applying

  /// Makes checked changes.
  mutating func apply(_ changes: [TableChange]) {
    for change in changes { apply(change) }
  }

  private mutating func apply(_ change: TableChange) {
    switch change {
    case .putDocument(let key, let order, let body, let revision, _):
      removeDocument(key)
      lastRevision = max(revision ?? lastRevision &+ 1, lastRevision)
      documents[ByteKey(key.kind.rawValue), default: [:]][ByteKey(key.name)] = Document(
        order: order, revision: revision ?? lastRevision, body: body)
      documentOrder[ByteKey(key.kind.rawValue), default: SortedList()].insert(
        OrderedKey(order: ByteKey(order), name: ByteKey(key.name)))
      liveBytes += Document.fileBytes(key.name, order: order, body)
    case .deleteDocument(let key, _):
      removeDocument(key)
    case .start(let new):
      let entry = Entry(
        arn: new.arn, lists: new.lists, outline: new.outline, owner: new.owner, fence: fenceOfOpening,
        started: new.started,
        wake: new.wake?.milliseconds ?? .max)
      insert(entry)
    case .row(var entry):
      remove(ByteKey(entry.arn))
      entry.fence = fenceOfOpening
      insert(entry)
    case .rest(let arn, let journal, let history):
      liveBytes += journal.fileBytes + history.map(\.body).fileBytes
      entries.update(ByteKey(arn)) { entry in
        entry.journal.append(contentsOf: journal)
        entry.history.append(contentsOf: history)
      }
    case .revision(let revision):
      lastRevision = max(lastRevision, revision)
    case .forget(let arn):
      remove(ByteKey(arn))
    case .append(let writer, _, let records):
      liveBytes += records.fileBytes
      entries.update(ByteKey(writer.arn)) { $0.journal.append(contentsOf: records) }
    case .snapshot(let writer, let before, let body):
      var grown = body.fileBytes
      entries.update(ByteKey(writer.arn)) { entry in
        let dropped = min(Int(clamping: before &- entry.firstRecord), entry.journal.count)
        grown -= (entry.snapshot?.fileBytes ?? 0) + entry.journal.prefix(dropped).fileBytes
        // A new array, which has no more room than it needs.
        entry.journal = Array(entry.journal.dropFirst(dropped))
        entry.firstRecord = before
        entry.snapshot = body
      }
      liveBytes += grown
    case .history(let writer, let first, let count, let body):
      liveBytes += body.fileBytes
      entries.update(ByteKey(writer.arn)) { $0.history.append(Chunk(first: first, count: count, body: body)) }
    case .update(let writer, let wake, let outline):
      var grown = 0
      reindex(writer.arn) { entry in
        entry.wake = wake?.milliseconds ?? .max
        guard let outline else { return }
        grown = outline.count - entry.outline.count
        entry.outline = outline
      }
      liveBytes += grown
    case .end(let writer, let status, let at, let snapshot):
      var freed = 0
      reindex(writer.arn) { entry in
        freed = entry.journal.fileBytes + (entry.snapshot?.fileBytes ?? 0)
        entry.firstRecord = entry.nextRecord
        entry.journal = []
        entry.snapshot = snapshot
        entry.status = status
        entry.stopped = at.milliseconds
        entry.wake = .max
        entry.owner = nil
      }
      liveBytes += (snapshot?.fileBytes ?? 0) - freed
    case .redrive(let writer, let owner, let at):
      reindex(writer.arn) { entry in
        entry.status = .running
        entry.stopped = .min
        entry.redriven = at.milliseconds
        if entry.redriveCount < .max { entry.redriveCount += 1 }
        entry.owner = owner
        entry.fence &+= 1
      }
    case .release(let writer):
      reindex(writer.arn) { $0.owner = nil }
    }
  }

  /// Changes what indexes depend on.
  private mutating func reindex(_ arn: String, _ change: (inout Entry) -> Void) {
    let key = ByteKey(arn)
    guard let old = entries[key] else { return }
    var new = old
    change(&new)
    if old.status != new.status || old.listed != new.listed {
      updateLists(old) { $0.remove(old.datedKey) }
      updateLists(new) { $0.insert(new.datedKey) }
    }
    if old.status != new.status || old.wake != new.wake || old.owner != new.owner {
      disown(old)
      own(new)
    }
    entries.update(key) { $0 = new }
  }

  private mutating func insert(_ entry: Entry) {
    var entry = entry
    let names = entry.lists.map { ByteKey($0) }
    let shared = sharedLists[names] ?? (entry.lists, 0)
    sharedLists[names] = (shared.lists, shared.users + 1)
    entry.lists = shared.lists
    liveBytes += entry.fileBytes
    entries.insert(entry)
    updateLists(entry) { $0.insert(entry.datedKey) }
    own(entry)
  }

  private mutating func remove(_ key: ByteKey) {
    guard let entry = entries.remove(key) else { return }
    let names = entry.lists.map { ByteKey($0) }
    if let shared = sharedLists[names] {
      sharedLists[names] = shared.users > 1 ? (shared.lists, shared.users - 1) : nil
    }
    liveBytes -= entry.fileBytes
    updateLists(entry) { $0.remove(entry.datedKey) }
    disown(entry)
  }

  private mutating func removeDocument(_ key: DocumentKey) {
    let kind = ByteKey(key.kind.rawValue)
    guard let document = documents[kind]?.removeValue(forKey: ByteKey(key.name)) else { return }
    liveBytes -= Document.fileBytes(key.name, order: document.order, document.body)
    documentOrder[kind]?.remove(OrderedKey(order: ByteKey(document.order), name: ByteKey(key.name)))
    if documents[kind]?.isEmpty == true {
      documents[kind] = nil
      documentOrder[kind] = nil
    }
  }

  private mutating func updateLists(_ entry: Entry, _ body: (inout SortedList<DatedKey>) -> Void) {
    for list in [nil] + entry.lists.map({ Optional(ByteKey($0)) }) {
      let key = ListKey(list: list, status: entry.status)
      body(&lists[key, default: SortedList()])
      if lists[key]?.isEmpty == true { lists[key] = nil }
    }
  }

  private mutating func own(_ entry: Entry) {
    guard entry.status.isRunning else { return }
    owned[entry.ownerKey, default: SortedList()].insert(entry.wakeKey)
  }

  private mutating func disown(_ entry: Entry) {
    guard entry.status.isRunning else { return }
    owned[entry.ownerKey]?.remove(entry.wakeKey)
    if owned[entry.ownerKey]?.isEmpty == true { owned[entry.ownerKey] = nil }
  }

  /// Puts bodies where a compaction has copied them.
  mutating func relocate(_ moved: [BodyLocation: BodyLocation]) {
    func relocate(_ body: inout StoredBody) {
      if case .file(let location) = body, let new = moved[location] { body = .file(new) }
    }
    entries.updateAll { entry in
      for index in entry.journal.indices { relocate(&entry.journal[index]) }
      for index in entry.history.indices { relocate(&entry.history[index].body) }
      if var snapshot = entry.snapshot {
        relocate(&snapshot)
        entry.snapshot = snapshot
      }
    }
    for kind in Array(documents.keys) {
      for name in Array((documents[kind] ?? [:]).keys) {
        if var document = documents[kind]?[name] {
          relocate(&document.body)
          documents[kind]?[name] = document
        }
      }
    }
  }

  // MARK: Ownership

  mutating func renewLease(of owner: String, for duration: Duration?, at now: Timestamp) {
    leases = leases.filter { name, lease in owned[name] != nil || isValid(lease, at: now) }
    leases[ByteKey(owner)] = duration.map { .until(now.advanced(byMilliseconds: $0.wholeMilliseconds)) } ?? .forGood
  }

  mutating func claim(_ claim: StoreClaim, at now: Timestamp) -> [ExecutionRow] {
    renewLease(of: claim.owner, for: claim.lease, at: now)
    let due = claim.due?.milliseconds ?? .max
    var found: [DatedKey] = []
    for (owner, executions) in owned {
      if let owner {
        if owner == ByteKey(claim.owner) { continue }
        if let lease = leases[owner], isValid(lease, at: now) { continue }
      }
      found += executions.page(.ascending, from: nil, limit: claim.limit) { $0.date <= due }
    }
    found.sort()
    return found.prefix(claim.limit).compactMap { dated in
      reindex(dated.key.text) { entry in
        entry.owner = claim.owner
        entry.fence &+= 1
      }
      return entries.with(dated.key) { $0.row }
    }
  }

  private func isValid(_ lease: Lease, at now: Timestamp) -> Bool {
    switch lease {
    case .forGood: true
    case .until(let end): end > now
    }
  }

  // MARK: Reading

  func head(of key: ByteKey) -> Head? { entries.with(key) { Head($0) } }

  func entry(_ arn: String) -> Entry? { entries[ByteKey(arn)] }

  /// All executions, in no order.
  var allEntries: some Sequence<Entry> { entries.all }

  var entryCount: Int { entries.count }

  func executions(_ query: ExecutionQuery) -> [ExecutionRow] {
    let statuses =
      query.statuses.isEmpty
      ? ExecutionRow.Status.allCases : ExecutionRow.Status.allCases.filter(query.statuses.contains)
    let list = query.list.map { ByteKey($0) }
    var found: [DatedKey] = []
    for status in statuses {
      guard let executions = lists[ListKey(list: list, status: status)] else { continue }
      found += executions.page(query.direction, from: query.boundary, limit: query.limit)
    }
    if statuses.count > 1 { found.sort { query.direction == .ascending ? $0 < $1 : $0 > $1 } }
    return found.prefix(query.limit).compactMap { entries.with($0.key) { $0.row } }
  }

  func documents(_ query: DocumentQuery) -> [(key: DocumentKey, document: Document)] {
    let kind = ByteKey(query.kind.rawValue)
    guard let order = documentOrder[kind], let all = documents[kind] else { return [] }
    let prefix = Array(query.prefix.utf8)
    func belongs(_ key: OrderedKey) -> Bool { key.order.text.utf8.starts(with: prefix) }
    let after = query.after.map { OrderedKey(order: ByteKey($0.order), name: ByteKey($0.name)) }
    // Order keys before and after those of the prefix, in byte order.
    func isBeforePrefix(_ key: OrderedKey) -> Bool {
      !belongs(key) && key.order.text.utf8.lexicographicallyPrecedes(prefix)
    }
    let boundary: (OrderedKey) -> Bool =
      switch query.direction {
      case .ascending: { key in isBeforePrefix(key) || after.map { key <= $0 } ?? false }
      case .descending: { key in (belongs(key) || isBeforePrefix(key)) && after.map { key < $0 } ?? true }
      }
    let page = order.page(query.direction, from: boundary, limit: query.limit, while: belongs)
    return page.compactMap { key in
      all[key.name].map { (DocumentKey(query.kind, key.name.text), $0) }
    }
  }

  func document(_ key: DocumentKey) -> Document? { documents[ByteKey(key.kind.rawValue)]?[ByteKey(key.name)] }

  func history(of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int) -> [Chunk] {
    guard let chunks = entries.with(ByteKey(arn), { $0.history }), let last = chunks.last else { return [] }
    // How many chunks begin at or before the event.
    var low = 0
    var high = chunks.count
    if let event {
      while low < high {
        let middle = low + (high - low) / 2
        if chunks[middle].first <= event { low = middle + 1 } else { high = middle }
      }
    }
    switch direction {
    case .ascending:
      guard let event else { return Array(chunks.prefix(limit)) }
      guard event < last.next else { return [] }
      return Array(chunks[max(low - 1, 0)...].prefix(limit))
    case .descending:
      let end = event == nil ? chunks.count : low
      return chunks[..<end].suffix(limit).reversed()
    }
  }

  /// Ended executions that retention forgets now, the oldest first.
  func expired(at now: Timestamp, limit: Int) -> [String] {
    let ended = ExecutionRow.Status.allCases.filter { !$0.isRunning }
      .compactMap { lists[ListKey(list: nil, status: $0)] }
    let excess = retention.count.map { max(ended.reduce(0) { $0 + $1.count } - max($0, 0), 0) } ?? 0
    // Nearly always there is nothing to remove, which the oldest execution shows.
    guard excess > 0 || ended.contains(where: { $0.first.map { isExpired(stopped: $0.date, at: now) } ?? false }) else {
      return []
    }
    let oldest = ended.flatMap { $0.page(.ascending, from: nil, limit: limit) }.sorted().prefix(limit)
    return oldest.enumerated().prefix { $0 < excess || isExpired(stopped: $1.date, at: now) }.map(\.element.key.text)
  }

  func isExpired(stopped: Int64, at now: Timestamp) -> Bool {
    guard let age = retention.age else { return false }
    return Timestamp(milliseconds: stopped).advanced(byMilliseconds: age.wholeMilliseconds) <= now
  }
}

extension ExecutionQuery {
  /// Where the page begins, as ``SortedList/page(_:from:limit:while:)`` wants it.
  fileprivate var boundary: ((StoreTables.DatedKey) -> Bool)? {
    guard let after else { return nil }
    let cursor = StoreTables.DatedKey(date: after.listed.milliseconds, key: ByteKey(after.arn))
    return switch direction {
    case .ascending: { $0 <= cursor }
    case .descending: { $0 < cursor }
    }
  }
}
