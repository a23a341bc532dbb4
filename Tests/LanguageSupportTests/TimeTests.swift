import LanguageSupport
import Testing

@Suite struct CivilDateTests {
  @Test(arguments: [
    (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (47_541, 2100, 3, 1), (-719_528, 0, 1, 1),
    (-719_529, -1, 12, 31),
  ])
  func countsDays(days: Int, year: Int, month: Int, day: Int) {
    let date = CivilDate(days: days)
    #expect((date.year, date.month, date.day) == (year, month, day))
    #expect(CivilDate.days(year: year, month: month, day: day) == days)
  }

  @Test func monthsAndDaysRunOver() {
    #expect(CivilDate.days(year: 2023, month: 14, day: 30) == CivilDate.days(year: 2024, month: 3, day: 1))
    #expect(CivilDate.days(year: 2024, month: 0, day: 1) == CivilDate.days(year: 2023, month: 12, day: 1))
  }

  @Test(arguments: [(2, 2024, 29), (2, 1900, 28), (2, 2000, 29), (4, 2024, 30), (12, 2024, 31)])
  func monthsHaveTheirLengths(month: Int, year: Int, length: Int) {
    #expect(CivilDate.length(ofMonth: month, year: year) == length)
  }
}

@Suite struct DateTimeTextTests {
  /// Forms by the seconds and nanoseconds that the States Language's reader and ECMAScript's give.
  @Test(
    arguments: [
      ("1970-01-01T00:00:01Z", 1, 1, 0), ("1970-01-01T01:00:00+01:00", 0, 0, 0),
      ("1969-12-31T18:30:00-05:30", 0, 0, 0), ("1970-01-01T00:00:00.5Z", 0, 0, 500_000_000),
      ("2024-02-29T23:59:59.123456789Z", 1_709_251_199, 1_709_251_199, 123_456_789),
      ("1970-01-01T00:00:00+18:00", -64_800, -64_800, 0), ("1970-01-01T00:00:00-18:00", 64_800, 64_800, 0),
      // Offsets that Java does not know.
      ("1970-01-01T00:00:00+18:01", nil, -64_860, 0), ("1970-01-01T00:00:00+19:00", nil, -68_400, 0),
      ("1970-01-01T00:00:00-23:59", nil, 86_340, 0), ("1970-01-01T00:00:00+29:59", nil, -107_940, 0),
      ("1970-01-01T00:00:00+0100", nil, -3_600, 0),
      // Parts that are missing.
      ("1970", nil, 0, 0), ("1970-02", nil, 2_678_400, 0), ("1970-01-02", nil, 86_400, 0),
      ("1970-01-01T00:00:00", nil, 0, 0), ("1970T00:00:01Z", nil, 1, 0), ("1970-01-01Z", nil, 0, 0),
      // Days beyond the month, the end of a day, long fractions.
      ("2023-02-29T00:00:00Z", nil, 1_677_628_800, 0), ("1900-02-29T00:00:00Z", nil, -2_203_891_200, 0),
      ("1970-01-01T24:00:00Z", nil, 86_400, 0), ("1970-01-01T00:00:00.1234567899Z", nil, 0, 123_456_789),
    ] as [(String, Int64?, Int64?, Int32)])
  func reads(text: String, states: Int64?, ecmaScript: Int64?, nanoseconds: Int32) {
    let (strict, lenient) = (DateTimeText.states.read(text), DateTimeText.ecmaScript.read(text))
    #expect(strict?.seconds == states)
    #expect(lenient?.seconds == ecmaScript)
    #expect(lenient?.nanoseconds == nanoseconds)
    #expect(strict == nil || strict == lenient)
  }

  @Test(arguments: [
    "", "197", "1970-1-01T00:00:00Z", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z",
    "1970-01-32T00:00:00Z", "1970-01-01 00:00:00Z", "1970-01-01t00:00:00Z", "1970-01-01T00:00:00z",
    "1970-01-01T24:00:01Z", "1970-01-01T24:00:00.001Z", "1970-01-01T25:00:00Z", "1970-01-01T00:60:00Z",
    "1970-01-01T00:00:60Z", "1970-01-01T00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+1:00",
    "1970-01-01T00:00:00+01", "1970-01-01T00:00:00+01:60", "1970-01-01T00:00:00+30:00", "1970-01-01T00:00:00ZZ",
    "１970-01-01T00:00:00Z", "24-01-01T00:00:00Z", "1970-", "1970-01-01T",
  ])
  func neitherReads(text: String) {
    #expect(DateTimeText.states.read(text) == nil)
    #expect(DateTimeText.ecmaScript.read(text) == nil)
  }
}
