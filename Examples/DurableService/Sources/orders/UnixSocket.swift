import Dispatch
import Foundation

/// One connection on a Unix socket: a message there, a message back.
final class Connection: Sendable {
  private let descriptor: Int32
  /// Blocking calls wait here, not on the threads of the tasks.
  private static let queue = DispatchQueue(label: "connections", attributes: .concurrent)
  /// No message is longer.
  private static let limit = 1 << 20

  /// - Parameter patience: how many seconds the other side may keep us waiting.
  init(descriptor: Int32, patience: Int) {
    self.descriptor = descriptor
    var time = timeval(tv_sec: patience, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { close(descriptor) }

  /// The other side's message.
  func receive() async throws -> [UInt8] {
    try await withCheckedThrowingContinuation { continuation in
      Self.queue.async { continuation.resume(with: Result { try self.read() }) }
    }
  }

  /// Sends a message, and with it the end of all messages.
  func send(_ bytes: [UInt8]) async throws {
    try await withCheckedThrowingContinuation { continuation in
      Self.queue.async { continuation.resume(with: Result { try self.write(bytes) }) }
    }
  }

  /// Sends a message to the socket at a path and waits for the answer.
  static func ask(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    signal(SIGPIPE, SIG_IGN)
    let connection = Connection(descriptor: try UnixAddress.socket(), patience: 60)
    let failure = try UnixAddress.with(path) { connect(connection.descriptor, $0, $1) == 0 ? 0 : errno }
    guard failure == 0 else {
      throw Problem("no service answers at \(path) (\(UnixAddress.reason(failure))); start one with: orders serve")
    }
    let unanswered = Problem("the service ended before it answered; ask again")
    do { try connection.write(bytes) } catch { throw unanswered }
    let answer = try connection.read()
    if answer.isEmpty { throw unanswered }
    return answer
  }

  private func read() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Problem("nothing came: \(UnixAddress.reason(errno))") }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= Self.limit else { throw Problem("the message is too long") }
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Problem("the message cannot be sent: \(UnixAddress.reason(errno))") }
      rest = rest.dropFirst(count)
    }
    shutdown(descriptor, Int32(SHUT_WR))
  }
}

/// Waits for connections at a path.
final class Listener: Sendable {
  private let descriptor: Int32
  private let path: String
  /// Reading from the first one ends when the second one is closed, which ends the wait.
  private let wake: (read: Int32, write: Int32)
  private static let queue = DispatchQueue(label: "listener")

  /// Listens at a path; a socket that is there is replaced.
  init(path: String) throws {
    self.path = path
    descriptor = try UnixAddress.socket()
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Problem("no pipe could be made: \(UnixAddress.reason(errno))") }
    wake = (ends[0], ends[1])
    unlink(path)
    let failure = try UnixAddress.with(path) { [descriptor] address, length in
      bind(descriptor, address, length) == 0 && listen(descriptor, 64) == 0 ? 0 : errno
    }
    guard failure == 0 else { throw Problem("the service cannot listen at \(path): \(UnixAddress.reason(failure))") }
  }

  deinit {
    Foundation.close(descriptor)
    Foundation.close(wake.read)
  }

  /// The next who connects; `nil` after ``close()``.
  func next() async -> Connection? {
    await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: self.wait()) }
    }
  }

  /// Takes no more connections; to be called once.
  func close() {
    unlink(path)
    Foundation.close(wake.write)
  }

  private func wait() -> Connection? {
    while true {
      var events = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&events, 2, -1) > 0 else { continue }
      if events[1].revents != 0 { return nil }
      let accepted = accept(descriptor, nil, nil)
      if accepted >= 0 { return Connection(descriptor: accepted, patience: 5) }
      // Too many open files, say: some will be closed soon.
      usleep(10_000)
    }
  }
}

/// What C wants to know about a socket with a path.
private enum UnixAddress {
  static func socket() throws -> Int32 {
    #if canImport(Darwin)
      let descriptor = Foundation.socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Problem("no socket could be made: \(reason(errno))") }
    return descriptor
  }

  /// Calls a function with the address of a path.
  static func with(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < room else {
      throw Problem("the path \(path) is too long for a socket: choose a folder with fewer than \(room - 7) characters")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}
