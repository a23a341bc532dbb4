// The only file of this module that imports the C library, without re-exporting it. Without libm an executable that
// rounds a Double does not link.
#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Ranges of bytes, compared and searched by the C library.
@usableFromInline
enum ByteRuns {
  /// Whether `count` bytes are the same at both addresses.
  @usableFromInline
  static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  /// The offset of the first byte with that value, from `start` up to, not including, `end`.
  static func firstOffset(of byte: UInt8, in base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start < end, let found = memchr(base + start, Int32(byte), end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
