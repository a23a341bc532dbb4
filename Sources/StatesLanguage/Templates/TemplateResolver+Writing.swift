import OrderedJSON

extension TemplateResolver {
  /// Writes a part of the template as JSON, with its functions replaced by what they give.
  ///
  /// - Returns: whether there is a value: `AWS::NoValue` is none.
  mutating func write(_ node: JSONSyntax, to text: inout MappedText) throws(TemplateProblem) -> Bool {
    let calls = try calls(in: node)
    return try write(node, calls, depth: 0, to: &text)
  }

  /// The offsets at which functions are called in a value.
  private mutating func calls(in node: JSONSyntax) throws(TemplateProblem) -> [Int] {
    var calls: [Int] = []
    var open = [node]
    while let next = open.popLast() {
      try step(at: next)
      switch next.content {
      case .array(let elements): open += elements
      case .object(let members):
        if let member = members.first, members.count == 1,
          member.key == "Ref" || member.key.utf8.starts(with: "Fn::".utf8)
        {
          calls.append(next.range.start)
        } else {
          open += members.map(\.value)
        }
      case .string, .number, .bool, .null: break
      }
    }
    return calls.sorted()
  }

  private mutating func write(
    _ node: JSONSyntax, _ calls: [Int], depth: Int, to text: inout MappedText
  ) throws(TemplateProblem) -> Bool {
    guard calls.holdsValue(in: node.range) else {
      copy(node.range, to: &text)
      try spend(node.range.end - node.range.start, at: node.range)
      return true
    }
    guard depth < TemplateLimits.definitionDepth else {
      throw problem("the definition is nested more than \(TemplateLimits.definitionDepth) deep here", at: node)
    }
    switch node.content {
    case .array(let elements):
      copy(SourceRange(start: node.range.start, end: node.range.start + 1), to: &text)
      var isFirst = true
      for element in elements {
        let mark = text.mark
        if !isFirst { text.append([UInt8(ascii: ",")], for: element.range) }
        if try write(element, calls, depth: depth + 1, to: &text) { isFirst = false } else { text.takeBack(to: mark) }
      }
    case .object(let members):
      if calls.holds(node.range.start) { return try write(try value(of: node), node, depth, to: &text) }
      copy(SourceRange(start: node.range.start, end: node.range.start + 1), to: &text)
      var isFirst = true
      for member in members {
        let mark = text.mark
        if !isFirst { text.append([UInt8(ascii: ",")], for: member.keyRange) }
        copy(member.keyRange, to: &text)
        text.append([UInt8(ascii: ":")], for: member.keyRange)
        let isWritten = try write(member.value, calls, depth: depth + 1, to: &text)
        if isWritten { isFirst = false } else { text.takeBack(to: mark) }
      }
    case .string, .number, .bool, .null: break
    }
    copy(SourceRange(start: node.range.end - 1, end: node.range.end), to: &text)
    return true
  }

  private mutating func write(
    _ value: TemplateValue, _ node: JSONSyntax, _ depth: Int, to text: inout MappedText
  ) throws(TemplateProblem) -> Bool {
    switch value {
    case .none: return false
    case .text(let string):
      text.append([UInt8(ascii: "\"")], for: node.range)
      let quoted = Array(Inspection.quoted(string.string).utf8)
      if quoted.count == string.bytes.count + 2 {
        text.append(string)
      } else {
        text.append(quoted[1..<quoted.count - 1], for: node.range)
      }
      text.append([UInt8(ascii: "\"")], for: node.range)
      try spend(quoted.count, at: node.range)
    case .literal(let literal):
      // Its position is the template's, but the functions in it have not been looked for.
      let calls = try calls(in: literal)
      return try write(literal, calls, depth: depth + 1, to: &text)
    case .list(let list):
      text.append([UInt8(ascii: "[")], for: node.range)
      for (place, element) in list.enumerated() {
        if place > 0 { text.append([UInt8(ascii: ",")], for: node.range) }
        _ = try write(element, node, depth + 1, to: &text)
      }
      text.append([UInt8(ascii: "]")], for: node.range)
    }
    return true
  }

  private func copy(_ range: SourceRange, to text: inout MappedText) {
    text.append(source.bytes[range.start..<range.end], copiedFrom: range.start)
  }
}

extension [Int] {
  /// Whether an ordered list holds a value in a range.
  fileprivate func holdsValue(in range: SourceRange) -> Bool {
    let first = firstIndex(from: range.start)
    return first < count && self[first] < range.end
  }

  /// Whether an ordered list holds a value.
  fileprivate func holds(_ value: Int) -> Bool {
    let first = firstIndex(from: value)
    return first < count && self[first] == value
  }

  private func firstIndex(from value: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
