import LanguageSupport

/// Measures how much of the thread's stack a recursion uses, so that it ends with an error instead of a crash.
///
/// What counts is the distance from where the guard was created. Up to ``cheapBytes`` nothing else is checked; beyond
/// that, the thread is asked once how large its stack is.
struct StackGuard {
  /// Available on any thread.
  private static let cheapBytes: UInt = 96 << 10
  /// Left unused at the end of the stack: for what the recursion calls, and for freeing what it built.
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
      if let end = CLibrary.stackEnd(), end < start { lowest = min(lowest, end + Self.reservedBytes) }
    }
    return Self.here() >= lowest
  }

  @inline(__always)
  private static func here() -> UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }
}
