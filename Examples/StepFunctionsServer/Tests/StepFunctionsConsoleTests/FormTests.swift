import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import StepFunctionsConsole

/// What forms and addresses send.
@Suite struct FormTests {
  @Test func valuesAreDecoded() {
    let values = FormValues("name=a+b%26&input=%7B%22%C3%A9%22%3A1%7D&empty=&name=second&flag")
    #expect(values["name"] == "a b&")
    #expect(values["input"] == #"{"é":1}"#)
    #expect(values["empty"] == nil && values.entered("empty") == "" && values["flag"] == nil)
    #expect(values["other"] == nil && values.entered("other") == "")
  }

  @Test(arguments: ["%", "a=%G1", "a=%FF", "=", "&&&", "a==b"])
  func whatIsNotEncodedCorrectlyIsLeftOut(text: String) {
    let value = FormValues(text)["a"]
    #expect(value == (text == "a==b" ? "=b" : nil))
  }

  @Test func onlySoManyValuesAreRead() {
    let values = FormValues((0..<10_000).map { "n\($0)=\($0)" }.joined(separator: "&"))
    #expect(values["n199"] == "199" && values["n200"] == nil)
  }

  private static func request(cookie: String?) -> Request {
    var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
    if let cookie { head.headerFields[.cookie] = cookie }
    return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
  }

  private static let known = String(repeating: "0a", count: 16)

  @Test(arguments: [nil, "other=1", "states-console=", "states-console=zz", "states-console=\(known)00"])
  func aBrowserWithoutATokenGetsOne(cookie: String?) {
    let (first, second) = (FormToken(of: Self.request(cookie: cookie)), FormToken(of: Self.request(cookie: cookie)))
    #expect(first.isNew && second.isNew)
    #expect(first.value != second.value && first.value.utf8.count == 32)
    #expect(!first.isIn(FormValues("form-token=\(first.value)")))
  }

  @Test func aFormNeedsTheTokenOfItsBrowser() {
    let token = FormToken(of: Self.request(cookie: "a=b; states-console=\(Self.known)"))
    #expect(!token.isNew && token.value == Self.known)
    #expect(token.isIn(FormValues("form-token=\(Self.known)")))
    for form in ["", "form-token=", "form-token=\(Self.known.dropLast())", "form-token=\(Self.known.dropLast())b"] {
      #expect(!token.isIn(FormValues(form)))
    }
  }

  @Test func theCookieIsForThisSiteAndForNoScript() throws {
    let cookie = try #require(FormToken(of: Self.request(cookie: nil)).cookie(path: ""))
    #expect(cookie.description.contains("SameSite=Strict") && cookie.description.contains("HttpOnly"))
    #expect(cookie.description.contains("Path=/"))
  }
}
