/// A small, fast, seedable generator of random numbers: the same on every platform.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  var state: UInt64

  /// A generator that gives the same numbers for the same seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A UUID of these random bits.
  ///
  /// - Parameter version: 4, which says that it is random; 3 where the service shows one that it has made of a name.
  package mutating func uuid(version: UInt64) -> String {
    let high = next() & 0xffff_ffff_ffff_0fff | (version & 0xf) << 12
    let low = next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    func hexadecimal(_ bits: UInt64) -> String {
      let text = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
    let a = hexadecimal(high)
    let c = hexadecimal(low)
    return "\(a.prefix(8))-\(a.dropFirst(8).prefix(4))-\(a.dropFirst(12))-\(c.prefix(4))-\(c.dropFirst(4))"
  }
}
