import StatesEngine

/// Opens a folder: reads the manifest, then every segment into the tables, and leaves a log that can be written to.
struct FileStoreOpening {
  let folder: String
  let settings: FileStoreSettings
  let fileSystem: any StorageFileSystem
  var log: FileStoreLog
  var tables: StoreTables
  var report = FileStoreOpeningReport()
  var files: [UInt32: any StorageFile] = [:]
  /// Segments of which something was lost: they are kept for people to look at.
  var damaged: Set<UInt32> = []
  /// Files that nobody needs, but that hold what was acknowledged.
  private var setAside: Set<String> = []
  /// Held as long as the store is open.
  let lock: any AnyObject & Sendable
  /// What the folder held at first.
  private let names: Set<String>

  init(folder: String, settings: FileStoreSettings, fileSystem: any StorageFileSystem) throws(StoreError) {
    self.folder = folder
    self.settings = settings
    self.fileSystem = fileSystem
    tables = StoreTables(limits: .none, retention: settings.retention)
    log = FileStoreLog(folder: folder, fileSystem: fileSystem, durability: settings.durability)
    let locking = try storing { () throws(StorageProblem) in
      try fileSystem.makeFolder(folder)
      return try fileSystem.lock("\(folder)/LOCK", holder: "swift-states-language")
    }
    switch locking {
    case .taken(let lock): self.lock = lock
    case .held(let holder): throw .inUse(folder: folder, by: holder)
    }
    names = Set(try storing { () throws(StorageProblem) in try fileSystem.names(in: folder) })
    try readManifest()
    try checkOthers()
    tables.fenceOfOpening = UInt64(log.manifest.opening) << 32
    for part in log.manifest.parts { try read(part) }
    try begin()
  }

  // MARK: Reading

  private mutating func readManifest() throws(StoreError) {
    let path = log.path(StoreManifest.name)
    if names.contains(StoreManifest.name) {
      let bytes = try storing { () throws(StorageProblem) in
        let file = try fileSystem.open(path)
        return try file.read(Int(min(try file.size(), 64 << 20)), at: 0)
      }
      log.manifest = try StoreManifest(bytes, file: path)
    } else if names.contains(where: { Segment.number($0) != nil }) {
      throw .damaged(
        file: path, offset: 0, reason: "the manifest is missing, but segments are there; restore it from a backup")
    }
    // Every opening takes everything over.
    log.manifest.opening &+= 1
  }

  /// Looks at segments that the manifest does not name. A process that ends between two manifests leaves such: an empty
  /// one, a copy, or those that a copy has taken the place of. One with commits that is newer than the manifest is not
  /// left by any process.
  private mutating func checkOthers() throws(StoreError) {
    for name in names.sorted() {
      guard let number = Segment.number(name), number >= log.manifest.nextSegment else { continue }
      let path = log.path(name)
      let isCommits = try storing { () throws(StorageProblem) in
        let file = try fileSystem.open(path)
        let header = try file.read(Segment.headerSize, at: 0)
        let size = try file.size()
        return (try? Segment.check(header, number: number, file: path)) == .log && size > UInt64(Segment.headerSize)
      }
      guard isCommits else { continue }
      let damage = StoreError.damaged(
        file: log.path(StoreManifest.name), offset: 0,
        reason: "the manifest is older than \(name), which holds commits; restore all files of one backup")
      guard settings.damage == .keepWhole else { throw damage }
      report.add("\(damage)")
      setAside.insert(name)
      log.manifest.nextSegment = max(log.manifest.nextSegment, number &+ 1)
    }
  }

  /// Stops at damage, or notes it, as the settings say.
  private mutating func found(_ damage: StoreError, _ part: StoreManifest.Part) throws(StoreError) {
    guard settings.damage == .keepWhole else { throw damage }
    damaged.insert(part.number)
    report.add("\(damage)")
  }

  private mutating func read(_ part: StoreManifest.Part) throws(StoreError) {
    let path = log.path(part.number)
    guard names.contains(Segment.name(part.number)) else {
      try found(.damaged(file: path, offset: 0, reason: "the segment is missing; restore it from a backup"), part)
      return
    }
    let (file, size, header) = try storing { () throws(StorageProblem) in
      let file = try fileSystem.open(path)
      return (file, try file.size(), try file.read(Segment.headerSize, at: 0))
    }
    files[part.number] = file
    do throws(StoreError) {
      try Segment.check(header, number: part.number, file: path)
    } catch {
      guard case .damaged = error else { throw error }
      try found(error, part)
    }
    if let length = part.length, length > size {
      try found(.damaged(file: path, offset: size, reason: "the segment has \(size) bytes, it had \(length)"), part)
    }
    let end = min(part.length ?? size, size)
    let offset = try readRecords(of: part, file, path, end: end)
    // Of the last segment in the end.
    report.cutBytes = size - min(offset, size)
    log.active = file
    log.length = offset
  }

