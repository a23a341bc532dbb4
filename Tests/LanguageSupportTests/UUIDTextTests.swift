import LanguageSupport
import Testing

@Suite struct UUIDTextTests {
  @Test func hasVersionAndVariant() {
    #expect(UUIDText.make(0, 0) == "00000000-0000-4000-8000-000000000000")
    #expect(UUIDText.make(.max, .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    #expect(UUIDText.make(0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef) == "01234567-89ab-4def-8123-456789abcdef")
  }

  @Test func equalSeedsGiveEqualIdentifiers() {
    var first = SplitMix64(seed: 7)
    var second = SplitMix64(seed: 7)
    #expect(first.uuid() == second.uuid())
    #expect(first.uuid() != first.uuid())
  }

  /// The first 16 bytes of SHA-256, `ba7816bf 8f01cfea 414140de 5dae2223`.
  @Test func aTextHasAlwaysTheSameIdentifier() {
    #expect(UUIDText.digest(of: "abc") == "ba7816bf-8f01-4fea-8141-40de5dae2223")
  }
}
