import LanguageSupport
internal import OrderedJSON

extension NativeFunction {
  static let numberFunctions: [NativeFunction] = [
    NativeFunction("sum", "<a<n>:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let numbers = Numbers(arguments.argument(0)) else { return .undefined }
      return .number(numbers.reduce(0) { $0 + $1 })
    },
    NativeFunction("count", "<a:n>", arity: 1) { _, arguments throws(JSONataError) in
      .integer(arguments.argument(0).elements?.count ?? 0)
    },
    NativeFunction("max", "<a<n>:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let numbers = Numbers(arguments.argument(0)), numbers.count > 0 else { return .undefined }
      return .number(numbers.reduce(-.infinity) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) })
    },
    NativeFunction("min", "<a<n>:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let numbers = Numbers(arguments.argument(0)), numbers.count > 0 else { return .undefined }
      return .number(numbers.reduce(.infinity) { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) })
    },
    NativeFunction("average", "<a<n>:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let numbers = Numbers(arguments.argument(0)), numbers.count > 0 else { return .undefined }
      return .number(numbers.reduce(0) { $0 + $1 } / Double(numbers.count))
    },
    NativeFunction("number", "<(nsb)-:n>", arity: 1) { _, arguments throws(JSONataError) in
      try number(arguments.argument(0))
    },
    NativeFunction("floor", "<n-:n>", arity: 1) { _, arguments throws(JSONataError) in
      map(arguments.argument(0)) { $0.rounded(.down) }
    },
    NativeFunction("ceil", "<n-:n>", arity: 1) { _, arguments throws(JSONataError) in
      map(arguments.argument(0)) { $0.rounded(.up) }
    },
    NativeFunction("round", "<n-n?:n>", arity: 2) { _, arguments throws(JSONataError) in
      let precision = Int(clamping: arguments.argument(1).number ?? 0)
      return map(arguments.argument(0)) { Rounding.halfToEven($0, precision: precision) }
    },
    NativeFunction("abs", "<n-:n>", arity: 1) { _, arguments throws(JSONataError) in
      map(arguments.argument(0)) { $0.magnitude }
    },
    NativeFunction("sqrt", "<n-:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let number = arguments.argument(0).number else { return .undefined }
      if number < 0 { throw JSONataError(.negativeRoot, value: .double(number)) }
      return .number(number.squareRoot())
    },
    NativeFunction("power", "<n-n:n>", arity: 2) { _, arguments throws(JSONataError) in
      guard let base = arguments.argument(0).number else { return .undefined }
      let exponent = arguments.argument(1).number ?? .nan
      let result = Rounding.power(base, exponent)
      if !result.isFinite { throw JSONataError(.powerRange(exponent: .double(exponent)), value: .double(base)) }
      return .number(result)
    },
    NativeFunction("random", "<:n>", arity: 0, .reference) { evaluator, _ throws(JSONataError) in
      .number(evaluator.random.unit())
    },
    NativeFunction("formatNumber", "<n-so?:s>", arity: 3) { evaluator, arguments throws(JSONataError) in
      guard let number = arguments.argument(0).number else { return .undefined }
      let picture = arguments.argument(1).string ?? ""
      let options = ObjectView(arguments.argument(2))
      try evaluator.countPicture(picture)
      let analyzed = try evaluator.pictures.number(picture, options)
      try evaluator.checkTextGrowth(analyzed.maximumBytes)
      return .string(try analyzed.format(number))
    },
    NativeFunction("formatBase", "<n-n?:s>", arity: 2) { _, arguments throws(JSONataError) in
      guard let number = arguments.argument(0).number else { return .undefined }
      let radix = Rounding.halfToEven(arguments.argument(1).number ?? 10, precision: 0)
      if !(2...36).contains(radix) { throw JSONataError(.radix, value: .double(radix)) }
      return .string(Rounding.text(Rounding.halfToEven(number, precision: 0), radix: Int(clamping: radix)))
    },
    NativeFunction("formatInteger", "<n-s:s>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let number = arguments.argument(0).number else { return .undefined }
      let written = arguments.argument(1).string ?? ""
      try evaluator.countPicture(written)
      let picture = try IntegerPicture(written)
      return .string(try picture.format(number.rounded(.down)))
    },
    NativeFunction("parseInteger", "<s-s:n>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      let written = arguments.argument(1).string ?? ""
      try evaluator.countPicture(written)
      let picture = try IntegerPicture(written)
      // Each character is compared with all separators of the picture, or with all number words.
      try evaluator.charge(min(text.utf8.count, 1 << 30) &* (8 &+ picture.separators.count) >> 3)
      return .number(try picture.parse(text))
    },
  ]

  private static func map(_ value: Value, _ body: (Double) -> Double) -> Value {
    guard let number = value.number else { return .undefined }
    return .number(body(number))
  }

  private static func number(_ value: Value) throws(JSONataError) -> Value {
    switch value {
    case .undefined: return .undefined
    case .json(.number): return value
    case .json(.bool(let isTrue)): return .number(isTrue ? 1 : 0)
    case .json(.string(let text)):
      if let number = NumberReader.number(text) { return .number(number) }
      throw JSONataError(.notNumber, value: value.shown)
    case .json, .list, .record, .function, .tuples: throw JSONataError(.notNumber, value: value.shown)
    }
  }
}

