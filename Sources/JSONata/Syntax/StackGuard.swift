internal import OrderedJSON

/// Watches how much of the thread's stack a recursion uses, so that it ends with an error instead of a crash.
///
/// What counts is the distance from where the guard was made. Up to ``cheapBytes`` nothing else is asked; beyond, the
/// thread is asked once how large its stack is.
struct StackGuard {
  /// So much is there on any thread.
  private static let cheapBytes: UInt = 96 << 10
  /// So much is left alone at the end of the stack: for what the recursion calls, and for freeing what it built.
  private static let reservedBytes: UInt = 144 << 10

  private let start: UInt
  private var lowest: UInt
  private var isAsked = false

  init() {
    start = Self.here()
    lowest = start > Self.cheapBytes ? start - Self.cheapBytes : 0
  }

  /// Whether there is room for another level.
  @inline(__always)
  mutating func hasRoom() -> Bool {
    Self.here() >= lowest || ask()
  }

  @inline(never)
  private mutating func ask() -> Bool {
    if !isAsked {
      isAsked = true
      if let end = Self.stackEnd(), end < start { lowest = min(lowest, end + Self.reservedBytes) }
    }
    return Self.here() >= lowest
  }

  @inline(__always)
  private static func here() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }

  /// The lowest address of this thread's stack; `nil` if the system does not tell.
  private static func stackEnd() -> UInt? {
    #if canImport(Darwin)
      let thread = pthread_self()
      let top = UInt(bitPattern: pthread_get_stackaddr_np(thread))
      let size = UInt(pthread_get_stacksize_np(thread))
      return top > size ? top - size : nil
    #else
      // Not all C libraries have this function, and none of the headers shows it to Swift: it is looked for by name.
      typealias GetAttributes = @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32
      guard let symbol = dlsym(nil, "pthread_getattr_np") else { return nil }
      let getAttributes = unsafeBitCast(symbol, to: GetAttributes.self)
      var attributes = pthread_attr_t()
      guard getAttributes(pthread_self(), &attributes) == 0 else { return nil }
      defer { pthread_attr_destroy(&attributes) }
      var address: UnsafeMutableRawPointer?
      var size = 0
      guard pthread_attr_getstack(&attributes, &address, &size) == 0, let address else { return nil }
      return UInt(bitPattern: address)
    #endif
  }
}
