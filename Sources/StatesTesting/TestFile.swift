import StatesRuntime

/// A file that a test reads: a definition, a mock file, an input.
struct TestFile {
  /// Where it is.
  let path: String

  /// A file by its path; a relative one begins in the folder of the test's own source file.
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

/// A file that a test needs and that cannot be read.
public struct UnreadableFile: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where it was looked for.
  public var path: String
  /// Why it cannot be read.
  public var reason: String

  /// A file and a reason.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// `path: reason`.
  public var description: String { "\(path): \(reason)" }
}