/// The numbers of an array.
private struct Numbers {
  let elements: Elements

  init?(_ value: Value) {
    guard let elements = value.elements else { return nil }
    self.elements = elements
  }

  var count: Int { elements.count }

  func reduce(_ initial: Double, _ body: (Double, Double) -> Double) -> Double {
    var result = initial
    switch elements {
    case .values(let values): for value in values { result = body(result, value.number ?? .nan) }
    case .json(let array): for json in array { result = body(result, json.doubleValue ?? .nan) }
    case .range(let first, let count): for number in first..<first + count { result = body(result, Double(number)) }
    }
    return result
  }
}

/// Strings as `$number` reads them.
enum NumberReader {
  static func number(_ text: String) -> Double? {
    var text = text
    let (isPlain, radix) = text.withUTF8 { (isDecimal($0), prefixRadix($0)) }
    if isPlain {
      guard let value = Double(text), value.isFinite else { return nil }
      return value
    }
    guard let radix else { return nil }
    var value = 0.0
    for byte in text.utf8.dropFirst(2) {
      guard let digit = Hexadecimal.value(of: byte), Int(digit) < radix else { return nil }
      value = value * Double(radix) + Double(digit)
    }
    return value.isFinite ? value : nil
  }

  private static func isDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    func digits() -> Bool {
      let start = at
      while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
      return at > start
    }
    if at < bytes.count, bytes[at] == 0x2d { at += 1 }
    guard digits() else { return false }
    if at < bytes.count, bytes[at] == 0x2e {
      at += 1
      guard digits() else { return false }
    }
    if at < bytes.count, bytes[at] | 0x20 == 0x65 {
      at += 1
      if at < bytes.count, bytes[at] == 0x2b || bytes[at] == 0x2d { at += 1 }
      guard digits() else { return false }
    }
    return at == bytes.count
  }

  private static func prefixRadix(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count > 2, bytes[0] == 0x30 else { return nil }
    switch bytes[1] | 0x20 {
    case 0x78: return 16
    case 0x6f: return 8
    case 0x62: return 2
    default: return nil
    }
  }
}

/// Rounding and powers as the language defines them.
enum Rounding {
  /// Rounds half to even; the decimal point is moved in the text, so that 2.345 to two places is 2.34.
  static func halfToEven(_ value: Double, precision: Int) -> Double {
    guard value.isFinite else { return value }
    if precision == 0 { return positiveZero(value.rounded(.toNearestOrEven)) }
    var digits = DecimalDigits(value)
    let precision = max(-400, min(400, precision))
    if digits.fractionCount <= precision, precision > 0 { return value }
    digits.round(places: precision)
    return positiveZero(value < 0 ? -digits.value : digits.value)
  }

  private static func positiveZero(_ value: Double) -> Double { value == 0 ? 0 : value }

  /// A power as ECMAScript defines it: 1 or -1 to an infinite power is not a number.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent.isNaN || exponent.isInfinite && base.magnitude == 1 { return .nan }
    return CLibrary.power(base, exponent)
  }

  /// An integer in another base.
  static func text(_ value: Double, radix: Int) -> String {
    if let exact = Int64(exactly: value), exact.magnitude < 1 << 53 { return String(exact, radix: radix) }
    guard value.isFinite, radix != 10 else { return JSONNumber.ecmaScriptText(value) }
    var digits: [UInt8] = []
    var rest = value.magnitude
    let base = Double(radix)
    while rest >= 0x1p53 {
      rest /= base
      digits.append(0x30)
    }
    rest = rest.rounded(.down)
    repeat {
      let digit = UInt8(clamping: Int(clamping: CLibrary.remainder(rest, base)))
      digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      rest = ((rest - Double(digit)) / base).rounded(.down)
    } while rest > 0
    if value < 0 { digits.append(0x2d) }
    return String(decoding: digits.reversed(), as: UTF8.self)
  }
}
