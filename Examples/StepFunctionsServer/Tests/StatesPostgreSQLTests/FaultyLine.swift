#if PostgreSQL
  import Foundation

  /// A line between stores and the database that can be cut: a server on a port of its own, which passes on what it gets.
  final class FaultyLine: @unchecked Sendable {
    /// The URL by which stores connect through the line.
    let url: String

    private let lock = NSLock()
    private let target: sockaddr_in
    private let listener: Int32
    /// How many more pieces from clients are passed on before the line is cut; `nil` for all.
    private var remaining: Int?
    private var isDown = false
    private var isClosed = false
    private var sockets: Set<Int32> = []

    init(to url: String) throws {
      guard var parts = URLComponents(string: url), let port = parts.port else { throw Problem() }
      let socket = Self.newSocket()
      guard let own = Self.listen(socket) else { throw Problem() }
      parts.port = own
      parts.host = "127.0.0.1"
      target = Self.address(UInt16(port))
      listener = socket
      self.url = parts.string ?? url
      Thread.detachNewThread { self.accept() }
    }

    /// Listens on any port that is free, and gives its number.
    private static func listen(_ socket: Int32) -> Int? {
      var own = address(0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isListening = withUnsafeMutablePointer(to: &own) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(socket, address, length) == 0 && Foundation.listen(socket, 64) == 0
            && getsockname(socket, address, &length) == 0
        }
      }
      return isListening ? Int(UInt16(bigEndian: own.sin_port)) : nil
    }

    struct Problem: Error {}

    /// Cuts all connections after so many more pieces from clients, the last of which still arrives; what is answered to
    /// it is lost.
    func cut(afterPieces count: Int) { lock.withLock { remaining = count } }

    /// Cuts all connections, and lets none be made until it is up again.
    func takeDown() {
      lock.withLock { isDown = true }
      cutAll()
    }

    /// All is passed on again.
    func takeUp() {
      lock.withLock {
        isDown = false
        remaining = nil
      }
    }

    func close() {
      lock.withLock { isClosed = true }
      cutAll()
      shutdown(listener, Int32(SHUT_RDWR))
      Foundation.close(listener)
    }

    // MARK: Passing on

    private static func newSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }

    private static func address(_ port: UInt16) -> sockaddr_in {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return address
    }

    private func accept() {
      while true {
        let client = Foundation.accept(listener, nil, nil)
        if client < 0 { return }
        let isRefused = lock.withLock { isDown || isClosed }
        let server = isRefused ? -1 : Self.newSocket()
        var target = target
        let isConnected =
          !isRefused
          && withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
              connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
          }
        guard isConnected else {
          Foundation.close(client)
          if server >= 0 { Foundation.close(server) }
          continue
        }
        lock.withLock { sockets.formUnion([client, server]) }
        Thread.detachNewThread { self.pass(from: client, to: server, isClient: true) }
        Thread.detachNewThread { self.pass(from: server, to: client, isClient: false) }
      }
    }

    private func pass(from source: Int32, to target: Int32, isClient: Bool) {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = recv(source, &buffer, buffer.count, 0)
        if count <= 0 { break }
        let isLast = lock.withLock {
          guard isClient, let left = remaining else { return false }
          remaining = left > 0 ? left - 1 : nil
          return left == 0
        }
        if isLast {
          // No answer arrives: the client's side is cut first.
          shutdown(source, Int32(SHUT_RDWR))
          _ = send(target, buffer, count, Int32(MSG_NOSIGNAL))
          cutAll()
          break
        }
        if send(target, buffer, count, Int32(MSG_NOSIGNAL)) != count { break }
      }
      shutdown(target, Int32(SHUT_RDWR))
      shutdown(source, Int32(SHUT_RDWR))
    }

    /// Connections are shut down, not closed: their numbers stay taken, so that no thread meets another's.
    private func cutAll() {
      for socket in lock.withLock({ sockets }) { shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }
#endif
