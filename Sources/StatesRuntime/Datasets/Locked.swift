#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A value that one thread at a time can reach. (`Synchronization.Mutex` would need macOS 15.)
///
/// Why `@unchecked Sendable` holds: `value` is private and touched only in ``withLock(_:)``, between locking and
/// unlocking the one mutex. The mutex has a fixed address from `init` to `deinit`, and `deinit` runs when nobody else
/// holds the object. The value itself is `Sendable`, so what `withLock` hands out shares nothing unprotected.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// A value behind a lock of its own.
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

  /// Lets `body` read and change the value while nobody else does. `body` must not come back to the same lock.
  package func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
