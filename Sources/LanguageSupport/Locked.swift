#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A value that one thread at a time can access. (`Synchronization.Mutex` would need macOS 15.)
///
/// Why `@unchecked Sendable` is correct: `value` is private and only accessed in ``withLock(_:)``, between locking and
/// unlocking the one mutex. The mutex has a fixed address from `init` to `deinit`, and `deinit` runs when there are no
/// more references to the object. The value itself is `Sendable`, so what `withLock` returns shares nothing unprotected.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// Creates a lock around a value.
  package init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Lets `body` read and change the value with exclusive access. `body` must not use the same lock again.
  package func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
