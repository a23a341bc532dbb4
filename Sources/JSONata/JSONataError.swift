public import OrderedJSON

/// Why an expression could not be parsed or evaluated: a code of the JSONata error catalog, its message, and the
/// position.
public struct JSONataError: Error, Sendable, CustomStringConvertible {
  /// The immutable rest is stored behind one reference, so that throwing stays cheap.
  private final class Storage: Sendable {
    let code: String?
    let message: String
    let position: Int?
    let token: JSON?
    let value: JSON?
    let isInternal: Bool
    /// The lambda that the error has left last, and the position of its call.
    let left: ObjectIdentifier?

    init(
      code: String?, message: String, position: Int?, token: JSON?, value: JSON?, isInternal: Bool = false,
      left: ObjectIdentifier? = nil
    ) {
      self.isInternal = isInternal
      self.left = left
      self.code = code
      self.message = message
      self.position = position
      self.token = token
      self.value = value
    }
  }

  private let storage: Storage
  /// The template of the message; filled in late, because only the caller knows the token of a call.
  private let template: ErrorTemplate?
  private let isUncodedSyntax: Bool

  /// Whether the service treats it as an internal error and hides the message, as for `$base64decode("!!!")`.
  public var isInternal: Bool { storage.isInternal }

  /// The code, such as `T2001`; `nil` for the limits of the service dialect and for errors that have no code.
  public var code: String? { storage.code }

  /// The message with every placeholder filled.
  public var message: String {
    guard let template else { return storage.message }
    return template.text(token: storage.token, value: storage.value)
  }

  /// The offset after the offending token in UTF-16 code units, as the reference counts.
  public var position: Int? { storage.position }

  /// The token or function name that the error is about.
  public var token: String? {
    guard let token = storage.token else { return nil }
    return token.stringValue ?? token.description
  }

  /// The value that the error is about.
  public var value: JSON? { storage.value }

  /// Whether the expression could not even be parsed.
  public var isSyntaxError: Bool {
    guard let code else { return isUncodedSyntax }
    return code.utf8.first == 0x53
  }

  /// `code: message`, or only the message.
  public var description: String {
    guard let code else { return message }
    return code + ": " + message
  }
}

extension JSONataError {
  @inline(never)
  init(_ template: ErrorTemplate, position: Int? = nil, token: JSON? = nil, value: JSON? = nil) {
    isUncodedSyntax = false
    storage = Storage(code: template.code, message: "", position: position, token: token, value: value)
    self.template = template
  }

  /// A syntax error for which the catalog has no entry.
  static func uncodedSyntax(_ message: String, position: Int) -> JSONataError {
    JSONataError(
      Storage(code: nil, message: message, position: position, token: nil, value: nil), template: nil,
      isUncodedSyntax: true)
  }

  /// An evaluation error without a code.
  static func uncoded(_ message: String, code: String? = nil) -> JSONataError {
    JSONataError(Storage(code: code, message: message, position: nil, token: nil, value: nil), template: nil)
  }

  /// An error whose message the service hides.
  static func untold(_ message: String) -> JSONataError {
    JSONataError(
      Storage(code: nil, message: message, position: nil, token: nil, value: nil, isInternal: true), template: nil)
  }

  private init(_ storage: Storage, template: ErrorTemplate?, isUncodedSyntax: Bool = false) {
    self.isUncodedSyntax = isUncodedSyntax
    self.storage = storage
    self.template = template
  }

  /// The same error at another position.
  @inline(never)
  func at(position: Int?, token: JSON?) -> JSONataError {
    JSONataError(
      Storage(
        code: storage.code, message: storage.message, position: position, token: token, value: storage.value,
        isInternal: storage.isInternal),
      template: template, isUncodedSyntax: isUncodedSyntax)
  }

  var storedToken: JSON? { storage.token }

  /// The error as it leaves a lambda. For a lambda that calls itself the innermost call counts.
  @inline(never)
  func leaving(_ closure: Closure, position: Int, token: JSON?) -> JSONataError {
    let identifier = ObjectIdentifier(closure)
    if storage.left == identifier { return self }
    return JSONataError(
      Storage(
        code: storage.code, message: storage.message, position: position, token: storage.token ?? token,
        value: storage.value, isInternal: storage.isInternal, left: identifier),
      template: template, isUncodedSyntax: isUncodedSyntax)
  }
}
