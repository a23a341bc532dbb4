import LanguageSupport
import StatesRuntime

/// The system's files as a process sees them that dies: from then on nothing is written any more, and the last write may
/// have been made in part. Locks are those of the process, and end with it.
final class MortalFileSystem: StorageFileSystem {
  private enum Life {
    case endless
    /// Dies during the write after so many.
    case writes(Int)
    case over
  }

  private let system = SystemFileSystem()
  private let life = Locked(Life.endless)

  /// Dies, after so many writes: during the one that comes then. At once with `nil`.
  func die(afterWrites count: Int?) { life.withLock { $0 = count.map { .writes($0) } ?? .over } }

  private static let dead = StorageProblem(.other, "the process is dead")

  /// Changes something, if the process still lives: it does not die in between.
  fileprivate func change<Answer: Sendable>(
    _ body: () throws(StorageProblem) -> Answer
  ) throws(StorageProblem) -> Answer {
    try life.withLock { life -> Result<Answer, StorageProblem> in
      if case .over = life { return .failure(Self.dead) }
      return Result(catching: body)
    }.get()
  }

  /// Makes a write: all of it, half of it, or nothing.
  fileprivate func write(_ bytes: [UInt8], _ body: ([UInt8]) throws(StorageProblem) -> Void) throws(StorageProblem) {
    try life.withLock { life -> Result<Void, StorageProblem> in
      switch life {
      case .endless: return Result { () throws(StorageProblem) in try body(bytes) }
      case .writes(0):
        life = .over
        return Result { () throws(StorageProblem) in try body(Array(bytes.prefix(bytes.count / 2))) }
          .flatMap { .failure(Self.dead) }
      case .writes(let count):
        life = .writes(count - 1)
        return Result { () throws(StorageProblem) in try body(bytes) }
      case .over: return .failure(Self.dead)
      }
    }.get()
  }

  func makeFolder(_ path: String) throws(StorageProblem) {
    try change { () throws(StorageProblem) in try system.makeFolder(path) }
  }

  func names(in folder: String) throws(StorageProblem) -> [String] { try system.names(in: folder) }

  func open(_ path: String) throws(StorageProblem) -> any StorageFile { MortalFile(try system.open(path), self) }

  func create(_ path: String) throws(StorageProblem) -> any StorageFile {
    MortalFile(try change { () throws(StorageProblem) in try system.create(path) }, self)
  }

  func rename(_ path: String, to newPath: String) throws(StorageProblem) {
    try change { () throws(StorageProblem) in try system.rename(path, to: newPath) }
  }

  func remove(_ path: String) throws(StorageProblem) {
    try change { () throws(StorageProblem) in try system.remove(path) }
  }

  func syncFolder(_ path: String) throws(StorageProblem) { try change {} }

  func lock(_ path: String, holder: String) throws(StorageProblem) -> StorageLocking { .taken(self) }

  private final class MortalFile: StorageFile {
    private let file: any StorageFile
    private let system: MortalFileSystem

    init(_ file: any StorageFile, _ system: MortalFileSystem) {
      self.file = file
      self.system = system
    }

    func size() throws(StorageProblem) -> UInt64 { try file.size() }

    func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8] { try file.read(count, at: offset) }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem) {
      try system.write(bytes) { (bytes) throws(StorageProblem) in try file.write(bytes, at: offset) }
    }

    func truncate(to size: UInt64) throws(StorageProblem) {
      try system.change { () throws(StorageProblem) in try file.truncate(to: size) }
    }

    func sync() throws(StorageProblem) { try system.change {} }
  }
}
