import LanguageSupport
import OrderedJSON

/// `States.Base64Encode`, `States.Base64Decode`, `States.Hash`.
enum EncodingIntrinsics {
  @Sendable
  static func base64Encode(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let text = try arguments.limitedText(arguments.text(0))
    try arguments.spend(making: text.utf8.count / 3 * 4)
    return .string(Base64.encode(Array(text.utf8)))
  }

  /// The decoded string; bytes that are not UTF-8 become replacement characters, and no string is refused.
  @Sendable
  static func base64Decode(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let text = try arguments.limitedText(arguments.text(0))
    try arguments.spend(making: text.utf8.count)
    let bytes = Base64.decode(text, .lenient) ?? []
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  /// The digest of a string, or of the JSON text of anything else, in lower-case hexadecimal digits.
  @Sendable
  static func hash(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    guard let algorithm = Digest(rawValue: arguments.text(1)) else {
      throw arguments.function.invalidArguments()
    }
    let whole = arguments.values[0].stringValue ?? arguments.values[0].description
    try arguments.spend(reading: whole.utf8.count)
    let text = try arguments.limitedText(whole)
    return .string(algorithm.hexadecimal(of: Array(text.utf8)))
  }
}
