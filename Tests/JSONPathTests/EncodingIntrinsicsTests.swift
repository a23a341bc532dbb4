import Testing

@testable import JSONPath

@Suite struct EncodingIntrinsicsTests {
  private func hash(_ algorithm: HashAlgorithm, _ text: String) -> String {
    Hexadecimal.text(algorithm.digest(Array(text.utf8)))
  }

  /// The vectors of RFC 1321 and of the examples to FIPS 180-4.
  @Test(
    arguments: [
      (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
      (.md5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
      (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      (.md5, String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
      (.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
      (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (.sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
      (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        .sha384, "abc",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
      ),
      (
        .sha512, "abc",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
      ),
      (
        .sha512, "",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
      ),
    ] as [(HashAlgorithm, String, String)])
  func digests(algorithm: HashAlgorithm, text: String, digest: String) { #expect(hash(algorithm, text) == digest) }

  @Test func digestsAMillionLetters() {
    let text = String(repeating: "a", count: 1_000_000)
    #expect(hash(.sha1, text) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    #expect(hash(.sha256, text) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

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
