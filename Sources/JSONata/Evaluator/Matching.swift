internal import LanguageSupport
internal import OrderedJSON

/// One match of any matcher; offsets are in UTF-8.
private struct FoundMatch {
  var start: Int
  var end: Int
  var match: String
  var groups: [Value]
  /// The object that expressions see, if a user-defined function has created it.
  var object: Value?
}

/// The replacement of a match: `$0`, `$1`, `$$` and the text between them.
private struct ReplacementTemplate {
  enum Part {
    /// A range of ``literals``.
    case text(Range<Int>)
    case match
    case group(Int)
  }

  private(set) var parts: [Part] = []
  private(set) var literals: [UInt8] = []

  init(_ text: String, groupCount: Int) {
    let bytes = Array(text.utf8)
    let digits = groupCount == 0 ? 1 : String(groupCount).utf8.count
    var start = 0
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      guard byte == 0x24 else {
        literals.append(byte)
        continue
      }
      if at < bytes.count, bytes[at] == 0x24 {
        literals.append(0x24)
        at += 1
        continue
      }
      let rest = bytes[at..<min(at + digits, bytes.count)].prefix { (0x30...0x39).contains($0) }
      guard !rest.isEmpty else {
        literals.append(0x24)
        continue
      }
      if literals.count > start { parts.append(.text(start..<literals.count)) }
      start = literals.count
      if bytes[at] == 0x30 {
        parts.append(.match)
        at += 1
        continue
      }
      var number = Self.number(rest)
      if digits > 1, number > groupCount {
        number = Self.number(bytes[at..<min(at + digits - 1, bytes.count)].prefix { (0x30...0x39).contains($0) })
      }
      if number >= 1, number <= groupCount { parts.append(.group(number)) }
      at += String(number).utf8.count
    }
    if literals.count > start { parts.append(.text(start..<literals.count)) }
  }

  func withLiterals<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    literals.withUnsafeBufferPointer(body)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1_000_000) }
  }
}

extension Evaluator {
  // MARK: Regular expressions as functions

  /// Searches from an offset; returns what a regular expression returns when called.
  mutating func match(_ pattern: Pattern, _ subject: MatchSubject, from start: Int) throws(JSONataError) -> Value {
    guard let found = try find(pattern, subject, from: start) else { return .undefined }
    try count(found)
    return object(found, pattern, subject)
  }

  /// Counts the cost of a match.
  private mutating func count(_ found: FoundMatch) throws(JSONataError) {
    try countMaking(bytes: 512 &+ found.match.utf8.count &+ found.groups.count &* 48)
  }

  /// The match after another one; it must not be empty.
  mutating func next(_ next: NextMatch) throws(JSONataError) -> Value {
    if next.start >= next.subject.bytes.count { return .undefined }
    guard let found = try find(next.pattern, next.subject, from: next.start) else { return .undefined }
    if found.start == found.end { throw JSONataError(.emptyMatch) }
    try count(found)
    return object(found, next.pattern, next.subject)
  }

  private func object(_ found: FoundMatch, _ pattern: Pattern, _ subject: MatchSubject) -> Value {
    let record = Record(capacity: 5)
    record.append("match", .string(found.match))
    record.append("start", .integer(subject.utf16Offset(ofUTF8: found.start)))
    record.append("end", .integer(subject.utf16Offset(ofUTF8: found.end)))
    record.append("groups", .array(ContiguousArray(found.groups)))
    record.append(
      "next", .function(.nextMatch(NextMatch(pattern: pattern, subject: subject, start: found.end))))
    return .record(record)
  }

  private mutating func find(_ pattern: Pattern, _ subject: MatchSubject, from start: Int) throws(JSONataError)
    -> FoundMatch?
  {
    var result: FoundMatch?
    var steps = patternSteps
    let suffices = subject.bytes.withUnsafeBufferPointer { text in
      pattern.forEachMatch(in: text, from: start, steps: &steps) { groups in
        result = Self.found(groups, subject)
        return false
      }
    }
    patternSteps = steps
    if !suffices { throw tooLong() }
    return result
  }

  private static func found(_ groups: UnsafeMutableBufferPointer<Int>, _ subject: MatchSubject) -> FoundMatch {
    var values: [Value] = []
    for group in 1..<max(1, groups.count / 2) {
      let start = groups[group * 2]
      let end = groups[group * 2 + 1]
      values.append(start >= 0 && end >= start ? .string(subject.text(start, end)) : .undefined)
    }
    return FoundMatch(
      start: groups[0], end: groups[1], match: subject.text(groups[0], groups[1]), groups: values, object: nil)
  }

  // MARK: Matches of any matcher

  /// The first result of a matcher.
  mutating func firstMatch(_ matcher: Function, _ text: String) throws(JSONataError) -> Value {
    try checked(apply(matcher, [.string(text)]))
  }

