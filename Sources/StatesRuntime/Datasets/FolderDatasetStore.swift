import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A store in a folder: each bucket is a folder in it, each object a file whose path is its key.
///
/// No name leads out of the folder: buckets and keys with empty, `.` or `..` parts are refused, symbolic links to files
/// are not followed and not listed. A folder above an object may be a link, which is assumed to be intended.
public struct FolderDatasetStore: DatasetStore {
  /// The folder's path.
  public let root: String
  /// The maximum length in bytes of a file that ``object(bucket:key:)`` reads as a whole.
  public var maximumObjectBytes = 1_073_741_824

  /// Creates a store in the folder at a path, which need not exist until something is written.
  public init(root: String) { self.root = root }

  /// The bytes of a file, or `nil` if there is none.
  public func object(bucket: String, key: String) throws(DatasetError) -> [UInt8]? {
    guard let path = path(bucket, key) else { throw .itemReaderFailed(Self.refusal(bucket, key)) }
    guard let (descriptor, status) = try OpenFile.open(path) else { return nil }
    defer { close(descriptor) }
    guard status.size <= max(maximumObjectBytes, 0) else {
      throw .itemReaderFailed("\(path) is longer than \(max(maximumObjectBytes, 0)) bytes")
    }
    return try OpenFile.read(descriptor, status.size, at: 0, path)
  }

  /// Reads a file piece by piece, or returns `nil` if there is none. The file is opened for each piece, so that nothing
  /// stays open if reading is not continued.
  public func reader(bucket: String, key: String) throws(DatasetError) -> (any DatasetReader)? {
    guard let path = path(bucket, key) else { throw .itemReaderFailed(Self.refusal(bucket, key)) }
    let reader = FileDatasetReader(path: path)
    return try reader.exists() ? reader : nil
  }

  /// The files of a bucket whose keys start with a prefix; none if there is no such bucket.
  public func list(bucket: String, prefix: String) throws(DatasetError) -> [DatasetObject] {
    guard Self.isName(bucket) else { throw .itemReaderFailed(Self.refusal(bucket, prefix)) }
    var found: [DatasetObject] = []
    // Only folders that may contain a key with the prefix are entered.
    var folders = [""]
    while let folder = folders.popLast() {
      for name in Self.names(in: "\(root)/\(bucket)/\(folder)") {
        let key = folder + name
        guard let status = FileStatus(path: "\(root)/\(bucket)/\(key)") else { continue }
        if status.isFolder {
          let inside = key + "/"
          if inside.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: inside.utf8) { folders.append(inside) }
        } else if status.isFile, key.utf8.starts(with: prefix.utf8) {
          var tag = EntityTag()
          tag.combine(Int64(status.size))
          tag.combine(status.seconds)
          tag.combine(status.nanoseconds)
          found.append(
            DatasetObject(key: key, size: status.size, etag: tag.text, lastModified: status.seconds))
        }
      }
    }
    return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  /// Writes a file, and the folders above it; readers see the old one or the new one, never a part of it.
  public func put(_ bytes: [UInt8], bucket: String, key: String) throws(DatasetError) {
    guard let path = path(bucket, key) else { throw .resultWriterFailed(Self.refusal(bucket, key)) }
    makeFolders(above: path)
    let draft = path + ".part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .resultWriterFailed("\(path): \(FileBytes.text(of: errno))") }
    var failure = write(bytes, to: descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(draft, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(draft)
      throw .resultWriterFailed("\(path): \(FileBytes.text(of: failure))")
    }
  }

  /// Returns the error number, or 0.
  private func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let start = buffer.baseAddress {
        let more = systemWrite(descriptor, start + done, buffer.count - done)
        if more < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += more
      }
      return 0
    }
  }

  /// A folder that cannot be created causes an error when the file is opened.
  private func makeFolders(above path: String) {
    var place = path.startIndex
    while let slash = path[place...].firstIndex(of: "/") {
      if slash > path.startIndex { mkdir(String(path[..<slash]), 0o755) }
      place = path.index(after: slash)
    }
  }

  // MARK: Names

  private func path(_ bucket: String, _ key: String) -> String? {
    guard Self.isName(bucket) else { return nil }
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ Self.isName($0) }) else { return nil }
    return "\(root)/\(bucket)/\(key)"
  }

  private static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0) && !name.utf8.contains(0x2f)
  }

  private static func refusal(_ bucket: String, _ key: String) -> String {
    "s3://\(bucket)/\(key) cannot be a file: bucket and key must be paths without empty, '.' or '..' parts"
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

/// Reads a file piece by piece.
private struct FileDatasetReader: DatasetReader {
  let path: String
  private var offset: Int64 = 0

  init(path: String) { self.path = path }

  /// Whether there is such a file and it can be opened.
  func exists() throws(DatasetError) -> Bool {
    guard let (descriptor, _) = try OpenFile.open(path) else { return false }
    close(descriptor)
    return true
  }

  mutating func next(_ count: Int) throws(DatasetError) -> [UInt8] {
    guard let (descriptor, _) = try OpenFile.open(path) else {
      throw .itemReaderFailed("\(path) no longer exists")
    }
    defer { close(descriptor) }
    let bytes = try OpenFile.read(descriptor, count, at: offset, path)
    offset += Int64(bytes.count)
    return bytes
  }
}

/// Opens files for reading, and only files: a pipe or a device might block, or never end.
private enum OpenFile {
  /// The file's descriptor, which must be closed; `nil` if there is no file at that path.
  static func open(_ path: String) throws(DatasetError) -> (descriptor: Int32, status: FileStatus)? {
    let descriptor = systemOpen(path)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return nil }
      throw .itemReaderFailed("\(path): \(FileBytes.text(of: code))")
    }
    let status = FileStatus(descriptor: descriptor)
    if let status, status.isFile { return (descriptor, status) }
    close(descriptor)
    // A folder is a prefix of other keys, not an object.
    if let status, status.isFolder { return nil }
    throw .itemReaderFailed("\(path) is not a file")
  }

  /// Reads up to `count` bytes from an offset on, fewer at the file's end.
  static func read(_ descriptor: Int32, _ count: Int, at offset: Int64, _ path: String) throws(DatasetError) -> [UInt8]
  {
    do throws(FileBytes.Problem) {
      return try FileBytes.read(descriptor, count: count, at: offset)
    } catch {
      throw .itemReaderFailed("\(path): \(error.reason)")
    }
  }
}

/// The system's information about a file.
private struct FileStatus {
  let isFile: Bool
  let isFolder: Bool
  let size: Int
  let seconds: Int64
  let nanoseconds: Int64

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// For the path itself, not the target of a link.
  init?(path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    isFile = status.st_mode & S_IFMT == S_IFREG
    isFolder = status.st_mode & S_IFMT == S_IFDIR
    size = Int(clamping: status.st_size)
    #if canImport(Darwin)
      let changed = status.st_mtimespec
    #else
      let changed = status.st_mtim
    #endif
    seconds = Int64(changed.tv_sec)
    nanoseconds = Int64(changed.tv_nsec)
  }
}

// Inside a type with methods of the same names the system's own are shadowed.
// Without `O_NONBLOCK`, opening a pipe would block until another process writes to it.
private func systemOpen(_ path: String) -> Int32 { open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) }

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
