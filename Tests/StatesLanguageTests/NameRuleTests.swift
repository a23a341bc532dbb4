import StatesLanguage
import Testing

@Suite struct NameRuleTests {
  @Test(arguments: ["orders", "Order-7_b.c", "größe", "日本", "a'b", "a(b)=c+d@e!", "x\u{e9}", "1"])
  func allowed(name: String) { #expect(NameRule.allows(name)) }

  @Test(arguments: Array(" <>{}[]?*\"#%\\^|~`$&,;:/").map(String.init))
  func specialCharactersAreForbidden(character: String) { #expect(!NameRule.allows("a\(character)b")) }

  @Test(arguments: [0x00, 0x09, 0x0a, 0x1f, 0x7f, 0x80, 0x9f, 0xa0, 0x2003, 0x3000, 0xfffe, 0xffff] as [UInt32])
  func controlCharactersAndWhiteSpaceAreForbidden(scalar: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(scalar))
    #expect(!NameRule.allows("a\(Character(scalar))b"))
  }
}
