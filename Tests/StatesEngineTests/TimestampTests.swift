import StatesEngine
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (1_735_689_599_999, "2024-12-31T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func writtenAndRead(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test(
    arguments: [
      ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T18:30:00-05:30", 0), ("1970-01-01T00:00:00.5Z", 500),
      ("1970-01-01T00:00:00.123456789Z", 123), ("1970-01-01T00:00:00.999999999Z", 999),
    ] as [(String, Int64)])
  func offsetsAndFractions(text: String, milliseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01 00:00:00Z", "1970-1-01T00:00:00Z",
    "1970-13-01T00:00:00Z",
    "1970-02-29T00:00:00Z", "1970-01-00T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
    "1970-01-01T00:00:60Z",
    "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.1234567890Z", "1970-01-01T00:00:00+1:00", "1970-01-01T00:00:00+01",
    "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00z", "１970-01-01T00:00:00Z", "1970-01-01T00:00:00+19:00",
  ])
  func refused(text: String) { #expect(Timestamp(iso8601: text) == nil) }

  @Test func arithmeticStopsAtTheEnds() {
    let late = Timestamp(milliseconds: .max - 1)
    #expect(late.advanced(byMilliseconds: 10).milliseconds == .max)
    #expect(late.advanced(bySeconds: .max).milliseconds == .max)
    #expect(Timestamp(milliseconds: .min).advanced(bySeconds: -1).milliseconds == .min)
    #expect(!late.description.isEmpty)
    #expect(!Timestamp(milliseconds: .min).description.isEmpty)
  }
}
