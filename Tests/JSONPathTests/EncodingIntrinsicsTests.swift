import Testing

@testable import JSONPath

@Suite struct EncodingIntrinsicsTests {
  @Test(arguments: [
    ("States.Base64Encode('€')", #""4oKs""#), ("States.Base64Decode('4oKs')", #""€""#),
    ("States.Base64Decode('')", #""""#), ("States.Base64Decode(' YWJjZA== ')", #""abcd""#),
    ("States.Hash('abc', 'MD5')", #""900150983cd24fb0d6963f7d28e17f72""#),
    ("States.Hash($, 'MD5')", #""99914b932bd37a50b983c5e7c90ae93b""#),
  ])
  func answers(text: String, value: String) { #expect(call(text) == value) }

  @Test(arguments: [
    "States.Base64Encode(1)", "States.Base64Encode('a', 'b')", "States.Base64Decode(1)", "States.Base64Decode()",
    "States.Hash('a')",
    "States.Hash('a', 'sha-256')", "States.Hash('a', 'SHA256')", "States.Hash('a', 1)",
    "States.Hash('\(String(repeating: "x", count: 10_001))', 'MD5')",
    "States.Base64Encode('\(String(repeating: "ü", count: 10_001))')",
  ])
  func refuses(text: String) {
    #expect(call(text) == refusal(text, "Invalid arguments in \(text.prefix { $0 != "(" })"))
  }

  @Test func tenThousandCharactersAreAllowed() {
    #expect(call("States.Base64Encode('\(String(repeating: "ü", count: 10_000))')").hasPrefix("\"w7zDvMO8"))
  }
}
