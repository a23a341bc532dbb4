import LanguageSupport
import OrderedJSON

/// `States.UUID`.
enum UniqueIntrinsics {
  /// A random version 4 UUID (RFC 9562), in lower case; arguments are ignored.
  @Sendable
  static func uuid(_ arguments: inout IntrinsicArguments, _ next: () -> UInt64) throws(IntrinsicFailure) -> JSON {
    try arguments.spend(making: 36)
    let high = next()
    return .string(UUIDText.make(high, next()))
  }
}
