import Foundation

/// A value that one caller at a time may use.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  // The lock guards the value; nothing else touches it.
  private let lock = NSLock()
  private var value: Value

  package init(_ value: Value) { self.value = value }

  /// Uses the value while nobody else does.
  package func withLock<Answer>(_ body: (inout Value) throws -> Answer) rethrows -> Answer {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
