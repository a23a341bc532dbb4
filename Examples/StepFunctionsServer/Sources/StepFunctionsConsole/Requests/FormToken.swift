import Hummingbird

/// What shows that a form comes from a page of this console: a random value in a cookie that pages of other sites can neither
/// read nor send, and the same value in the form.
///
/// Nothing is kept of it, so that any server of a fleet accepts the forms of the others.
///
/// - SeeAlso: OWASP, "Cross-Site Request Forgery Prevention", double submit cookies.
struct FormToken: Sendable, Hashable {
  static let cookieName = "states-console"
  static let fieldName = "form-token"

  let value: String
  /// Whether the browser does not have it yet.
  let isNew: Bool

  /// The token of a browser, or a new one.
  init(of request: Request) {
    let known = request.cookies[Self.cookieName]?.value
    if let known, known.utf8.count == 32, known.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }) {
      value = known
      isNew = false
      return
    }
    var generator = SystemRandomNumberGenerator()
    let halves = (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    value = halves.joined()
    isNew = true
  }

  /// Whether a form has the browser's token.
  func isIn(_ form: FormValues) -> Bool {
    guard !isNew else { return false }
    let (own, sent) = (Array(value.utf8), Array(form.entered(Self.fieldName).utf8))
    guard own.count == sent.count else { return false }
    return zip(own, sent).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// The cookie.
  func cookie(path: String) -> Cookie? {
    try? Cookie.validated(
      name: Self.cookieName, value: value, path: path.isEmpty ? "/" : path, httpOnly: true, sameSite: .strict)
  }
}
