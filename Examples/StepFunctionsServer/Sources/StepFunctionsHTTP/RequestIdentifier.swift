/// A UUID of version 4 for each request, which clients show when something went wrong.
enum RequestIdentifier {
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let high = generator.next() & 0xffff_ffff_ffff_0fff | 0x4000
    let low = generator.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    return String(unsafeUninitializedCapacity: 36) { buffer in
      var count = 0
      for word in [high, low] {
        for digit in 0..<16 {
          if word == high ? digit == 8 || digit == 12 : digit == 0 || digit == 4 {
            buffer[count] = 0x2d
            count += 1
          }
          let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15
          buffer[count] = value < 10 ? 0x30 + value : 0x57 + value
          count += 1
        }
      }
      return count
    }
  }
}
