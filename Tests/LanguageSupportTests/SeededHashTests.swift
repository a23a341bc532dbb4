import LanguageSupport
import Testing

@Suite struct SeededHashTests {
  private static let text = "The quick brown fox jumps over the lazy dog"

  /// Small and large strings, and those that begin somewhere in the middle of another.
  @Test func equalStringsHaveEqualHashes() {
    for start in 0..<8 {
      for end in start...Self.text.utf8.count {
        let part = Self.text.utf8.prefix(end).dropFirst(start)
        let hash = SeededHash.hash(String(part) ?? "")
        #expect(hash == SeededHash.hash(String(decoding: Array(part), as: UTF8.self)))
      }
    }
  }

  /// Every byte counts, whatever its position in a word.
  @Test func aHashDependsOnEveryByteAndTheLength() {
    var seen: Set<UInt64> = []
    var count = 0
    for length in 0...40 {
      let bytes = Array(Self.text.utf8.prefix(length))
      seen.insert(SeededHash.hash(String(decoding: bytes, as: UTF8.self)))
      count += 1
      for index in bytes.indices {
        var changed = bytes
        changed[index] ^= 1
        seen.insert(SeededHash.hash(String(decoding: changed, as: UTF8.self)))
        count += 1
      }
    }
    #expect(seen.count == count)
  }

  @Test func similarStringsAreSpreadOverATable() {
    var slots = [Int](repeating: 0, count: 1 << 12)
    for number in 0..<(1 << 12) { slots[Int(SeededHash.hash("key\(number)") & (1 << 12 - 1))] += 1 }
    // With random hashes, one string in a slot is expected, and more than ten of 4,096 strings in one is not.
    #expect(slots.max() ?? 0 <= 10)
    #expect(slots.count { $0 == 0 } < 1_700)
  }
}
