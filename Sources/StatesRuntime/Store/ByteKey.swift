#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A string that is compared by its UTF-8 bytes: two spellings of one character are two keys, as in every database.
struct ByteKey: Sendable, Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ByteKey, right: ByteKey) -> Bool {
    left.text.utf8.count == right.text.utf8.count && order(left, right) == 0
  }

  static func < (left: ByteKey, right: ByteKey) -> Bool { order(left, right) < 0 }

  func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }

  /// Less than, equal to or greater than zero, as the first key comes before, with or after the second.
  private static func order(_ left: ByteKey, _ right: ByteKey) -> Int {
    var (first, second) = (left.text, right.text)
    return first.withUTF8 { first in
      second.withUTF8 { second in
        if let start = first.baseAddress, let other = second.baseAddress {
          let order = memcmp(start, other, min(first.count, second.count))
          if order != 0 { return Int(order) }
        }
        return first.count - second.count
      }
    }
  }
}
