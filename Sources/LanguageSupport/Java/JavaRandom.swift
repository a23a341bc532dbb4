/// `java.util.Random`: the generator that the service uses for numbers with a seed.
///
/// - SeeAlso: the class's documentation, which fixes the algorithm (a linear congruential generator of 48 bits).
package struct JavaRandom: Sendable {
  private var state: Int64

  /// Creates a generator from a seed.
  package init(seed: Int64) { state = (seed ^ 0x5_DEEC_E66D) & Self.mask }

  private static let mask: Int64 = (1 << 48) - 1

  /// The next bits, up to 32.
  package mutating func next(bits: Int64) -> Int32 {
    state = (state &* 0x5_DEEC_E66D &+ 0xB) & Self.mask
    return Int32(truncatingIfNeeded: state >> (48 - bits))
  }

  /// The next number from 0 up to, not including, `bound`, which is greater than 0.
  package mutating func next(below bound: Int32) -> Int32 {
    if bound & (bound - 1) == 0 {
      return Int32(truncatingIfNeeded: (Int64(bound) * Int64(next(bits: 31))) >> 31)
    }
    while true {
      let bits = next(bits: 31)
      let value = bits % bound
      // Values from the last, incomplete range would occur too often; for those the sum overflows.
      if bits &- value &+ (bound - 1) >= 0 { return value }
    }
  }

  /// The next number from 0 up to, not including, 1.
  package mutating func nextDouble() -> Double {
    let high = Int64(next(bits: 26))
    return Double(high << 27 + Int64(next(bits: 27))) * 0x1p-53
  }
}
