internal import OrderedJSON

/// Counts the visits to the parts of a value, so that one whose parts are shared many times costs no more than its
/// limit.
///
/// Four visited parts count as a step, and so do 32 bytes that are created on the way.
struct Walk {
  private var guardian = StackGuard()
  private let dialect: JSONataDialect
  private let limits: JSONataLimits
  private let maximumWork: Int
  private(set) var work = 0

  /// How many parts count as a step, as a power of two.
  static let partsShift = 2

  /// - Parameter steps: how many steps are left.
  init(_ dialect: JSONataDialect, _ limits: JSONataLimits, steps: Int) {
    self.dialect = dialect
    self.limits = limits
    let steps = max(0, steps)
    maximumWork = steps > Int.max >> (Self.partsShift + 1) ? .max >> 1 : steps << Self.partsShift
  }

  /// Counts visits to parts.
  @inline(__always)
  mutating func visit(_ count: Int = 1) throws(JSONataError) {
    work &+= count
    if work > maximumWork { throw .tooLong(dialect) }
  }

  /// Counts the creation of bytes.
  @inline(__always)
  mutating func make(bytes: Int) throws(JSONataError) { try visit(bytes >> (5 - Self.partsShift)) }

  /// Counts another level of recursion.
  @inline(__always)
  mutating func enter() throws(JSONataError) {
    if !guardian.hasRoom() { throw .tooDeep(dialect) }
    try visit()
  }

  /// Refuses an array that has grown too long.
  @inline(__always)
  func checkItems(_ count: Int) throws(JSONataError) {
    if count > limits.maximumSequenceLength || count > limits.maximumValueBytes >> 3 {
      throw .tooLarge(dialect, limits)
    }
  }

  /// Refuses a string that has grown too long.
  @inline(__always)
  func checkBytes(_ count: Int) throws(JSONataError) {
    if count > limits.maximumValueBytes || count > JSONataLimits.maximumTextBytes { throw .tooLarge(dialect, limits) }
  }

  /// The written length of a document, if a string of `count` bytes may still grow by it.
  func measure(_ document: JSON, after count: Int) throws(JSONataError) -> Int {
    let room = min(limits.maximumValueBytes, JSONataLimits.maximumTextBytes) - count
    guard room >= 0, let bytes = document.compactByteCount(upTo: room) else { throw .tooLarge(dialect, limits) }
    return bytes
  }

  func tooDeep() -> JSONataError { .tooDeep(dialect) }
}

extension JSONataError {
  /// The error for too deep nesting, of evaluations as well as of values.
  @inline(never)
  static func tooDeep(_ dialect: JSONataDialect) -> JSONataError {
    switch dialect {
    case .reference:
      .uncoded(
        "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.",
        code: "U1001")
    case .service:
      .uncoded(
        "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive")
    }
  }

  /// The error for too many steps.
  @inline(never)
  static func tooLong(_ dialect: JSONataDialect) -> JSONataError {
    let message = "Expression evaluation timeout: Check for infinite loop"
    return switch dialect {
    case .reference: .uncoded(message, code: "U1001")
    case .service: .uncoded(message)
    }
  }

  /// The error for a value that is too large.
  @inline(never)
  static func tooLarge(_ dialect: JSONataDialect, _ limits: JSONataLimits) -> JSONataError {
    switch dialect {
    case .reference: JSONataError(.sequenceTooLong, value: .integer(limits.maximumSequenceLength))
    case .service: .uncoded("Expression evaluation memory limit exceeded: Check for excessive memory usage")
    }
  }
}
