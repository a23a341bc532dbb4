import LanguageSupport
internal import OrderedJSON

extension NativeFunction {
  /// The functions that AWS Step Functions adds.
  static let serviceFunctions: [NativeFunction] = [
    NativeFunction("partition", "<a<x>n?:a>", arity: 2, .service) { evaluator, arguments throws(JSONataError) in
      try partition(arguments, &evaluator)
    },
    NativeFunction("range", "<nnn?:a>", arity: 3, .service) { evaluator, arguments throws(JSONataError) in
      try range(arguments, &evaluator)
    },
    NativeFunction("hash", "<ss?:s>", arity: 2, .service) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string, let name = arguments.argument(1).string else {
        return .undefined
      }
      guard let digest = Digest(rawValue: name) else {
        throw JSONataError(
          .userError("Hash algorithm '\(name)' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"))
      }
      try evaluator.countWork(on: text)
      return .string(digest.hexadecimal(of: Array(text.utf8)))
    },
    NativeFunction("random", "<n?:n>", arity: 1, .service) { evaluator, arguments throws(JSONataError) in
      guard let seed = arguments.argument(0).number else { return .number(evaluator.random.unit()) }
      var generator = JavaRandom(seed: Int64(Int(clamping: seed)))
      return .number(generator.nextDouble())
    },
    NativeFunction("uuid", "<:s>", arity: 0, .service) { evaluator, _ throws(JSONataError) in
      .string(evaluator.random.uuid())
    },
    NativeFunction("parse", "<s-:x>", arity: 1, .service) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      // A value takes many times the bytes of its text.
      try evaluator.charge(text.utf8.count)
      return .json(try LenientJSON.parse(text))
    },
  ]

  private static func partition(_ arguments: [Value], _ evaluator: inout Evaluator) throws(JSONataError) -> Value {
    guard let elements = arguments.argument(0).elements, !elements.isEmpty else { return .undefined }
    let size = arguments.argument(1).number.map { Int(clamping: $0) } ?? elements.count
    if size < 0 { throw JSONataError(.userError("Second argument must be zero or greater")) }
    if size == 0 { return .undefined }
    try evaluator.checkLength(elements.count)
    try evaluator.countMaking(bytes: (elements.count / size &+ 1) &* 96)
    var chunks = ContiguousArray<Value>()
    var start = 0
    while start < elements.count {
      let end = min(elements.count, start.addingReportingOverflow(size).overflow ? .max : start + size)
      var chunk = ContiguousArray<Value>()
      for index in start..<end { chunk.append(elements[index]) }
      chunks.append(.array(chunk))
      start = end
    }
    return try evaluator.checkNesting(.array(chunks))
  }

  private static func range(_ arguments: [Value], _ evaluator: inout Evaluator) throws(JSONataError) -> Value {
    guard let first = arguments.argument(0).number, let last = arguments.argument(1).number,
      let step = arguments.argument(2).number
    else { return .undefined }
    let bounds = (first: Int(clamping: first), last: Int(clamping: last), step: Int(clamping: step))
    guard bounds.step != 0, bounds.step > 0 ? bounds.first <= bounds.last : bounds.first >= bounds.last else {
      return .undefined
    }
    let width = UInt(bitPattern: bounds.last &- bounds.first)
    let distance = bounds.step > 0 ? width : 0 &- width
    let count = Int(clamping: distance / bounds.step.magnitude).addingReportingOverflow(1)
    try evaluator.checkList(growingTo: count.overflow ? .max : count.partialValue)
    var result = ContiguousArray<Value>()
    var value = bounds.first
    while bounds.step > 0 ? value <= bounds.last : value >= bounds.last {
      result.append(.integer(value))
      let (next, overflow) = value.addingReportingOverflow(bounds.step)
      if overflow { break }
      value = next
    }
    return .sequence(result)
  }
}

/// JSON as the service's `$parse` reads it: strings may also be in single quotes.
private enum LenientJSON {
  static func parse(_ text: String) throws(JSONataError) -> JSON {
    let parser = JSONParser(maximumDepth: 400, refusesRepeatedNames: true)
    let json: JSON
    do throws(JSONParseError) {
      json = try parser.parse(doubleQuoted(text))
    } catch {
      throw JSONataError(.userError("Invalid JSON"))
    }
    return try normalized(json)
  }

  /// Numbers as doubles, except for integers that fit in 64 bits; numbers out of range are refused.
  private static func normalized(_ json: JSON) throws(JSONataError) -> JSON {
    switch json {
    case .null, .bool, .string, .number(.integer): return json
    case .number(let number):
      let value = number.doubleValue
      if !value.isFinite { throw JSONataError(.userError("Invalid JSON")) }
      if let integer = Int64(exactly: value) { return .integer(integer) }
      return .double(value)
    case .array(let array):
      var result: [JSON] = []
      for element in array { result.append(try normalized(element)) }
      return .array(result)
    case .object(let object):
      var result = JSON.Object()
      for member in object.members {
        result.append(distinct: JSON.Object.Member(key: member.key, value: try normalized(member.value)))
      }
      return .object(result)
    }
  }

  private static func doubleQuoted(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var quote: UInt8 = 0
    var isEscaped = false
    for byte in text.utf8 {
      if quote == 0 {
        if byte == 0x27 || byte == 0x22 { quote = byte }
        result.append(byte == 0x27 ? 0x22 : byte)
        continue
      }
      if isEscaped {
        isEscaped = false
        if byte == 0x27 { result.removeLast() }
        result.append(byte)
      } else if byte == quote {
        quote = 0
        result.append(0x22)
      } else if byte == 0x22 {
        result += [0x5c, 0x22]
      } else {
        isEscaped = byte == 0x5c
        result.append(byte)
      }
    }
    return result
  }
}
