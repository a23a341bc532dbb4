import Dispatch
import Foundation
import Logging
import Synchronization

/// Writes lines to a file, and begins another when it is long enough.
///
/// Lines are written by a thread of their own. If the disk is slower than the executions, so many wait as
/// ``maximumWaitingBytes`` allows; the rest is dropped, and counted.
///
/// `executions.log` becomes `executions.log.1`, that `executions.log.2`, and so on; the oldest is removed.
public final class FileSink: ExecutionLogSink {
  /// The file's path.
  public let path: String
  /// From which length on, in bytes, another file is begun.
  public let maximumBytes: Int
  /// How many files there are at most, the current one included.
  public let maximumFiles: Int
  /// How many bytes may wait to be written.
  public let maximumWaitingBytes: Int

  private struct State {
    var waiting: [UInt8] = []
    var isWriting = false
    var dropped = 0
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "execution-log")
  private let file: File
  private let logger: Logger

  /// Creates a sink. The file is created with the first line; lines are appended to one that exists.
  public init(
    path: String, maximumBytes: Int = 67_108_864, maximumFiles: Int = 5, maximumWaitingBytes: Int = 16_777_216,
    logger: Logger
  ) {
    self.path = path
    self.maximumBytes = max(maximumBytes, 1)
    self.maximumFiles = max(maximumFiles, 1)
    self.maximumWaitingBytes = max(maximumWaitingBytes, 0)
    self.logger = logger
    file = File(path: path, maximumBytes: self.maximumBytes, maximumFiles: self.maximumFiles)
  }

  /// How many lines were dropped, since they could not be written, or not fast enough.
  public var droppedLines: Int { state.withLock { $0.dropped } }

  /// Takes a line; it is written soon.
  public func write(_ line: ExecutionLogLine) {
    let text = line.text
    let mustStart = state.withLock { state in
      guard text.utf8.count < maximumWaitingBytes - state.waiting.count else {
        state.dropped += 1
        return false
      }
      state.waiting.append(contentsOf: text.utf8)
      state.waiting.append(UInt8(ascii: "\n"))
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if mustStart { queue.async { self.writeWaiting() } }
  }

  /// Waits until all lines so far have been written: before the process ends.
  public func flush() { queue.sync { writeWaiting() } }

  private func writeWaiting() {
    while true {
      let bytes = state.withLock { state in
        defer { state.waiting = [] }
        if state.waiting.isEmpty { state.isWriting = false }
        return state.waiting
      }
      if bytes.isEmpty { return }
      if let problem = file.append(bytes) {
        let lines = bytes.count { $0 == UInt8(ascii: "\n") }
        let isFirst = state.withLock { state in
          defer { state.dropped += lines }
          return state.dropped == 0
        }
        if isFirst { logger.error("The log of executions cannot be written", metadata: ["reason": "\(problem)"]) }
      }
    }
  }

  /// The files; only used on the queue.
  private final class File: @unchecked Sendable {
    private let path: String
    private let maximumBytes: Int
    private let maximumFiles: Int
    private var handle: FileHandle?
    private var length = 0

    init(path: String, maximumBytes: Int, maximumFiles: Int) {
      self.path = path
      self.maximumBytes = maximumBytes
      self.maximumFiles = maximumFiles
    }

    /// Appends whole lines.
    ///
    /// - Returns: why they could not be written, if they could not.
    func append(_ lines: [UInt8]) -> String? {
      do {
        // A file is only longer than it may be if a single line is.
        for line in lines.split(separator: UInt8(ascii: "\n")) {
          if length > 0, length + line.count + 1 > maximumBytes { try beginAnother() }
          if handle == nil { try open() }
          if length > 0, length + line.count + 1 > maximumBytes {
            try beginAnother()
            try open()
          }
          try handle?.write(contentsOf: Data(line) + [UInt8(ascii: "\n")])
          length += line.count + 1
        }
        return nil
      } catch {
        // The next lines try again.
        close()
        return String(describing: error)
      }
    }

    private func open() throws {
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      self.handle = handle
      length = Int(clamping: try handle.seekToEnd())
    }

    private func close() {
      try? handle?.close()
      handle = nil
      length = 0
    }

    private func beginAnother() throws {
      close()
      let files = FileManager.default
      func name(_ index: Int) -> String { index == 0 ? path : "\(path).\(index)" }
      try? files.removeItem(atPath: name(maximumFiles - 1))
      for index in stride(from: maximumFiles - 2, through: 0, by: -1) where files.fileExists(atPath: name(index)) {
        try files.moveItem(atPath: name(index), toPath: name(index + 1))
      }
    }
  }
}
