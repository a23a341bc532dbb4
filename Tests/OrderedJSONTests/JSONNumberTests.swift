import LanguageSupport
import OrderedJSON
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    "0", "-0", "1", "-1", "1.0", "1.50", "0.00", "-0.0", "-0.5", "1E400", "1e-400", "1e5", "1E+5", "0.1e-7", "12.5E-3",
    "999999999999999999", "-999999999999999999", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "12345678901234567890", "-12345678901234567890", "0.000000000000000001", "0.00000000000000000001",
    "123456789.123456789", "1234567890123456789.5", "3.14159265358979323846264338327950288", "100000000000000000000000",
    "18446744073709551616", "-18446744073709551616", "00000000000000000000".replacingFirst(with: "0."),
  ])
  func areWrittenAsTheyWereRead(text: String) throws {
    #expect(JSONPrinter.compact.string(try JSON(parsing: text)) == text)
    #expect(try JSON(parsing: "[\(text)]").compactByteCount == text.utf8.count + 2)
  }

  @Test(
    arguments: [
      ("1", .integer(1)), ("-7", .integer(-7)), ("1.50", .decimal(significand: 150, scale: 2)),
      ("-0.25", .decimal(significand: -25, scale: 2)), ("-0", .literal("-0")), ("1e2", .literal("1e2")),
      ("9223372036854775807", .integer(.max)), ("9223372036854775808", .literal("9223372036854775808")),
    ] as [(String, JSONNumber)])
  func areKeptInTheCheapestForm(text: String, form: JSONNumber) throws {
    let number = try #require(try JSON(parsing: text).numberValue)
    switch (number, form) {
    case (.integer(let a), .integer(let b)): #expect(a == b)
    case (.decimal(let a, let m), .decimal(let b, let n)): #expect(a == b && m == n)
    case (.literal(let a), .literal(let b)): #expect(a == b)
    default: Issue.record("\(number) has another form than expected")
    }
  }

  @Test func areReadWithAnyNumberOfDigits() throws {
    let digits = "7203918465" + "1029384756" + "5"
    for whole in 1...21 {
      for fraction in 0...21 {
        let text = String(digits.prefix(whole)) + (fraction == 0 ? "" : "." + digits.suffix(fraction))
        for form in [text, "-" + text, text + "e0"] {
          for rest in ["", " ", String(repeating: " ", count: 30)] {
            let number = try #require(try JSON(parsing: form + rest).numberValue)
            #expect(number.description == form)
            #expect(number.doubleValue == Double(form))
          }
        }
      }
    }
  }

  @Test(
    arguments: [
      ("1", 1), ("1.0", 1), ("100e-2", 1), ("1e3", 1_000), ("0.5", nil), ("5e-1", nil), ("-0", 0), ("0e99999999999", 0),
      ("9223372036854775807", .max), ("9223372036854775808", nil), ("-9223372036854775808", .min),
      ("-9223372036854775809", nil), ("9007199254740993e0", 9_007_199_254_740_993), ("1e-400", nil), ("1e400", nil),
      ("1000000000000000000000000e-20", 10_000), ("1234567890123456789.0", 1_234_567_890_123_456_789),
      ("0.00000000000000000001e21", 10), ("-1.5e1", -15), ("1e99999999999999999999", nil),
    ] as [(String, Int64?)])
  func integerValueIsExact(text: String, value: Int64?) throws {
    #expect(try JSON(parsing: text).integerValue == value)
  }

  @Test(
    arguments: [
      ("0.1", 0.1), ("1.50", 1.5), ("123456789.123456789", 123456789.123456789), ("1E400", .infinity),
      ("-1E400", -.infinity),
      ("1e-400", 0), ("0.000000000000000001", 1e-18), ("12345678901234567890", 12345678901234567890.0),
      ("9007199254740993", 9007199254740992), ("90071992547409.93", 90071992547409.93),
      ("2.2250738585072014E-308", .leastNormalMagnitude),
    ] as [(String, Double)])
  func doubleValueIsTheNearest(text: String, value: Double) throws {
    #expect(try JSON(parsing: text).doubleValue == value)
  }

  @Test func doubleValueAgreesWithTheStandardLibrary() throws {
    var random = SplitMix64(seed: 4)
    for _ in 0..<20_000 {
      let significand = Int64(bitPattern: random.next()) >> Int64(random.below(60))
      let number = JSONNumber.decimal(significand: significand, scale: UInt8(random.below(20)))
      #expect(number.doubleValue == Double(number.description))
    }
  }

  @Test(arguments: [
    ("1", "1.0", true), ("1", "1e0", true), ("100", "1E2", true), ("0", "-0", true), ("0.1", "1e-1", true),
    ("9007199254740993", "9007199254740992", false), ("9007199254740993", "9007199254740993.0", true),
    ("9223372036854775807", "9223372036854775808", false), ("9007199254740992.5", "9007199254740992", false),
    ("12345678901234567890", "1.2345678901234567890e19", true), ("1", "1.1", false), ("1.10", "1.1", true),
  ])
  func equalityIsByValue(left: String, right: String, equal: Bool) throws {
    let (a, b) = (try JSON(parsing: left), try JSON(parsing: right))
    #expect((a == b) == equal)
    #expect((b == a) == equal)
    if equal { #expect(a.hashValue == b.hashValue) }
  }

  @Test func readNumbersEqualComputedOnes() throws {
    #expect(try JSON(parsing: "0.1") == .double(0.1))
    #expect(try JSON(parsing: "100") == .double(100))
    #expect(JSON.double(0.1).hashValue == (try JSON(parsing: "0.10")).hashValue)
    #expect(JSON.double(-0.0) == 0)
  }

  @Test func order() throws {
    let texts = [
      "-1e400", "-9223372036854775809", "-9223372036854775807", "-1.5", "0", "1e-9", "0.5", "1", "1.25",
      "9223372036854775807", "9223372036854775808", "1e30",
    ]
    let numbers = try texts.map { try #require(try JSON(parsing: $0).numberValue) }
    for (place, number) in numbers.enumerated() {
      for (other, larger) in numbers.enumerated() { #expect((number < larger) == (place < other)) }
    }
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (-0.5, "-0.5"), (123.456, "123.456"), (1e21, "1e+21"),
      (1e20, "100000000000000000000"), (123456789012345683968, "123456789012345680000"), (1.5e300, "1.5e+300"),
      (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"), (1.25e-7, "1.25e-7"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (0.30000000000000004, "0.30000000000000004"),
      (9007199254740992, "9007199254740992"), (4.35, "4.35"), (100, "100"), (1e15, "1000000000000000"),
    ] as [(Double, String)])
  func ecmaScriptForm(value: Double, text: String) {
    #expect(JSONNumber.ecmaScriptText(value) == text)
    #expect(JSONPrinter.compact.string(.double(value)) == text)
    #expect(JSON.double(value).compactByteCount == text.utf8.count)
  }

  @Test(
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (100, "100.0"), (0.001, "0.001"), (0.0001, "1.0E-4"), (1e7, "1.0E7"),
      (9999999, "9999999.0"), (12345678, "1.2345678E7"), (-1.5, "-1.5"), (0.1, "0.1"), (1e21, "1.0E21"), (0.05, "0.05"),
      (123.456, "123.456"), (.leastNonzeroMagnitude, "5.0E-324"), (1.7976931348623157e308, "1.7976931348623157E308"),
      (1e-5, "1.0E-5"),
    ] as [(Double, String)])
  func javaForm(value: Double, text: String) {
    #expect(JSONNumber.javaText(value) == text)
  }

  @Test func valuesThatAreNoNumbers() {
    #expect(JSONNumber.ecmaScriptText(.nan) == "NaN")
    #expect(JSONNumber.ecmaScriptText(-.infinity) == "-Infinity")
    #expect(JSONNumber.javaText(.infinity) == "Infinity")
    #expect(JSONPrinter.compact.string([.double(.nan), .double(.infinity)]) == "[null,null]")
    #expect(JSON.double(.nan).compactByteCount == 4)
  }

  @Test func anyDecimalCanBePrinted() {
    #expect(JSONNumber.decimal(significand: 5, scale: 0).description == "5")
    #expect(JSONNumber.decimal(significand: 0, scale: 2).description == "0.00")
    #expect(JSONNumber.decimal(significand: .min, scale: 18).description == "-9.223372036854775808")
    #expect(JSONNumber.decimal(significand: .max, scale: 20).description == "0.09223372036854775807")
    #expect(
      JSONNumber.decimal(significand: -1, scale: 255).description == "-0." + String(repeating: "0", count: 254) + "1")
  }
}

extension String {
  fileprivate func replacingFirst(with prefix: String) -> String { prefix + dropFirst() }
}
