import LanguageSupport
import OrderedJSON

/// Finds out what the functions in a template give, for one state machine.
///
/// What a template says in itself is followed; what only a deployment decides gets a plausible value. All work is
/// counted: a template may double a string again and again.
struct TemplateResolver {
  let source: SourceText
  let positions: PositionIndex
  let sections: TemplateSections
  /// Values given by hand, by the names that `Fn::Sub` uses.
  let values: [String: String]
  /// What the user should know.
  private(set) var notes: [TemplateProblem] = []
  /// The names of given values and of substitutions that were used.
  var used: Set<String> = []

  private var steps = 0
  private var bytes = 0
  var calls = 0
  /// The names of resources that have been resolved; `nil` while one is being resolved.
  var resourceNames: [String: String?] = [:]
  /// The conditions that are being evaluated.
  var openConditions: [String] = []

  init(source: SourceText, positions: PositionIndex, sections: TemplateSections, values: [String: String]) {
    self.source = source
    self.positions = positions
    self.sections = sections
    self.values = values
  }

  // MARK: Messages and bounds

  func problem(_ message: String, at node: JSONSyntax) -> TemplateProblem {
    TemplateProblem(message, at: node.range, positions)
  }

  /// Whether more notes are kept.
  var takesNotes: Bool { notes.count < TemplateLimits.notes }

  /// Says something that does not keep the definition from being read.
  mutating func note(_ message: String, at range: SourceRange) {
    guard takesNotes, !notes.contains(where: { $0.message == message }) else { return }
    notes.append(TemplateProblem(message, at: range, positions))
  }

  /// Counts bytes that are written.
  mutating func spend(_ count: Int, at range: SourceRange) throws(TemplateProblem) {
    bytes += count
    guard bytes <= TemplateLimits.bytes else {
      throw TemplateProblem("the functions of the template give more than 64 MiB", at: range, positions)
    }
  }

  mutating func step(at node: JSONSyntax) throws(TemplateProblem) {
    countSteps(1)
    guard steps <= TemplateLimits.steps else {
      throw problem("the definition takes more than \(TemplateLimits.steps) values of the template", at: node)
    }
  }

  /// Counts work that is done at once; the next value notices if it was too much.
  mutating func countSteps(_ count: Int) { steps += count }

  func misused(_ function: TemplateFunction, at node: JSONSyntax) -> TemplateProblem {
    problem("\(function.rawValue) is written \(function.form)", at: node)
  }

  // MARK: Values

  /// The value of a part of the template.
  mutating func value(of node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    try step(at: node)
    switch node.content {
    case .string(let text): return .text(literal(text, node.range))
    case .array(let elements):
      try enter(node)
      defer { calls -= 1 }
      var list: [TemplateValue] = []
      for element in elements {
        let value = try value(of: element)
        if case .none = value { continue }
        list.append(value)
      }
      return .list(list)
    case .object(let members):
      guard let function = TemplateFunction(node), let argument = members.first?.value else {
        return unknownFunction(node) ?? .literal(node)
      }
      try enter(node)
      defer { calls -= 1 }
      return try call(function, argument, node)
    case .number, .bool, .null: return .literal(node)
    }
  }

  mutating func enter(_ node: JSONSyntax) throws(TemplateProblem) {
    guard calls < TemplateLimits.calls else {
      throw problem("functions are nested more than \(TemplateLimits.calls) deep here", at: node)
    }
    calls += 1
  }

  /// A function that is not known here has no value.
  private mutating func unknownFunction(_ node: JSONSyntax) -> TemplateValue? {
    guard let name = node.members?.first?.key, node.members?.count == 1, name.utf8.starts(with: "Fn::".utf8) else {
      return nil
    }
    let near = takesNotes ? Suggestions.nearest(to: name, among: TemplateFunction.allCases.map(\.rawValue)) : nil
    note(
      "the function '\(name.prefix(80))' is not known" + (near.map { "; did you mean '\($0)'?" } ?? ""), at: node.range)
    return placeholder(name, node.range)
  }

