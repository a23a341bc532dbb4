internal import LanguageSupport
internal import OrderedJSON

extension NativeFunction {
  static let stringFunctions: [NativeFunction] = [
    NativeFunction("string", "<x-b?:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      if value.isUndefined { return .undefined }
      if value.string != nil { return value }
      var isPretty = false
      if case .json(.bool(true)) = arguments.argument(1) { isPretty = true }
      return .string(try evaluator.text(of: value, isPretty: isPretty))
    },
    NativeFunction("length", "<s-:n>", arity: 1) { _, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      return .integer(text.unicodeScalars.count)
    },
    NativeFunction("substring", "<s-nn?:s>", arity: 3) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      return .string(
        substring(
          text, arguments.argument(1).number ?? 0, arguments.argument(2).number,
          countsUnits: evaluator.dialect == .service))
    },
    NativeFunction("substringBefore", "<s-s:s>", arity: 2) { _, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      guard let part = arguments.argument(1).string, let found = text.firstRange(of: part) else {
        return .string(text)
      }
      return .string(String(text[..<found.lowerBound]))
    },
    NativeFunction("substringAfter", "<s-s:s>", arity: 2) { _, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      guard let part = arguments.argument(1).string, let found = text.firstRange(of: part) else {
        return .string(text)
      }
      return .string(String(text[found.upperBound...]))
    },
    NativeFunction("lowercase", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      return .string(text.lowercased())
    },
    NativeFunction("uppercase", "<s-:s>", arity: 1) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      try evaluator.countWork(on: text)
      return .string(text.uppercased())
    },
    NativeFunction("trim", "<s-:s>", arity: 1) { _, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      return .string(trimmed(text))
    },
    NativeFunction("pad", "<s-ns?:s>", arity: 3) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      let width = Int(clamping: arguments.argument(1).number ?? 0)
      let missing = Int(clamping: width.magnitude) - text.unicodeScalars.count
      guard missing > 0 else { return .string(text) }
      try evaluator.checkPadding(missing)
      var filler = arguments.argument(2).string ?? " "
      if filler.isEmpty { filler = " " }
      try evaluator.countReading(.string(filler))
      // Whole fillers, and one more that is truncated.
      let (size, isTooLarge) = filler.utf8.count.multipliedReportingOverflow(
        by: missing / filler.unicodeScalars.count + (missing < filler.unicodeScalars.count ? 0 : 1))
      try evaluator.checkTextGrowth(isTooLarge ? .max : max(missing, missing < filler.unicodeScalars.count ? 0 : size))
      try evaluator.charge(missing >> 3)
      let scalars = Array(filler.unicodeScalars)
      var padding = String.UnicodeScalarView()
      for place in 0..<missing { padding.append(scalars[place % scalars.count]) }
      return .string(width > 0 ? text + String(padding) : String(padding) + text)
    },
    NativeFunction("join", "<a<s>s?:s>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let elements = arguments.argument(0).elements else { return .undefined }
      let separator = arguments.argument(1).string ?? ""
      var size = 0
      for index in 0..<elements.count {
        size += (elements[index].string?.utf8.count ?? 0) + (index > 0 ? separator.utf8.count : 0)
        try evaluator.checkTextGrowth(size)
      }
      var result = ""
      result.reserveCapacity(size)
      for index in 0..<elements.count {
        if index > 0 { result += separator }
        if let text = elements[index].string { result += text }
      }
      return .string(result)
    },
    NativeFunction("contains", "<s-(sf):b>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      switch arguments.argument(1) {
      case .json(.string(let part)): return .bool(text.firstRange(of: part) != nil)
      case .function(let matcher):
        return .bool(try !evaluator.firstMatch(matcher, text).isUndefined)
      case .undefined, .json, .list, .record, .tuples: return .undefined
      }
    },
    NativeFunction("match", "<s-f<s:o>n?:a<o>>", arity: 3) { evaluator, arguments throws(JSONataError) in
      try evaluator.matches(arguments)
    },
    NativeFunction("replace", "<s-(sf)(sf)n?:s>", arity: 4) { evaluator, arguments throws(JSONataError) in
      try evaluator.replace(arguments)
    },
    NativeFunction("split", "<s-(sf)n?:a<s>>", arity: 3) { evaluator, arguments throws(JSONataError) in
      try evaluator.split(arguments)
    },
    NativeFunction("eval", "<sx?:x>", arity: 2, .reference) { evaluator, arguments throws(JSONataError) in
      try evaluator.evaluateText(arguments, .undefined, nil)
    },
  ]

  /// A substring by characters.
  ///
  /// - Parameter countsUnits: whether a negative start counts UTF-16 units, as the service does.
  private static func substring(_ text: String, _ start: Double, _ length: Double?, countsUnits: Bool) -> String {
    let scalars = text.unicodeScalars
    var start = start
    var count = text.utf8.count
    let isASCII = scalars.count == count
    if !isASCII { count = scalars.count }
    if start < 0, countsUnits, !isASCII {
      let units = Double(text.utf16.count)
      let offset = max(0, (units + start).rounded(.towardZero))
      let place = text.utf16.index(text.utf16.startIndex, offsetBy: Int(clamping: offset))
      let whole = place.samePosition(in: scalars) ?? text.utf16.index(after: place)
      start = Double(scalars.distance(from: scalars.startIndex, to: whole))
    }
    if Double(count) + start < 0 { start = 0 }
    var end = Double(count)
    if let length {
      if length <= 0 || length.isNaN { return "" }
      end = start >= 0 ? start + length : Double(count) + start + length
    }
    let from = place(start, count)
    let to = place(end, count)
    guard from < to else { return "" }
    if isASCII {
      return String(decoding: Array(text.utf8)[from..<to], as: UTF8.self)
    }
    let lower = scalars.index(scalars.startIndex, offsetBy: from)
    return String(scalars[lower..<scalars.index(lower, offsetBy: to - from)])
  }

  /// An index as slicing uses it: fractions dropped, negative from the end.
  private static func place(_ value: Double, _ count: Int) -> Int {
    let place = Int(clamping: value)
    return place < 0 ? max(0, place &+ count) : min(place, count)
  }

  private static func trimmed(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var isPending = false
    for byte in text.utf8 {
      if byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
        isPending = true
        continue
      }
      if isPending, !result.isEmpty { result.append(0x20) }
      isPending = false
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension String {
  /// The first range at which a string occurs in this one, byte by byte.
  func firstRange(of part: String) -> Range<String.Index>? { range(of: part, from: startIndex) }

  /// The first range, from an index on, at which a string occurs in this one, byte by byte.
  func range(of part: String, from start: String.Index) -> Range<String.Index>? {
    var text = self
    var part = part
    let offset = utf8.distance(from: utf8.startIndex, to: start)
    let found: Int? = text.withUTF8 { text in
      part.withUTF8 { part in
        Self.find(part, in: text, from: offset)
      }
    }
    guard let found else { return nil }
    let lower = utf8.index(utf8.startIndex, offsetBy: found)
    return lower..<utf8.index(lower, offsetBy: part.utf8.count)
  }

  private static func find(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from offset: Int
  ) -> Int? {
    guard let wanted = part.baseAddress, let first = part.first else { return offset }
    guard let base = text.baseAddress else { return nil }
    var place = offset
    // Most strings are found at once. If the first bytes occur again and again, a search in linear time takes over.
    var tries = 0
    while tries < 64,
      let found = CLibrary.firstIndex(of: first, in: text, from: place, to: text.count - part.count + 1)
    {
      place = found
      if CLibrary.areEqual(base + place, wanted, count: part.count) { return place }
      place += 1
      tries += 1
    }
    guard tries == 64 else { return nil }
    return findByHash(part, in: text, from: place)
  }

  /// Searches by a rolling hash. Its base differs from one process to the next, so that different substrings with the
  /// same hash cannot be prepared.
  private static func findByHash(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from offset: Int
  ) -> Int? {
    guard let wanted = part.baseAddress, let base = text.baseAddress, text.count - offset >= part.count else {
      return nil
    }
    let factor = SeededHash.seed % RollingHash.prime
    var (hash, target, power) = (UInt64(0), UInt64(0), UInt64(1))
    for index in 0..<part.count {
      hash = RollingHash.add(RollingHash.multiply(hash, factor), UInt64(text[offset + index]) + 1)
      target = RollingHash.add(RollingHash.multiply(target, factor), UInt64(part[index]) + 1)
      if index > 0 { power = RollingHash.multiply(power, factor) }
    }
    var place = offset
    while true {
      if hash == target, CLibrary.areEqual(base + place, wanted, count: part.count) { return place }
      guard text.count - place > part.count else { return nil }
      let leaving = RollingHash.multiply(UInt64(text[place]) + 1, power)
      hash = RollingHash.add(hash, RollingHash.prime - leaving)
      hash = RollingHash.add(RollingHash.multiply(hash, factor), UInt64(text[place + part.count]) + 1)
      place += 1
    }
  }
}

/// Arithmetic modulo a large prime.
private enum RollingHash {
  static let prime: UInt64 = (1 << 61) - 1

  @inline(__always)
  static func add(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let sum = a &+ b
    return sum >= prime ? sum &- prime : sum
  }

  /// The product of two numbers below the prime.
  @inline(__always)
  static func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return add(product.low & prime, product.high << 3 | product.low >> 61)
  }
}
