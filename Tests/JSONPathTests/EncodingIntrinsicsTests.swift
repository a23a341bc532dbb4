import Testing

@testable import JSONPath

@Suite struct EncodingIntrinsicsTests {
  /// The vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
    ("\u{fb}\u{ff}", "w7vDvw=="),
  ])
  func codesBase64(text: String, code: String) {
    #expect(Base64.encode(Array(text.utf8)) == code)
    #expect(Base64.decode(code) == Array(text.utf8))
  }

  /// As commons-codec does it: what is foreign is skipped, `=` ends it, bits that make no byte are dropped.
  @Test(
    arguments: [
      ("!!!invalid!!!", [0x8a, 0x7b, 0xda, 0x96, 0x27]), ("ab==cd", [0x69]), (" YWJjZA== ", Array("abcd".utf8)),
      ("Z", []),
      ("Zm 9v", Array("foo".utf8)), ("Zm9v\n", Array("foo".utf8)), ("-_-_", [0xfb, 0xff, 0xbf]), ("=", []),
      ("====Zm9v", []),
      ("Zh==", [0x66]),
    ] as [(String, [UInt8])])
  func decodingSkipsWhatIsNotBase64(code: String, bytes: [UInt8]) { #expect(Base64.decode(code) == bytes) }

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
