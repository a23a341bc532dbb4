import StatesRuntime
import OrderedJSON

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A file that cannot be read or written, with a message for the user.
struct FileProblem: Error {
  let message: String
}

/// Files and standard streams through the C library: nothing here needs Foundation.
enum Files {
  /// The bytes of a text file, without a byte-order mark; `-` is standard input.
  static func read(_ path: String) throws(FileProblem) -> [UInt8] {
    let isStandardInput = path == "-"
    do throws(FileBytes.Problem) {
      return SourceText.withoutByteOrderMark(
        try isStandardInput
          ? FileBytes.read(0, maximum: maximumBytes) : FileBytes.read(path: path, maximum: maximumBytes))
    } catch {
      throw FileProblem(message: "\(isStandardInput ? "standard input" : path): \(error.reason)")
    }
  }

  /// Whether a file or directory exists at a path.
  static func exists(_ path: String) -> Bool { FileBytes.exists(path) }

  /// The first bytes of a file, at most 64 KiB and possibly fewer than it has; empty if it cannot be read.
  static func beginning(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return (try? readPiece(of: descriptor, name: path)) ?? []
  }

  /// Whether a directory exists at a path.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of everything in a directory, in order.
  static func names(in directory: String) throws(FileProblem) -> [String] {
    guard let handle = opendir(directory) else { throw FileProblem(message: "\(directory): \(lastProblem())") }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The files in a directory tree with a name suffix, in the order of their names; links to directories are not
  /// followed.
  static func files(below directory: String, endingIn end: String) throws(FileProblem) -> [String] {
    var files: [String] = []
    for name in try names(in: directory) {
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        files += try Self.files(below: path, endingIn: end)
      } else if name.hasSuffix(end) {
        files.append(path)
      }
    }
    return files
  }

  /// Endless input, such as /dev/zero, must not take all memory. A growing array briefly exists twice, so this is a
  /// quarter of a gibibyte.
  private static let maximumBytes = 256 << 20

  /// Refuses input that is longer than the maximum.
  static func checkLength(_ count: Int, of name: String) throws(FileProblem) {
    if count > maximumBytes { throw FileProblem(message: "\(name): is longer than 256 MiB") }
  }

  /// Up to 64 KiB of the next bytes from an open descriptor; empty at its end.
  static func readPiece(of descriptor: Int32, name: String) throws(FileProblem) -> [UInt8] {
    do throws(FileBytes.Problem) {
      return try FileBytes.readPiece(descriptor)
    } catch {
      throw FileProblem(message: "\(name): \(error.reason)")
    }
  }

  /// Writes a whole file; `-` is standard output.
  static func write(_ bytes: UnsafeBufferPointer<UInt8>, to path: String) throws(FileProblem) {
    try write(to: path) { write throws(FileProblem) in try write(bytes) }
  }

  /// Writes a whole file; `-` is standard output.
  static func write(_ text: String, to path: String) throws(FileProblem) {
    var problem: FileProblem?
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      do throws(FileProblem) { try write(bytes, to: path) } catch { problem = error }
    }
    if let problem { throw problem }
  }

  /// The directory that relative paths start in; empty if the system does not tell.
  static var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// What changes when a file does: its size and the time of its last change; empty if there is no file.
  static func stamp(_ path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "" }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return "\(status.st_ino) \(status.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }

  /// How many processors there are.
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Writes a file piece by piece; `-` is standard output.
  ///
  /// - Parameter body: receives a function that writes a piece; an error that it throws ends the writing.
  static func write(
    to path: String, _ body: ((UnsafeBufferPointer<UInt8>) throws(FileProblem) -> Void) throws(FileProblem) -> Void
  ) throws(FileProblem) {
    let isStandardOutput = path == "-"
    let name = isStandardOutput ? "standard output" : path
    let descriptor = isStandardOutput ? 1 : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw FileProblem(message: "\(name): \(lastProblem())") }
    var problem: FileProblem?
    do throws(FileProblem) {
      try body { piece throws(FileProblem) in
        guard writeAll(UnsafeRawBufferPointer(piece), to: descriptor) else {
          throw FileProblem(message: "\(name): \(lastProblem())")
        }
      }
    } catch {
      problem = error
    }
    // Some file systems only report here that there is no space left.
    if !isStandardOutput, close(descriptor) != 0, problem == nil {
      problem = FileProblem(message: "\(name): \(lastProblem())")
    }
    if let problem { throw problem }
  }

  /// Writes bytes to an open descriptor; `false` if that fails, with the reason in `errno`.
  static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count > 0 {
        done += count
      } else if count < 0, errno == EAGAIN {
        // The stream was made non-blocking by the program at its other end.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if count == 0 || errno != EINTR {
        return false
      }
    }
    return true
  }

  private static func lastProblem() -> String { FileBytes.Problem.last.reason }
}

// Inside `Files` the names of the system calls are shadowed.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
