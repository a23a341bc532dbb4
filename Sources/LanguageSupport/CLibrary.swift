// The functions of the C library that the modules below the drivers use; only this file, `Locked` and OrderedJSON's
// `Platform` import it, and no other can name its contents. Without libm an executable that rounds a Double does not
// link.
#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The functions of the C library that the query languages use: pure ones, and the bounds of the stack.
package enum CLibrary {
  /// `pow`.
  package static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// `fmod`: the remainder of a division rounded toward zero.
  package static func remainder(_ dividend: Double, _ divisor: Double) -> Double { fmod(dividend, divisor) }

  /// `log10`.
  package static func decimalLogarithm(_ value: Double) -> Double { log10(value) }

  /// A number in the form of `printf`, of at most 799 bytes.
  ///
  /// - Parameters:
  ///   - format: takes a number of digits, no more than 400, and a value: `%.*e` or `%.*f`.
  ///   - digits: the number of digits.
  ///   - value: the value.
  package static func formatted(_ format: String, _ digits: Int, _ value: Double) -> String {
    let digits = Int32(clamping: max(0, min(digits, 400)))
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 800) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      let count = withVaList([digits, value]) { vsnprintf(base, 800, format, $0) }
      let length = max(0, min(Int(count), 799))
      return String(decoding: UnsafeRawBufferPointer(start: base, count: length), as: UTF8.self)
    }
  }

  /// The index of the first byte with that value in a range of the bytes; `nil` if there is none, or the range is
  /// invalid.
  package static func firstIndex(
    of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    guard start >= 0, start < end, end <= bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), end - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Whether `count` bytes are the same at both addresses.
  package static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  /// The lowest address of this thread's stack; `nil` if the system does not report it.
  package static func stackEnd() -> UInt? {
    #if canImport(Darwin)
      let thread = pthread_self()
      let top = UInt(bitPattern: pthread_get_stackaddr_np(thread))
      let size = UInt(pthread_get_stacksize_np(thread))
      return top > size ? top - size : nil
    #else
      // Not all C libraries have this function, and none of the headers exposes it to Swift: it is looked up by name.
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
