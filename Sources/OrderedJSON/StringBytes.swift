extension String {
  /// Whether both hold the same bytes. Swift's `==` considers canonically equivalent strings equal; JSON does not.
  @inlinable
  @inline(__always)
  package func hasSameUTF8(as other: String) -> Bool {
    let count = utf8.count
    guard count == other.utf8.count else { return false }
    return sharesRepresentation(with: other) || hasSameBytes(as: other, count)
  }

  /// Whether both are the same words in memory, and therefore the same string. This alone finds short strings, which
  /// Swift stores inline, and copies of one string equal.
  @inlinable
  @inline(__always)
  func sharesRepresentation(with other: String) -> Bool {
    #if _pointerBitWidth(_64)
      let left = unsafeBitCast(self, to: (UInt64, UInt64).self)
      let right = unsafeBitCast(other, to: (UInt64, UInt64).self)
      return left.0 == right.0 && left.1 == right.1
    #else
      return false
    #endif
  }

  /// Whether the first `count` bytes, which both have, are the same.
  @inlinable
  @inline(__always)
  func hasSameBytes(as other: String, _ count: Int) -> Bool {
    let same = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return count == 0 }
        return String.sameBytes(left, right, count)
      }
    }
    if let same, let same { return same }
    return utf8.elementsEqual(other.utf8)
  }

  /// Compares bytes: short ones without a call.
  @inlinable
  @inline(__always)
  static func sameBytes(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let left = UnsafeRawPointer(left)
    let right = UnsafeRawPointer(right)
    if count > 16 { return ByteRuns.areEqual(left, right, count) }
    if count >= 8 {
      let last = count &- 8
      return left.loadUnaligned(as: UInt64.self) == right.loadUnaligned(as: UInt64.self)
        && (left + last).loadUnaligned(as: UInt64.self) == (right + last).loadUnaligned(as: UInt64.self)
    }
    if count >= 4 {
      let last = count &- 4
      return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
        && (left + last).loadUnaligned(as: UInt32.self) == (right + last).loadUnaligned(as: UInt32.self)
    }
    for place in 0..<count
    where left.load(fromByteOffset: place, as: UInt8.self) != right.load(fromByteOffset: place, as: UInt8.self) {
      return false
    }
    return true
  }

  /// Whether this string comes before the other by UTF-16 code units, as Java and JavaScript order strings.
  package func precedesByUTF16(_ other: String) -> Bool {
    let answer = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        let count = min(left.count, right.count)
        var place = 0
        while place < count, left[place] == right[place] { place &+= 1 }
        if place == count { return left.count < right.count }
        let (a, b) = (left[place], right[place])
        // UTF-8 orders as code points do. Only U+E000 to U+FFFF (first byte EE, EF) come after the surrogates that
        // UTF-16 uses for characters beyond (first byte F0 and up).
        if a >= 0xee, b >= 0xee, (a >= 0xf0) != (b >= 0xf0) { return a >= 0xf0 }
        return a < b
      }
    }
    if let answer, let answer { return answer }
    return utf16.lexicographicallyPrecedes(other.utf16)
  }
}

extension String {
  /// Hashes the bytes and where they end: by `hasSameUTF8`, not by canonical equivalence.
  func hashBytes(into hasher: inout Hasher) {
    var text = self
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}
