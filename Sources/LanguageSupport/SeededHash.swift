/// The hash of tables that data from outside fills.
///
/// Its seed is drawn once per process, so that strings that all collide cannot be prepared. It is only used for lookups:
/// no order, and nothing else that is visible, depends on it.
package enum SeededHash {
  /// The start of every hash.
  package static let seed = UInt64.random(in: 0...UInt64.max)

  /// The hash of a string's bytes.
  package static func hash(_ text: String) -> UInt64 {
    if let hash = text.utf8.withContiguousStorageIfAvailable({ hash(of: UnsafeRawBufferPointer($0)) }) { return hash }
    return Array(text.utf8).withUnsafeBytes { hash(of: $0) }
  }

  @inline(__always)
  private static func hash(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var value = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var index = 0
    while bytes.count &- index >= 8 {
      value = mixed(value ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    if index < bytes.count { value = mixed(value ^ end(of: bytes)) }
    return mixed(value)
  }

  /// The last bytes, up to eight; some may have been hashed before, which does no harm.
  @inline(__always)
  private static func end(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    if count >= 8 { return bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self) }
    if count >= 4 {
      let first = bytes.loadUnaligned(as: UInt32.self)
      return UInt64(first) << 32 | UInt64(bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
    }
    return UInt64(bytes[0]) << 16 | UInt64(bytes[count >> 1]) << 8 | UInt64(bytes[count &- 1])
  }

  /// The two halves of a 128-bit product, folded into one word.
  @inlinable @inline(__always)
  package static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }
}
