import StatesRuntime

/// A file that a test reads: a definition, a mock file, an input.
struct TestFile {
  /// The path of the file.
  let path: String

  /// Creates a file from its path; a relative one starts in the folder of the test's own source file.
  init(_ path: String, besides source: String) {
    guard !path.utf8.starts(with: "/".utf8), let slash = source.utf8.lastIndex(of: 0x2f) else {
      self.path = path
      return
    }
    self.path = String(source[...slash]) + path
  }

  func read() throws(UnreadableFile) -> [UInt8] {
    do throws(FileBytes.Problem) {
      return try FileBytes.read(path: path, maximum: 1 << 30)
    } catch {
      throw UnreadableFile(path: path, reason: error.reason)
    }
  }
}

/// The error for a file that a test needs and that cannot be read.
public struct UnreadableFile: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path that was tried.
  public var path: String
  /// Why it cannot be read.
  public var reason: String

  /// Creates an error with a path and a reason.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}
