import OrderedJSON

/// What the API model demands of a member besides its type.
///
/// - SeeAlso: Step Functions API, the constraints of each request parameter.
struct MemberRule: Sendable {
  /// The patterns of the API model.
  enum Pattern: String, Sendable {
    /// The names of aliases: not only digits.
    case restrictedName = #"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"#
    /// ASCII characters.
    case ascii = #"\p{ASCII}*"#
    /// Printable ASCII characters but the space, at least one.
    case printable = "[!-~]+"

    /// Whether the whole of a string has this form.
    func matches(_ text: String) -> Bool {
      switch self {
      case .ascii: text.utf8.allSatisfy { $0 < 0x80 }
      case .printable: !text.isEmpty && text.utf8.allSatisfy { 0x21...0x7e ~= $0 }
      case .restrictedName:
        text.utf8.allSatisfy(Self.isRestricted) && text.utf8.contains { Self.isRestricted($0) && !(0x30...0x39 ~= $0) }
      }
    }

    private static func isRestricted(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
      default: false
      }
    }
  }

  /// The number of characters of a string, or of elements of a list.
  var length: ClosedRange<Int>?
  /// The number of bytes of a payload in UTF-8.
  var bytes: ClosedRange<Int>?
  /// The value of a number.
  var value: ClosedRange<Int64>?
  /// The form of a string.
  var pattern: Pattern?
  /// The number of characters of each element of a list.
  var elementLength: ClosedRange<Int>?
  /// Whether messages keep quiet about the value.
  var isSensitive = false

  /// What is demanded of the elements of a list.
  var ofElements: MemberRule { MemberRule(length: elementLength) }

  /// Nothing.
  static let any = MemberRule()
  /// A number of characters, or of elements.
  static func length(_ length: ClosedRange<Int>, _ pattern: Pattern? = nil) -> MemberRule {
    MemberRule(length: length, pattern: pattern)
  }
  /// A number of characters, or of bytes for payloads, of what messages do not show.
  static func sensitive(_ length: ClosedRange<Int>) -> MemberRule { MemberRule(length: length, isSensitive: true) }
  /// A number of bytes of a payload, which messages do not show.
  static func payload(_ bytes: ClosedRange<Int>) -> MemberRule { MemberRule(bytes: bytes, isSensitive: true) }
  /// A number between two others.
  static func value(_ value: ClosedRange<Int64>) -> MemberRule { MemberRule(value: value) }
  /// A list of strings, each of which has a length.
  static func elements(_ length: ClosedRange<Int>) -> MemberRule { MemberRule(elementLength: length) }
  /// A number of at least this.
  static func atLeast(_ value: Int64) -> MemberRule { MemberRule(value: value...Int64.max) }
}

/// What is wrong with a request.
struct RequestFindings: Sendable {
  /// The constraints that are broken, in the order of the model.
  private(set) var violations: [String] = []
  /// A value of another type, the first one.
  private(set) var mistake: String?

  /// How many constraints are broken, those included that are not listed.
  private(set) var violationCount = 0

  /// The number of violations that a message lists; a request with thousands of tags may have as many.
  private static let violationLimit = 100

  /// A member breaks a constraint.
  ///
  /// - Parameters:
  ///   - value: the value, `nil` to keep quiet about it.
  ///   - path: the path of the member.
  ///   - rule: what the member must do or be.
  mutating func add(_ value: String?, at path: String, _ rule: String) {
    violationCount += 1
    guard violations.count < Self.violationLimit else { return }
    violations.append(
      "Value\(value.map { " '\($0)'" } ?? "") at '\(path)' failed to satisfy constraint: Member must \(rule)")
  }

  /// A member has another type.
  mutating func mistake(_ json: JSON, at path: String, isNot expected: String) {
    guard mistake == nil else { return }
    mistake = "\(path.isEmpty ? "the request" : path) must be \(expected), not \(json.kindName)"
  }

  /// The error that a request with these findings is answered with; `nil` if there are none.
  var error: StepFunctionsError? {
    if let mistake { return StepFunctionsError(.serialization, mistake) }
    guard !violations.isEmpty else { return nil }
    let count = violationCount == 1 ? "1 validation error" : "\(violationCount) validation errors"
    return StepFunctionsError(.validation, "\(count) detected: \(violations.joined(separator: "; "))")
  }
}
