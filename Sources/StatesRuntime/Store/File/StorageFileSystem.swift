/// The few operations that a ``FileStore`` needs of a file system, so that tests can make them fail or take long.
public protocol StorageFileSystem: Sendable {
  /// Makes a folder, and those above it, unless it is there.
  func makeFolder(_ path: String) throws(StorageProblem)
  /// What a folder holds.
  func names(in folder: String) throws(StorageProblem) -> [String]
  /// Opens a file that is there.
  func open(_ path: String) throws(StorageProblem) -> any StorageFile
  /// Makes an empty file, over one that is there.
  func create(_ path: String) throws(StorageProblem) -> any StorageFile
  /// Gives a file another name, over one that is there, at one stroke.
  func rename(_ path: String, to newPath: String) throws(StorageProblem)
  /// Removes a file.
  func remove(_ path: String) throws(StorageProblem)
  /// Makes durable which names a folder holds.
  func syncFolder(_ path: String) throws(StorageProblem)
  /// Takes the lock of a file, and writes its holder's name into it.
  ///
  /// - Returns: the lock, which is given back with the last reference; or the name of who holds it.
  func lock(_ path: String, holder: String) throws(StorageProblem) -> StorageLocking
}

/// What came of an attempt to take a lock.
public enum StorageLocking: Sendable {
  /// It was taken, and is held as long as the object lives.
  case taken(any AnyObject & Sendable)
  /// Another holds it.
  case held(by: String)
}

/// An open file; closed with the last reference.
public protocol StorageFile: Sendable, AnyObject {
  /// How many bytes it holds.
  func size() throws(StorageProblem) -> UInt64
  /// Bytes from an offset on, fewer at the end.
  func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8]
  /// Writes all bytes; when it throws, some of them may have been written.
  func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem)
  /// Cuts the file off.
  func truncate(to size: UInt64) throws(StorageProblem)
  /// Makes durable what the file holds.
  func sync() throws(StorageProblem)
}

/// Why an operation has failed.
public struct StorageProblem: Error, Sendable {
  /// What callers tell apart.
  public enum Kind: Sendable, Hashable {
    /// There is no room.
    case full
    /// Anything else.
    case other
  }

  /// What callers tell apart.
  public var kind: Kind
  /// The path and the system's words.
  public var reason: String

  /// A problem.
  public init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// What the caller of a store is told.
  var storeError: StoreError {
    switch kind {
    case .full: .full(reason)
    case .other: .unavailable(reason)
    }
  }
}