  /// The matches in a string, at most `limit`.
  private mutating func allMatches(_ matcher: Function, _ subject: MatchSubject, _ text: String, limit: Double?)
    throws(JSONataError) -> [FoundMatch]
  {
    var result: [FoundMatch] = []
    if case .matcher(let pattern) = matcher {
      var place = 0
      while let found = try find(pattern, subject, from: place) {
        if found.start == found.end, !result.isEmpty { throw JSONataError(.emptyMatch) }
        if let limit, Double(result.count) >= limit { break }
        try count(found)
        result.append(found)
        try checkGrowth(result.count)
        place = found.end
        if place >= subject.bytes.count { break }
      }
      return result
    }
    var object = try firstMatch(matcher, text)
    while let view = ObjectView(object) {
      if let limit, Double(result.count) >= limit { break }
      let found = Self.found(view, subject, object)
      try count(found)
      // Its offsets are looked up from the beginning.
      try charge(subject.bytes.count >> 4)
      result.append(found)
      try checkGrowth(result.count)
      guard case .function(let next)? = view["next"] else { break }
      object = try checked(apply(next, []))
    }
    return result
  }

  private static func found(_ view: ObjectView, _ subject: MatchSubject, _ object: Value) -> FoundMatch {
    let start = subject.utf8Offset(ofUTF16: Int(clamping: view["start"]?.number ?? 0))
    let match = view["match"]?.string ?? ""
    let end = subject.utf8Offset(ofUTF16: Int(clamping: view["end"]?.number ?? 0))
    let groups = view["groups"]?.elements?.values ?? []
    return FoundMatch(start: start, end: end, match: match, groups: Array(groups), object: object)
  }

  /// Refuses results that a matcher must not return.
  private func checked(_ result: Value) throws(JSONataError) -> Value {
    let result = result.unwrapped
    if result.isUndefined { return result }
    guard let view = ObjectView(result),
      view["start"]?.number != nil || view["end"]?.number != nil || view["groups"]?.isArray == true
        || view["next"]?.function != nil
    else { throw JSONataError(.badMatcher) }
    return result
  }

  // MARK: String functions

