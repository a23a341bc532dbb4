/// A small, fast, seedable generator of random numbers: equal seeds give equal numbers on every platform.
///
/// Its numbers can be predicted from any one of them; it must not be used for secrets unless the seed is secret.
package struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  /// The complete state of the generator: one with the same state produces the same numbers.
  package var state: UInt64

  /// Creates a generator that starts at a seed.
  ///
  /// - Parameter count: the number of random numbers to skip.
  package init(seed: UInt64, skipping count: UInt64 = 0) { state = seed &+ count &* Self.step }

  private static var step: UInt64 { 0x9e37_79b9_7f4a_7c15 }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
