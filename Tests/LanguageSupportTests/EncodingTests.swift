import LanguageSupport
import Testing

@Suite struct Base64Tests {
  /// The vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"), ("\u{fb}\u{ff}", "w7vDvw=="),
  ])
  func codes(text: String, code: String) {
    #expect(Base64.encode(Array(text.utf8)) == code)
    #expect(Base64.decode(code, .lenient) == Array(text.utf8))
    #expect(Base64.decode(code, .strict) == Array(text.utf8))
  }

  /// As in commons-codec: foreign characters are skipped, `=` ends it, bits that do not form a byte are dropped.
  @Test(
    arguments: [
      ("!!!invalid!!!", [0x8a, 0x7b, 0xda, 0x96, 0x27]), ("ab==cd", [0x69]), (" YWJjZA== ", Array("abcd".utf8)),
      ("Z", []), ("Zm 9v", Array("foo".utf8)), ("Zm9v\n", Array("foo".utf8)), ("-_-_", [0xfb, 0xff, 0xbf]), ("=", []),
      ("====Zm9v", []), ("Zh==", [0x66]),
    ] as [(String, [UInt8])])
  func lenientDecodingSkipsForeignCharacters(code: String, bytes: [UInt8]) {
    #expect(Base64.decode(code, .lenient) == bytes)
  }

  @Test(
    arguments: [
      ("-_-_", [0xfb, 0xff, 0xbf]), ("+/+/", [0xfb, 0xff, 0xbf]), ("Zg", [0x66]), ("Zg=", [0x66]), ("Zg=====", [0x66]),
      ("Zh==", [0x66]), ("=", []), ("!Zg=", nil), ("Z g=", nil), ("Zg=Zg=", nil), ("Zg=\n", nil), ("Z", nil),
      ("Zm9vZ", nil),
    ] as [(String, [UInt8]?)])
  func strictDecodingRefusesForeignCharactersOnly(code: String, bytes: [UInt8]?) {
    #expect(Base64.decode(code, .strict) == bytes)
  }
}

@Suite struct HexadecimalTests {
  @Test func digitsAndTheirValues() {
    #expect(Hexadecimal.text([0x00, 0x9a, 0xff]) == "009aff")
    for value in UInt8(0)..<16 {
      #expect(Hexadecimal.value(of: Hexadecimal.digit(value)) == value)
      #expect(Hexadecimal.value(of: Hexadecimal.upperDigit(value)) == value)
    }
    for byte in "/:@G`g".utf8 { #expect(Hexadecimal.value(of: byte) == nil) }
  }
}

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("a b+c", "a%20b%2Bc", "a+b%2Bc"), ("ü/~", "%C3%BC%2F~", "%C3%BC%2F~"), ("", "", ""), ("%", "%25", "%25"),
    ("\u{7f}\u{0}", "%7F%00", "%7F%00"),
  ])
  func codes(text: String, plain: String, form: String) {
    let kept = PercentEncoding.alphanumeric + "~"
    let encoding = PercentEncoding(keeping: kept)
    let forms = PercentEncoding(keeping: kept, plusForSpace: true)
    #expect(encoding.encode(text) == plain)
    #expect(forms.encode(text) == form)
    #expect(encoding.encodedCount(text) == plain.utf8.count)
    #expect(forms.encodedCount(text) == form.utf8.count)
    #expect(PercentEncoding(keeping: "").decode(plain) == Array(text.utf8))
    #expect(PercentEncoding(keeping: "", plusForSpace: true).decode(form) == Array(text.utf8))
  }

  @Test(
    arguments: [("%2f%41", "%2fA"), ("%", nil), ("%4", nil), ("%4g", nil), ("a%%41", nil)] as [(String, String?)])
  func decodingLeavesWhatEncodingKeeps(text: String, expected: String?) {
    #expect(PercentEncoding(keeping: "/").decode(text) == expected.map { Array($0.utf8) })
  }
}