  mutating func matches(_ arguments: [Value]) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string, let matcher = arguments.argument(1).function else {
      return .undefined
    }
    let limit = arguments.argument(2).number
    if let limit, limit < 0 { throw JSONataError(.matchLimit, value: .double(limit)) }
    var result = ContiguousArray<Value>()
    if limit.map({ $0 > 0 }) ?? true {
      let subject = MatchSubject(text)
      for found in try allMatches(matcher, subject, text, limit: limit) {
        let record = Record(capacity: 3)
        record.append("match", .string(found.match))
        record.append("index", .integer(subject.utf16Offset(ofUTF8: found.start)))
        record.append("groups", .array(ContiguousArray(found.groups)))
        result.append(.record(record))
      }
    }
    return .sequence(result)
  }

  mutating func split(_ arguments: [Value]) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string else { return .undefined }
    let limit = arguments.argument(2).number
    if let limit, limit < 0 { throw JSONataError(.splitLimit, value: .double(limit)) }
    if let limit, !(limit > 0) { return .array([]) }
    switch arguments.argument(1) {
    case .function(let matcher): return try split(text, matcher, limit)
    case .json(.string(let separator)):
      return .array(try split(text, separator, limit.map { Int(clamping: $0) } ?? .max))
    case .undefined, .json, .list, .record, .tuples: return .array([.string(text)])
    }
  }

  private mutating func split(_ text: String, _ matcher: Function, _ limit: Double?) throws(JSONataError) -> Value {
    let subject = MatchSubject(text)
    let matches = try allMatches(matcher, subject, text, limit: limit)
    var parts = ContiguousArray<Value>()
    var start = 0
    for found in matches {
      parts.append(.string(subject.text(start, found.start)))
      start = found.end
    }
    if matches.isEmpty || Double(parts.count) < limit ?? .infinity {
      parts.append(.string(subject.text(start, subject.bytes.count)))
    }
    try checkLength(parts.count)
    return .array(parts)
  }

  private mutating func split(_ text: String, _ separator: String, _ limit: Int) throws(JSONataError)
    -> ContiguousArray<Value>
  {
    var parts = ContiguousArray<Value>()
    if separator.isEmpty {
      for scalar in text.unicodeScalars {
        if parts.count >= limit { break }
        try checkGrowth(parts.count)
        parts.append(.string(String(scalar)))
      }
      try checkLength(parts.count)
      return parts
    }
    var start = text.startIndex
    while parts.count < limit, let found = text.range(of: separator, from: start) {
      parts.append(.string(String(text[start..<found.lowerBound])))
      try checkGrowth(parts.count)
      start = found.upperBound
    }
    if parts.count < limit { parts.append(.string(String(text[start...]))) }
    try checkLength(parts.count)
    return parts
  }

  mutating func replace(_ arguments: [Value]) throws(JSONataError) -> Value {
    guard let text = arguments.argument(0).string else { return .undefined }
    var limit = arguments.argument(3).number
    if dialect == .service { limit = limit?.rounded(.towardZero) }
    let replacement = arguments.argument(2)
    if let pattern = arguments.argument(1).string, pattern.isEmpty {
      throw JSONataError(.emptyPattern, value: .string(pattern))
    }
    if let limit, limit < 0 { throw JSONataError(.replaceLimit, value: .double(limit)) }
    if let limit, !(limit > 0) { return .string(text) }
    let result: String
    switch arguments.argument(1) {
    case .function(.matcher(let pattern)) where replacement.string != nil:
      result = try replace(text, pattern, replacement.string ?? "", limit)
    case .function(let matcher): result = try replace(text, matcher, replacement, limit)
    case .json(.string(let part)):
      guard let with = replacement.string else {
        throw JSONataError(.replacementNotString, value: replacement.shown)
      }
      result = try replace(text, part, with, limit ?? .infinity)
    case .undefined, .json, .list, .record, .tuples: return .string(text)
    }
    try checkText(result.utf8.count)
    return .string(result)
  }

  private func replace(_ text: String, _ part: String, _ replacement: String, _ limit: Double) throws(JSONataError)
    -> String
  {
    var result = ""
    var start = text.startIndex
    var count = 0.0
    while count < limit, let found = text.range(of: part, from: start) {
      result += text[start..<found.lowerBound]
      result += replacement
      try checkTextGrowth(result.utf8.count)
      start = found.upperBound
      count += 1
    }
    return result + text[start...]
  }

  /// The common case: a regular expression and a replacement string; nothing is allocated for a match.
  private mutating func replace(_ text: String, _ pattern: Pattern, _ replacement: String, _ limit: Double?)
    throws(JSONataError) -> String
  {
    let template = ReplacementTemplate(replacement, groupCount: pattern.groupCount)
    var text = text
    var writer = ByteWriter(capacity: text.utf8.count + 32)
    var steps = patternSteps
    var count = 0.0
    var done = 0
    var isEmptyMatch = false
    let maximum = min(limits.maximumValueBytes, JSONataLimits.maximumTextBytes)
    let suffices = template.withLiterals { literals in
      text.withUTF8 { text in
        let suffices = pattern.forEachMatch(in: text, from: 0, steps: &steps) { groups in
          if groups[0] == groups[1], count > 0 {
            isEmptyMatch = true
            return false
          }
          if let limit, count >= limit { return false }
          writer.append(UnsafeBufferPointer(rebasing: text[done..<groups[0]]))
          for part in template.parts {
            // A single match may exceed all limits by itself.
            if writer.count > maximum { return false }
            switch part {
            case .text(let range): writer.append(UnsafeBufferPointer(rebasing: literals[range]))
            case .match: writer.append(UnsafeBufferPointer(rebasing: text[groups[0]..<groups[1]]))
            case .group(let number):
              let start = groups[number * 2]
              let end = groups[number * 2 + 1]
              if start >= 0, end >= start { writer.append(UnsafeBufferPointer(rebasing: text[start..<end])) }
            }
          }
          count += 1
          done = groups[1]
          return done < text.count && writer.count <= maximum
        }
        writer.append(UnsafeBufferPointer(rebasing: text[done...]))
        return suffices
      }
    }
    patternSteps = steps
    if isEmptyMatch { throw JSONataError(.emptyMatch) }
    if !suffices { throw tooLong() }
    try checkTextGrowth(writer.count)
    return writer.string
  }

  private mutating func replace(_ text: String, _ matcher: Function, _ replacement: Value, _ limit: Double?)
    throws(JSONataError) -> String
  {
    let subject = MatchSubject(text)
    var result = ""
    var done = 0
    for found in try allMatches(matcher, subject, text, limit: limit) {
      result += subject.text(done, found.start)
      result += try self.replacement(found, replacement, subject, matcher)
      try checkTextGrowth(result.utf8.count)
      done = max(found.start, found.object == nil ? found.end : found.start + found.match.utf8.count)
      done = min(done, subject.bytes.count)
    }
    return result + subject.text(done, subject.bytes.count)
  }

  private mutating func replacement(
    _ found: FoundMatch, _ replacement: Value, _ subject: MatchSubject, _ matcher: Function
  ) throws(JSONataError) -> String {
    if let text = replacement.string {
      let template = ReplacementTemplate(text, groupCount: found.groups.count)
      try countWork(on: text)
      var result = ""
      for part in template.parts {
        switch part {
        case .text(let range): result += String(decoding: template.literals[range], as: UTF8.self)
        case .match: result += found.match
        case .group(let number): result += found.groups[number - 1].string ?? ""
        }
        try checkTextGrowth(result.utf8.count)
      }
      return result
    }
    guard case .function(let function) = replacement else { return "" }
    var object = found.object
    if object == nil, case .matcher(let pattern) = matcher { object = self.object(found, pattern, subject) }
    let result = try apply(function, [object ?? .undefined]).unwrapped
    guard let text = result.string else { throw JSONataError(.replacementNotString, value: result.shown) }
    return text
  }
}
