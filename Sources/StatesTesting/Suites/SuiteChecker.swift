import JSONata
import OrderedJSON
import StatesLanguage

/// Checks a suite's file against ``SuiteShape``; afterward every member has the kind that the table says.
struct SuiteChecker {
  let source: SourceText

  func check(_ node: JSONSyntax, is shape: SuiteShape) throws(SuiteProblem) {
    guard let members = node.members else { throw problem(node, "\(shape.title) is an object") }
    let fields = shape.fields
    var known: Set<String> = []
    for member in members {
      guard let field = fields.first(where: { $0.name.hasSameUTF8(as: member.key) }) else {
        let near = Suggestions.nearest(to: member.key, among: fields.map(\.name))
        let list = fields.map(\.name).joined(separator: ", ")
        throw problem(
          member.keyRange,
          "\(shape.title) has no member '\(member.key)'"
            + (near.map { "; did you mean '\($0)'?" } ?? "; it may have \(list)"))
      }
      guard known.insert(field.name).inserted else { throw problem(member.keyRange, "'\(field.name)' is there twice") }
      try check(member.value, is: field.kind, named: field.name)
    }
    for field in fields where field.isRequired && !known.contains(field.name) {
      throw problem(node, "\(shape.title) needs '\(field.name)'")
    }
  }

  private func check(_ node: JSONSyntax, is kind: SuiteShape.Kind, named name: String) throws(SuiteProblem) {
    switch kind {
    case .any: break
    case .text: if node.stringValue == nil { throw problem(node, "'\(name)' is a string") }
    case .flag: if node.boolValue == nil { throw problem(node, "'\(name)' is true or false") }
    case .number:
      guard let number = node.numberValue, (0...Self.largest).contains(number.doubleValue) else {
        throw problem(node, "'\(name)' is a number from 0 on")
      }
    case .expression: try checkExpression(node, named: name)
    case .shape(let shape): try check(node, is: shape)
    case .list(let kind):
      guard let elements = node.elements else { throw problem(node, "'\(name)' is an array") }
      for element in elements { try check(element, is: kind, named: name) }
    case .oneOrMore(let kind):
      guard let elements = node.elements else { return try check(node, is: kind, named: name) }
      if elements.isEmpty { throw problem(node, "'\(name)' has at least one value") }
      for element in elements { try check(element, is: kind, named: name) }
    case .byName(let kind):
      guard let members = node.members else { throw problem(node, "'\(name)' is an object: values by name") }
      var known: Set<String> = []
      for member in members {
        guard known.insert(member.key).inserted else {
          throw problem(member.keyRange, "'\(member.key)' is there twice")
        }
        try check(member.value, is: kind, named: member.key)
      }
    case .choice(let values):
      guard let text = node.stringValue, values.contains(text) else {
        throw problem(node, "'\(name)' is one of \(values.joined(separator: ", "))")
      }
    case .either(let first, let second):
      do throws(SuiteProblem) { try check(node, is: first, named: name) } catch {
        if node.members == nil { throw error }
        try check(node, is: second, named: name)
      }
    }
  }

  private func checkExpression(_ node: JSONSyntax, named name: String) throws(SuiteProblem) {
    guard let text = node.stringValue.flatMap(StateExpression.inside) else {
      throw problem(node, "'\(name)' is a JSONata expression in {% … %}")
    }
    do throws(JSONataError) { _ = try JSONataExpression(text, dialect: .service) } catch {
      throw problem(node, "'\(name)' cannot be read: \(error.message)")
    }
  }

  /// The greatest number: of seconds, some 30,000 years.
  private static let largest = 1e12

  func problem(_ node: JSONSyntax, _ message: String) -> SuiteProblem { problem(node.range, message) }

  func problem(_ range: SourceRange, _ message: String) -> SuiteProblem {
    SuiteProblem(message: message, file: source.name, position: source.position(of: range.start))
  }
}
