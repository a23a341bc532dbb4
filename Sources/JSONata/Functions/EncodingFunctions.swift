internal import OrderedJSON

extension NativeFunction {
  static let encodingFunctions: [NativeFunction] = [
    NativeFunction("base64encode", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      try evaluator.checkTextGrowth((text.utf8.count / 3 &+ 1) &* 4)
      // The reference takes each UTF-16 unit for a byte, the service encodes UTF-8.
      let bytes =
        evaluator.dialect == .service ? Array(text.utf8) : text.utf16.map { UInt8(truncatingIfNeeded: $0) }
      return .string(Base64.encode(bytes))
    },
    NativeFunction("base64decode", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      guard evaluator.dialect == .service else {
        let bytes = Base64.decode(text, isStrict: false) ?? []
        var scalars = String.UnicodeScalarView()
        for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
        return .string(String(scalars))
      }
      guard let bytes = Base64.decode(text, isStrict: true) else {
        throw .untold("The text passed to $base64decode() is not Base64")
      }
      return .string(String(decoding: bytes, as: UTF8.self))
    },
    NativeFunction("encodeUrlComponent", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try encode(arguments, "encodeUrlComponent", keeping: PercentEncoding.unreserved, &evaluator)
    },
    NativeFunction("encodeUrl", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try encode(
        arguments, "encodeUrl", keeping: PercentEncoding.unreserved + PercentEncoding.reserved, &evaluator)
    },
    NativeFunction("decodeUrlComponent", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try decode(arguments, "decodeUrlComponent", keeping: "", &evaluator)
    },
    NativeFunction("decodeUrl", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      try decode(arguments, "decodeUrl", keeping: PercentEncoding.reserved, &evaluator)
    },
  ]

  private static func encode(
    _ arguments: [Value], _ function: String, keeping kept: String, _ evaluator: inout Evaluator
  ) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string else { return .undefined }
    try evaluator.countWork(on: text)
    // Half a surrogate pair cannot be held; what stands for it is refused in its place.
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
    let isLenient = evaluator.dialect == .service
    guard let result = PercentEncoding(keeping: kept).decode(text, isLenient: isLenient) else {
      throw JSONataError(.malformedURL(function: function), value: .string(text))
    }
    return .string(result)
  }
}

/// Base64 of RFC 4648.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for offset in 0..<4 {
        let digit = Int(group >> UInt32(18 - 6 * offset)) & 63
        result.append(offset <= count ? alphabet[digit] : 0x3d)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// - Parameter isStrict: whether characters outside of the alphabet are refused instead of passed over.
  static func decode(_ text: String, isStrict: Bool) -> [UInt8]? {
    var result: [UInt8] = []
    var group: UInt32 = 0
    var bits = 0
    var padding = 0
    for byte in text.utf8 {
      if byte == 0x3d {
        padding += 1
        continue
      }
      guard let digit = digit(byte), padding == 0 || !isStrict else {
        if isStrict { return nil }
        continue
      }
      if padding > 0 { break }
      group = group << 6 | digit
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
      }
    }
    if isStrict, bits == 6 { return nil }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5a: UInt32(byte) - 0x41
    case 0x61...0x7a: UInt32(byte) - 0x61 + 26
    case 0x30...0x39: UInt32(byte) - 0x30 + 52
    case 0x2b, 0x2d: 62
    case 0x2f, 0x5f: 63
    default: nil
    }
  }
}

/// `%41` and its like, as ECMAScript's functions of URIs have them.
struct PercentEncoding {
  static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"
  static let reserved = ";/?:@&=+$,#"

  /// The characters that stay as they are.
  private let kept: Set<UInt8>

  init(keeping kept: String) { self.kept = Set(kept.utf8) }

  /// How many bytes the encoded text has.
  func encodedCount(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 { count &+= kept.contains(byte) ? 1 : 3 }
    return count
  }

  func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if kept.contains(byte) {
        result.append(byte)
      } else {
        result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text without encoding; what is kept when encoding stays encoded here.
  ///
  /// - Parameter isLenient: whether `+` is a blank and broken UTF-8 is mended, as the service does.
  /// - Returns: `nil` if the text is malformed.
  func decode(_ text: String, isLenient: Bool) -> String? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      guard byte == 0x25 else {
        result.append(isLenient && byte == 0x2b && kept.isEmpty ? 0x20 : byte)
        at += 1
        continue
      }
      guard at + 2 < bytes.count, let high = hexDigit(bytes[at + 1]), let low = hexDigit(bytes[at + 2]) else {
        return nil
      }
      let value = high << 4 | low
      if kept.contains(value) { result += bytes[at..<at + 3] } else { result.append(value) }
      at += 3
    }
    if isLenient { return String(decoding: result, as: UTF8.self) }
    return String(validating: result, as: UTF8.self)
  }
}