  /// A string of the template, with the positions of its characters.
  private func literal(_ text: String, _ range: SourceRange) -> MappedText {
    var mapped = MappedText()
    let end = range.end - 1
    var place = range.start + 1
    while place < end {
      if source.bytes[place] != UInt8(ascii: "\\") {
        let stop = source.bytes[place..<end].firstIndex(of: UInt8(ascii: "\\")) ?? end
        mapped.append(source.bytes[place..<stop], copiedFrom: place)
        place = stop
        continue
      }
      // One escape, or two that are one character.
      var stop = place + 2
      if stop <= end, source.bytes[place + 1] == UInt8(ascii: "u") {
        stop = place + 6
        let isHigh =
          stop <= end && source.bytes[place + 2] | 0x20 == UInt8(ascii: "d") && source.bytes[place + 3] >= 0x38
        if isHigh, stop + 6 <= end, source.bytes[stop..<stop + 2].elementsEqual(#"\u"#.utf8) { stop += 6 }
      }
      guard stop <= end, let one = try? JSON(parsing: Array("\"".utf8) + source.bytes[place..<stop] + Array("\"".utf8)),
        let character = one.stringValue
      else { return MappedText(text, for: range) }
      mapped.append(Array(character.utf8)[...], for: SourceRange(start: place, end: stop))
      place = stop
    }
    return mapped.bytes.elementsEqual(text.utf8) ? mapped : MappedText(text, for: range)
  }

  /// The text that a part of the template stands for.
  ///
  /// - Parameter what: what it is, for messages.
  mutating func text(_ node: JSONSyntax, of what: String) throws(TemplateProblem) -> MappedText {
    try text(try value(of: node), of: what, at: node)
  }

  private mutating func text(
    _ value: TemplateValue, of what: String, at node: JSONSyntax
  ) throws(TemplateProblem) -> MappedText {
    switch value {
    case .text(let text):
      try spend(text.bytes.count, at: node.range)
      return text
    case .none: return MappedText()
    case .literal(let literal) where literal.members == nil:
      return MappedText(source.text(in: literal.range), for: literal.range)
    case .list: throw problem("\(what) is a string, not a list", at: node)
    case .literal: throw problem("\(what) is a string, not an object", at: node)
    }
  }

  /// The list that a part of the template stands for.
  private mutating func list(
    _ node: JSONSyntax, of function: TemplateFunction
  ) throws(TemplateProblem) -> [TemplateValue] {
    switch try value(of: node) {
    case .list(let list): return list
    case .none: return []
    case .text(let text) where Inspection.holdsPlaceholder(text.string): return [.text(text)]
    case .text, .literal: throw misused(function, at: node)
    }
  }

  /// A value that only a deployment knows.
  func placeholder(_ name: String, _ range: SourceRange) -> TemplateValue {
    // The name must be one in the text, too.
    let scalars = name.unicodeScalars.prefix(200).filter { $0.value >= 0x20 && !"\"\\{}$".unicodeScalars.contains($0) }
    return .text(MappedText("${\(String(String.UnicodeScalarView(scalars)))}", for: range))
  }

  // MARK: Functions

  private mutating func call(
    _ function: TemplateFunction, _ argument: JSONSyntax, _ node: JSONSyntax
  ) throws(TemplateProblem) -> TemplateValue {
    switch function {
    case .ref:
      guard let name = argument.stringValue else { throw misused(function, at: node) }
      return try reference(name, node.range)
    case .getAtt: return try attribute(argument, node)
    case .join: return try join(argument, node)
    case .sub: return try substitute(argument, node)
    case .select: return try select(argument, node)
    case .split: return try split(argument, node)
    case .if:
      guard let parts = argument.elements, parts.count == 3, let name = parts[0].stringValue else {
        throw misused(function, at: node)
      }
      return try value(of: parts[try condition(name, node) ? 1 : 2])
    case .findInMap: return try findInMap(argument, node)
    case .importValue:
      let name = try text(argument, of: function.rawValue).string
      return outside(name, node.range)
    case .base64:
      let bytes = try text(argument, of: function.rawValue).bytes
      return .text(MappedText(Base64.encode(bytes), for: node.range))
    case .getAZs:
      let region = pseudoParameter("AWS::Region") ?? ""
      return .list(["a", "b", "c"].map { .text(MappedText(region + $0, for: node.range)) })
    case .length:
      return .text(MappedText(String(try list(argument, of: function).count), for: node.range))
    case .toJSONString:
      var json = MappedText()
      _ = try write(argument, to: &json)
      return .text(json)
    case .cidr, .transform:
      note("the value of \(function.rawValue) is only known when the template is deployed", at: node.range)
      return placeholder(function.rawValue, node.range)
    }
  }

  private mutating func join(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    guard let parts = argument.elements, parts.count == 2, let delimiter = parts[0].stringValue else {
      throw misused(.join, at: node)
    }
    let separator = literal(delimiter, parts[0].range)
    var joined = MappedText()
    for (place, value) in try list(parts[1], of: .join).enumerated() {
      if place > 0 { joined.append(separator) }
      joined.append(try text(value, of: "a value of Fn::Join", at: node))
      try spend(separator.bytes.count, at: node.range)
    }
    return .text(joined)
  }

  private mutating func select(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    guard let parts = argument.elements, parts.count == 2 else { throw misused(.select, at: node) }
    let index = try text(parts[0], of: "the index of Fn::Select").string
    let list = try list(parts[1], of: .select)
    guard let place = Int(index), list.indices.contains(place) else {
      // The parts of a value that is not known are not known either.
      if list.count == 1, case .text(let text) = list[0], Inspection.holdsPlaceholder(text.string) { return list[0] }
      throw problem("Fn::Select has no value at \(index.prefix(20)); the list has \(list.count)", at: node)
    }
    return list[place]
  }

  private mutating func split(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    guard let parts = argument.elements, parts.count == 2, let delimiter = parts[0].stringValue, !delimiter.isEmpty
    else { throw misused(.split, at: node) }
    let text = try text(parts[1], of: "the second argument of Fn::Split")
    let separator = Array(delimiter.utf8)
    var list: [TemplateValue] = []
    var done = 0
    while let found = text.bytes.range(of: separator, from: done) {
      try step(at: node)
      list.append(.text(text[done..<found.lowerBound]))
      done = found.upperBound
    }
    list.append(.text(text[done..<text.bytes.count]))
    return .list(list)
  }

  private mutating func findInMap(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue {
    guard let parts = argument.elements, (3...4).contains(parts.count) else { throw misused(.findInMap, at: node) }
    var names: [String] = []
    for part in parts.prefix(3) { names.append(try text(part, of: "a name in Fn::FindInMap").string) }
    if let found = sections.mappings[names[0]]?[names[1]]?[names[2]] { return try value(of: found) }
    if parts.count == 4, let otherwise = parts[3]["DefaultValue"] { return try value(of: otherwise) }
    let name = names.joined(separator: ".")
    note("the template has no mapping \(name.prefix(200))", at: node.range)
    return placeholder(name, node.range)
  }

  /// `Fn::Sub`, with variables of its own or without.
  private mutating func substitute(_ argument: JSONSyntax, _ node: JSONSyntax) throws(TemplateProblem) -> TemplateValue
  {
    let parts = argument.elements ?? [argument]
    guard let first = parts.first, let text = first.stringValue, parts.count <= 2,
      parts.count == 1 || parts[1].members != nil
    else { throw misused(.sub, at: node) }
    let template = literal(text, first.range)
    var variables: [String: MappedText] = [:]
    for member in parts.count == 2 ? parts[1].members ?? [] : [] {
      variables[member.key] = try self.text(member.value, of: "'\(member.key)' in Fn::Sub")
    }
    var result = MappedText()
    var done = 0
    let bytes = template.bytes
    while let open = bytes.range(of: Array("${".utf8), from: done) {
      guard let close = bytes[open.upperBound...].firstIndex(of: UInt8(ascii: "}")) else { break }
      try step(at: node)
      result.append(template, done..<open.lowerBound)
      let name = String(decoding: bytes[open.upperBound..<close], as: UTF8.self)
      let origin = template.origin(of: open.lowerBound..<close + 1)
      if name.utf8.first == UInt8(ascii: "!") {
        result.append(template, open.lowerBound..<open.upperBound)
        result.append(template, open.upperBound + 1..<close + 1)
      } else if let variable = variables[name] {
        result.append(variable)
        try spend(variable.bytes.count, at: origin)
      } else {
        result.append(try self.text(try named(name, origin), of: "${\(name)}", at: first))
      }
      done = close + 1
    }
    result.append(template, done..<bytes.count)
    try spend(bytes.count, at: node.range)
    return .text(result)
  }

  /// What a name in `Fn::Sub` stands for.
  private mutating func named(_ name: String, _ range: SourceRange) throws(TemplateProblem) -> TemplateValue {
    let name = String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    if let given = given(name, range) { return given }
    guard sections.resources[name] == nil, let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else {
      return try reference(name, range)
    }
    return try attribute(String(name[..<dot]), String(name[name.utf8.index(after: dot)...]), range)
  }
}
