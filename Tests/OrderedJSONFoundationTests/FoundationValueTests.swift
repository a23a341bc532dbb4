import Foundation
import OrderedJSON
import Testing

/// Foundation's types are written as people write them in JSON, and read back.
@Suite struct FoundationValueTests {
  private struct Order: Codable, Equatable {
    var placed: Date
    var total: Decimal
    var page: URL
    var seal: Data
    var shipped: Date?
  }

  @Test func membersOfAType() throws {
    let order = Order(
      placed: Date(timeIntervalSince1970: 1_704_067_200.25), total: Decimal(string: "-1234.50") ?? 0,
      page: try #require(URL(string: "https://example.com/a?b=c")), seal: Data([0, 255, 16]))
    let json = try JSON(encoding: order)
    #expect(
      json.description
        == #"{"placed":"2024-01-01T00:00:00.250Z","total":-1234.5,"page":"https://example.com/a?b=c","seal":"AP8Q"}"#)
    #expect(try json.decode(Order.self) == order)
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
    (-62_135_596_800, "0001-01-01T00:00:00Z"), (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
  ])
  func datesAreISO8601InUTC(seconds: Double, text: String) throws {
    #expect(try JSON(encoding: Date(timeIntervalSince1970: seconds)) == .string(text))
    let read = try JSON.string(text).decode(Date.self)
    #expect(abs(read.timeIntervalSince1970 - seconds) < 0.001)
  }

  @Test func datesAreReadWithOffsets() throws {
    #expect(
      try JSON.string("2024-01-01T01:30:00+01:30").decode(Date.self) == Date(timeIntervalSince1970: 1_704_067_200))
  }

  @Test(arguments: [
    "0", "1", "-1", "0.1", "12.34", "100", "123456789012345678901234567890", "0.00000000000000000001",
    "340282366920938463463374607431768211455", "1e50", "-7e-100", "120000",
  ])
  func decimalsKeepTheirDigits(text: String) throws {
    let decimal = try #require(Decimal(string: text))
    let json = try JSON(encoding: decimal)
    #expect(Decimal(string: json.description) == decimal)
    #expect(try JSON(parsing: text).decode(Decimal.self) == decimal)
  }

  @Test(arguments: [
    (#""yesterday""#, "'yesterday' is not a date in ISO 8601"), ("5", "expected a date in ISO 8601, found a number"),
  ])
  func whatIsNotADate(text: String, message: String) throws {
    #expect(throws: JSONCodingError(message: message)) { try JSON(parsing: text).decode(Date.self) }
  }

  @Test(arguments: [
    "1e1000", "3402823669209384634633746074317682114560.5", "1e-200",
  ])
  func whatIsNotADecimal(text: String) throws {
    #expect(throws: JSONCodingError(message: "the number \(try JSON(parsing: text)) is out of the range of Decimal")) {
      try JSON(parsing: text).decode(Decimal.self)
    }
  }

  @Test func whatHasNoForm() throws {
    #expect(throws: JSONCodingError.self) { try JSON(encoding: Date.distantFuture.addingTimeInterval(1e12)) }
    #expect(throws: JSONCodingError(message: "the decimal is not a number")) { try JSON(encoding: Decimal.nan) }
    #expect(throws: JSONCodingError(message: "the string is not in Base64")) { try JSON.string("#").decode(Data.self) }
    let relative = try #require(URL(string: "b", relativeTo: URL(string: "https://example.com/a/")))
    #expect(throws: JSONCodingError(message: "the URL is relative to another: encode its absoluteURL")) {
      try JSON(encoding: relative)
    }
  }
}