  /// Reads records up to the end, or to where none follows that was acknowledged.
  ///
  /// - Returns: where it has stopped.
  private mutating func readRecords(
    of part: StoreManifest.Part, _ file: any StorageFile, _ path: String, end: UInt64
  ) throws(StoreError) -> UInt64 {
    var scanner = Segment.Scanner(file: file, number: part.number, end: end)
    var offset = min(UInt64(Segment.headerSize), end)
    while offset < end {
      if let record = try storing({ () throws(StorageProblem) in try scanner.record(at: offset) }) {
        try replay(record, part, path, at: offset)
        offset = record.end
        continue
      }
      let (resumed, wasDurable) = try storing { () throws(StorageProblem) in
        let resumed = try scanner.nextRecord(from: offset + 1)
        // It was acknowledged if the segment was ended after it, or if a record was written when it was durable.
        var wasDurable = part.length != nil
        var candidate = resumed
        while !wasDurable, let next = candidate, let record = try scanner.record(at: next) {
          wasDurable = record.durable > offset
          candidate = try scanner.nextRecord(from: record.end)
        }
        return (resumed ?? end, wasDurable)
      }
      guard wasDurable else { break }
      try found(
        .damaged(
          file: path, offset: offset,
          reason:
            "a record is damaged (\(resumed - offset) bytes); restore the file from a backup, or open the store with "
            + "damage: .keepWhole to go on with what is whole"), part)
      offset = resumed
    }
    return offset
  }

  private mutating func replay(
    _ record: Segment.Record, _ part: StoreManifest.Part, _ path: String, at offset: UInt64
  ) throws(StoreError) {
    guard let changes = try? StoreRecords.read(record.payload) else {
      try found(.damaged(file: path, offset: offset, reason: "a record has no known form"), part)
      return
    }
    do throws(StoreError) {
      var pending = StoreTables.Pending(lastRevision: tables.lastRevision)
      let placed = changes.map { $0.placed(in: part.number, at: record.offset) }
      tables.apply(try tables.check(placed, &pending, at: Timestamp(milliseconds: .min)))
    } catch {
      try found(
        .damaged(
          file: path, offset: offset, reason: "this commit does not follow from those before it: \(error)"), part)
    }
  }

  // MARK: Beginning

  /// Cuts off what was never acknowledged, and makes durable that the folder was opened.
  private mutating func begin() throws(StoreError) {
    report.executions = tables.entryCount
    tables.limits = settings.limits
    tables.fenceOfOpening = 1
    let last = log.manifest.parts.indices.last
    if let last, damaged.contains(log.manifest.parts[last].number) || files[log.manifest.parts[last].number] == nil {
      // A damaged segment is left as it is.
      log.active = nil
      log.length = max(log.length, UInt64(Segment.headerSize))
      report.cutBytes = 0
    } else if let last {
      log.manifest.parts[last].length = nil
    }
    try storing { () throws(StorageProblem) in
      if let file = log.active {
        if report.cutBytes > 0 { try file.truncate(to: log.length) }
        try file.sync()
        log.durable = log.length
        let writable = log.forWriting(file, length: log.length)
        log.active = writable
        files[log.number] = writable
        try log.replaceManifest(by: log.manifest)
      } else {
        log.durable = log.length
        let (number, file) = try log.roll()
        files[number] = file
      }
      // What a process left behind that ended between two manifests.
      let listed = Set(log.manifest.parts.map(\.number))
      for name in names {
        guard let number = Segment.number(name), !listed.contains(number) else { continue }
        if setAside.contains(name) {
          try fileSystem.rename(log.path(name), to: log.path(name) + Segment.damagedSuffix)
        } else {
          try fileSystem.remove(log.path(name))
        }
      }
    }
  }
}

/// Does something with files; what goes wrong is what a store's caller is told.
func storing<Answer>(_ body: () throws(StorageProblem) -> Answer) throws(StoreError) -> Answer {
  do throws(StorageProblem) {
    return try body()
  } catch {
    throw error.storeError
  }
}

extension StoreLimits {
  /// No limits: what was taken under others than today's is read all the same.
  fileprivate static var none: StoreLimits {
    var limits = StoreLimits()
    limits.keyBytes = .max
    limits.bodyBytes = .max
    limits.outlineBytes = .max
    limits.lists = .max
    limits.commitBytes = .max
    return limits
  }
}
