/// Several byte strings in one column: each after its length in four bytes, the lowest first.
package enum PackedBytes {
  /// Packs byte strings, none of which may have more than 4 GiB.
  package static func pack(_ parts: some Collection<[UInt8]>) -> [UInt8] {
    var packed: [UInt8] = []
    packed.reserveCapacity(parts.reduce(0) { $0 + $1.count + 4 })
    for part in parts {
      let count = UInt32(truncatingIfNeeded: part.count)
      for shift in stride(from: 0, to: 32, by: 8) { packed.append(UInt8(truncatingIfNeeded: count >> UInt32(shift))) }
      packed.append(contentsOf: part)
    }
    return packed
  }

  /// What was packed; `nil` if that is not what the bytes hold.
  package static func unpack(_ packed: [UInt8]) -> [[UInt8]]? {
    var parts: [[UInt8]] = []
    var rest = packed[...]
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard rest.count >= count else { return nil }
      parts.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return parts
  }
}
