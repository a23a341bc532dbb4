/// The files of a store, as its writer sees them: appends to the last segment, begins new ones, replaces the manifest.
///
/// After a failed write or sync nobody knows what of the segment will be on the medium. So the segment is not written
/// to again: the next commit begins a new one, and the manifest says how much of the old one counts.
struct FileStoreLog: Sendable {
  let folder: String
  let fileSystem: any StorageFileSystem
  let durability: FileStoreSettings.Durability
  var manifest = StoreManifest()
  /// The last segment; `nil` if there is none.
  var active: (any StorageFile)?
  /// Whether a write or a sync of the last segment has failed.
  var isBroken = false
  /// How many bytes of the last segment belong to commits that were made.
  var length: UInt64 = 0
  /// How many of them are durable.
  var durable: UInt64 = 0
  /// How often commits were made durable.
  private(set) var syncs = 0
  /// How many bytes of commits were written.
  private(set) var written: UInt64 = 0

  init(folder: String, fileSystem: any StorageFileSystem, durability: FileStoreSettings.Durability) {
    self.folder = folder
    self.fileSystem = fileSystem
    self.durability = durability
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }
  func path(_ number: UInt32) -> String { path(Segment.name(number)) }

  /// The number of the segment that is written to.
  var number: UInt32 { manifest.parts.last?.number ?? 0 }

  /// Bytes of all segments that belong to the store.
  var bytes: UInt64 { manifest.parts.reduce(0) { $0 + ($1.length ?? length) } }

  /// Writes bytes to the end of the last segment, and waits as the durability says.
  mutating func append(_ bytes: [UInt8]) throws(StorageProblem) {
    guard let file = active, !isBroken else { throw StorageProblem(.other, "\(folder): no segment is open") }
    do throws(StorageProblem) {
      try file.write(bytes, at: length)
      if durability == .fsync { try file.sync() }
    } catch {
      isBroken = true
      // On a full medium, half a commit must not take the room that the next one needs.
      try? file.truncate(to: length)
      throw error
    }
    length += UInt64(bytes.count)
    written += UInt64(bytes.count)
    if durability == .fsync {
      durable = length
      syncs += 1
    }
  }

  /// Makes the last segment durable.
  mutating func sync() throws(StorageProblem) {
    guard let file = active, durable < length else { return }
    try file.sync()
    durable = length
    syncs += 1
  }

  /// Writes what is in memory only.
  func writeBuffered() throws(StorageProblem) {
    try (active as? BufferedFile)?.flush()
  }

  /// Ends the last segment and begins a new one.
  ///
  /// - Returns: the number and the file of the new one.
  mutating func roll() throws(StorageProblem) -> (number: UInt32, file: any StorageFile) {
    // What was left to the system is made durable at last: nobody looks at the segment's end again.
    try sync()
    var next = manifest
    let number = manifest.nextSegment
    if let last = next.parts.indices.last, next.parts[last].length == nil { next.parts[last].length = length }
    next.parts.append(StoreManifest.Part(number: number, length: nil))
    next.nextSegment = number &+ 1
    let created = try createSegment(number, .log)
    try created.sync()
    let file = forWriting(created, length: UInt64(Segment.headerSize))
    do throws(StorageProblem) {
      try replaceManifest(by: next)
    } catch {
      // The manifest may name the new segment, if only the folder could not be made durable.
      if manifest == next { begin(file) }
      isBroken = true
      throw error
    }
    begin(file)
    return (number, file)
  }

  /// Notes in the manifest where the last segment ends, so that damage at its end is told from a commit that was under
  /// way.
  mutating func end() throws(StorageProblem) {
    guard active != nil, let last = manifest.parts.indices.last else { return }
    try sync()
    guard !isBroken else { return }
    var next = manifest
    next.parts[last].length = length
    try replaceManifest(by: next)
  }

  /// A segment as commits are written to it.
  func forWriting(_ file: any StorageFile, length: UInt64) -> any StorageFile {
    durability == .memory ? BufferedFile(file, length: length) : file
  }

  private mutating func begin(_ file: any StorageFile) {
    active = file
    isBroken = false
    length = UInt64(Segment.headerSize)
    durable = length
  }

  func createSegment(_ number: UInt32, _ kind: Segment.Kind) throws(StorageProblem) -> any StorageFile {
    let file = try fileSystem.create(path(number))
    try file.write(Segment.header(number, kind), at: 0)
    return file
  }

  mutating func replaceManifest(by next: StoreManifest) throws(StorageProblem) {
    let draft = try fileSystem.create(path(StoreManifest.draftName))
    try draft.write(next.bytes, at: 0)
    try draft.sync()
    // The names of new segments must be durable before the manifest's.
    try fileSystem.syncFolder(folder)
    try fileSystem.rename(path(StoreManifest.draftName), to: path(StoreManifest.name))
    manifest = next
    try fileSystem.syncFolder(folder)
  }
}
