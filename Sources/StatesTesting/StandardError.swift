#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Where a test's warnings go.
enum StandardError {
  /// Writes a line. What cannot be written is lost: a test does not fail because of that.
  static func write(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { writeBytes($0) }
      guard count > 0 else { return }
      start += count
    }
  }

  private static func writeBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(2, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      Musl.write(2, bytes.baseAddress, bytes.count)
    #elseif canImport(Darwin)
      Darwin.write(2, bytes.baseAddress, bytes.count)
    #endif
  }
}
