import LanguageSupport
internal import OrderedJSON

extension NativeFunction {
  static let encodingFunctions: [NativeFunction] = [
    NativeFunction("base64encode", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      try evaluator.checkTextGrowth((text.utf8.count / 3 &+ 1) &* 4)
      // The reference treats each UTF-16 unit as a byte, the service encodes UTF-8.
      let bytes =
        evaluator.dialect == .service ? Array(text.utf8) : text.utf16.map { UInt8(truncatingIfNeeded: $0) }
      return .string(Base64.encode(bytes))
    },
    NativeFunction("base64decode", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      guard evaluator.dialect == .service else {
        let bytes = Base64.decode(text, .lenient) ?? []
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
        return .string(String(scalars))
      }
      guard let bytes = Base64.decode(text, .strict) else {
        throw .untold("The string passed to $base64decode() is not Base64")
      }
      return .string(String(decoding: bytes, as: UTF8.self))
    },
    NativeFunction("encodeUrlComponent", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try encode(arguments, "encodeUrlComponent", keeping: unreserved, &evaluator)
    },
    NativeFunction("encodeUrl", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try encode(
        arguments, "encodeUrl", keeping: unreserved + reserved, &evaluator)
    },
    NativeFunction("decodeUrlComponent", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try decode(arguments, "decodeUrlComponent", keeping: "", &evaluator)
    },
    NativeFunction("decodeUrl", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try decode(arguments, "decodeUrl", keeping: reserved, &evaluator)
    },
  ]

  /// The characters that ECMAScript's URI functions leave as they are.
  private static let unreserved = PercentEncoding.alphanumeric + "-_.!~*'()"
  private static let reserved = ";/?:@&=+$,#"

  private static func encode(
    _ arguments: [Value], _ function: String, keeping kept: String, _ evaluator: inout Evaluator
  ) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string else { return .undefined }
    try evaluator.countWork(on: text)
    // Half a surrogate pair cannot be represented; its replacement character is refused instead.
    if text.unicodeScalars.contains("\u{fffd}") {
      throw JSONataError(.malformedURL(function: function), value: .string(text))
    }
    let encoding = PercentEncoding(keeping: kept)
    try evaluator.checkTextGrowth(encoding.encodedCount(text))
    return .string(encoding.encode(text))
  }

  private static func decode(
    _ arguments: [Value], _ function: String, keeping kept: String, _ evaluator: inout Evaluator
  ) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string else { return .undefined }
    try evaluator.countWork(on: text)
    // The service reads `+` as a space in a component, and repairs invalid UTF-8.
    let isLenient = evaluator.dialect == .service
    let encoding = PercentEncoding(keeping: kept, plusForSpace: isLenient && kept.isEmpty)
    let decoded = encoding.decode(text).flatMap {
      isLenient ? String(decoding: $0, as: UTF8.self) : String(validating: $0, as: UTF8.self)
    }
    guard let result = decoded else {
      throw JSONataError(.malformedURL(function: function), value: .string(text))
    }
    return .string(result)
  }
}
