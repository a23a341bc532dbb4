import JSONPath
import JSONata
import OrderedJSON

// The data fields of all states: paths, templates, expressions, variables.

extension Compiler {
  mutating func path(_ node: JSONSyntax) -> PathExpression? {
    guard let text = node.stringValue else {
      fail(node.range, "a path is a string")
      return nil
    }
    do throws(PathSyntaxError) {
      return try texts.path(text)
    } catch {
      fail(node.range, error.message)
      return nil
    }
  }

  mutating func referencePath(_ node: JSONSyntax) -> ReferencePath? {
    guard let text = node.stringValue else {
      fail(node.range, "a reference path is a string")
      return nil
    }
    do throws(PathSyntaxError) {
      return try texts.reference(text)
    } catch {
      fail(node.range, error.message)
      return nil
    }
  }

  mutating func payload(_ node: JSONSyntax) -> PayloadTemplate? {
    // Generated machines repeat the same templates many times.
    let text = node.range.end - node.range.start <= 1_024 ? source.text(in: node.range) : nil
    if let known = text.flatMap({ templates[$0] }) { return known }
    guard let template = newPayload(node) else { return nil }
    if let text { templates.set(text, template) }
    return template
  }

  private mutating func newPayload(_ node: JSONSyntax) -> PayloadTemplate? {
    do throws(TemplateSyntaxError) {
      return try PayloadTemplate(node.json) { text throws(DynamicValueSyntaxError) in try texts.dynamicValue(text) }
    } catch {
      fail(node.range, error.message)
      return nil
    }
  }

  mutating func expression(_ text: String, _ field: String, _ node: JSONSyntax) -> StateExpression? {
    do throws(JSONataError) {
      return StateExpression(try texts.expression(text), field: field)
    } catch {
      fail(node.range, error.message)
      return nil
    }
  }

  /// JSON with expressions; `field` is its location.
  mutating func jsonata(_ node: JSONSyntax, _ field: String) -> JSONataTemplate? {
    trail.push(.name(field))
    defer { trail.pop() }
    return jsonata(node)
  }

  private mutating func jsonata(_ node: JSONSyntax) -> JSONataTemplate? {
    switch node.content {
    case .null, .bool, .number: return .constant(node.json)
    case .string(let text):
      guard let inside = StateExpression.inside(text) else { return .constant(.string(text)) }
      return expression(inside, String(trail.location().dropFirst()), node).map(JSONataTemplate.expression)
    case .array(let elements):
      var parts: [JSONataTemplate] = []
      parts.reserveCapacity(elements.count)
      for (place, element) in elements.enumerated() {
        trail.push(.index(place))
        defer { trail.pop() }
        guard let part = jsonata(element) else { return nil }
        parts.append(part)
      }
      return JSONataTemplate(elements: parts)
    case .object(let members):
      var parts: [(key: String, value: JSONataTemplate)] = []
      parts.reserveCapacity(members.count)
      for member in members {
        trail.push(.name(member.key))
        defer { trail.pop() }
        guard let part = jsonata(member.value) else { return nil }
        parts.append((member.key, part))
      }
      return JSONataTemplate(members: parts)
    }
  }

  /// A template in the query language of the fields; `jsonata` is its location.
  mutating func argument(_ fields: FieldReader, _ field: Field, jsonata name: String? = nil) -> ArgumentTemplate? {
    guard let node = fields[field] else { return nil }
    switch fields.language {
    case .jsonPath: return payload(node).map(ArgumentTemplate.payload)
    case .jsonata: return jsonata(node, name ?? field.name).map(ArgumentTemplate.jsonata)
    }
  }

  /// A number given by one field, or by a path in another; `name` is its location.
  mutating func number(
    _ fields: FieldReader, _ field: Field, path pathField: Field, name: String? = nil
  ) -> NumberSource? {
    if let node = fields[field] {
      switch node.content {
      case .number(let number): return .literal(number)
      case .string(let text):
        if fields.language == .jsonata, let inside = StateExpression.inside(text) {
          return expression(inside, name ?? field.name, node).map(NumberSource.expression)
        }
        fail(node.range, "\(field.name) must be a number")
      case .null, .bool, .array, .object: fail(node.range, "\(field.name) must be a number")
      }
      return nil
    }
    guard let node = fields[pathField] else { return nil }
    return path(node).map(NumberSource.path)
  }

  /// A string given by one field, or by a path or function in another.
  mutating func text(
    _ fields: FieldReader, _ field: Field, path pathField: Field?, name: String? = nil
  ) -> TextSource? {
    if let node = fields[field] {
      guard let text = node.stringValue else {
        fail(node.range, "\(field.name) must be a string")
        return nil
      }
      if fields.language == .jsonata, let inside = StateExpression.inside(text) {
        return expression(inside, name ?? field.name, node).map(TextSource.expression)
      }
      return .literal(text)
    }
    guard let pathField, let node = fields[pathField] else { return nil }
    guard let text = node.stringValue else {
      fail(node.range, "\(pathField.name) must be a string")
      return nil
    }
    do throws(DynamicValueSyntaxError) {
      return .dynamic(try texts.dynamicValue(text))
    } catch {
      fail(node.range, error.message)
      return nil
    }
  }

  mutating func dataFlow(_ fields: FieldReader, _ type: StateType) -> DataFlow {
    guard !fields.view.present.intersection(DataFlow.fields).isEmpty else { return .plain }
    switch fields.language {
    case .jsonPath:
      return DataFlow(
        inputPath: selection(fields[.inputPath]),
        parameters: type == .map ? nil : fields[.parameters].flatMap { payload($0) },
        resultSelector: fields[.resultSelector].flatMap { payload($0) }, resultPath: resultPath(fields[.resultPath]),
        outputPath: selection(fields[.outputPath]))
    case .jsonata:
      return DataFlow(
        arguments: fields[.arguments].flatMap { jsonata($0, Field.arguments.name) },
        output: fields[.output].flatMap { jsonata($0, Field.output.name) })
    }
  }

  private mutating func selection(_ node: JSONSyntax?) -> DocumentSelection {
    guard let node else { return .whole }
    if node.isNull { return .nothing }
    guard let path = path(node) else { return .whole }
    if case .input = path.root, path.isWholeRoot { return .whole }
    return .path(path)
  }

  mutating func resultPath(_ node: JSONSyntax?) -> ResultPath {
    guard let node else { return .replace }
    if node.isNull { return .discard }
    if node.stringValue == "$" { return .replace }
    return referencePath(node).map(ResultPath.path) ?? .replace
  }

  mutating func assignments(_ fields: FieldReader, in prefix: String) -> Assignments? {
    guard let node = fields[.assign] else { return nil }
    switch fields.language {
    case .jsonPath: return payload(node).map(Assignments.template)
    case .jsonata:
      var result: [(name: String, value: JSONataTemplate)] = []
      for member in node.members ?? [] {
        guard let value = jsonata(member.value, "\(prefix)Assign/\(member.key)") else { return nil }
        result.append((member.key, value))
      }
      return .expressions(result)
    }
  }
}
