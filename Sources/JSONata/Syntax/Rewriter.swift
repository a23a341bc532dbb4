internal import OrderedJSON

/// Rewrites the syntax tree for evaluation: paths from chains of `.`, stages from predicates, tail calls, and the step
/// that each `%` refers to.
struct Rewriter {
  private var guardian = StackGuard()
  private var parents: [ParentSlot] = []

  /// Rewrites the whole expression.
  @inline(never)
  mutating func rewrite(_ root: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let result = try process(root)
    if case .parent = result.kind { throw JSONataError(.noParent, position: result.position, token: "parent") }
    if result.seekingParent != nil {
      throw JSONataError(.noParent, position: result.position, token: .string(result.typeName))
    }
    return result
  }

  @inline(never)
  private mutating func process(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    guard guardian.hasRoom() else { throw Parser.tooDeep(node.position) }
    // The operand of `?:` and `??` appears in the tree twice and is processed once.
    if let done = node.rewritten { return done }
    let result = try processed(node)
    if node.keepsArray { result.keepsArray = true }
    if node.isShared { node.rewritten = result }
    return result
  }

  @inline(never)
  private mutating func processed(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    switch node.kind {
    case .binary(let symbol): return try binary(symbol, node)
    case .negation: return try negation(node)
    case .array, .condition:
      try processChildren(node)
      return node
    case .object:
      node.pairs = try process(node.pairs)
      for pair in node.pairs {
        pushAncestry(node, pair.key)
        pushAncestry(node, pair.value)
      }
      return node
    case .call, .partial:
      try processChildren(node)
      if let procedure = node.procedure { node.procedure = try process(procedure) }
      return node
    case .lambda:
      if let written = node.children.first {
        let body = try process(written)
        markTailCalls(body)
        node.children = [body]
      }
      return node
    case .transform:
      for index in node.children.indices { node.children[index] = try process(node.children[index]) }
      return node
    case .block:
      try processChildren(node)
      node.isConstructed = node.children.contains { part in
        part.isConstructed || (part.isPath && part.children.first?.isConstructed == true)
      }
      return node
    case .name: return path(of: node)
    case .word(let symbol):
      node.kind = .name(symbol.rawValue)
      return path(of: node)
    case .parent:
      let slot = ParentSlot(label: "!\(parents.count)", index: parents.count)
      parents.append(slot)
      node.kind = .parent(slot)
      return node
    case .string, .number, .boolean, .null, .regex, .wildcard, .descendants, .variable, .placeholder, .bind, .apply,
      .path, .sort:
      return node
    case .end: throw JSONataError(.unexpectedEnd, position: node.position, token: node.shown)
    }
  }

  @inline(never)
  private func path(of name: SyntaxNode) -> SyntaxNode {
    let path = SyntaxNode(.path, like: name)
    path.children = [name]
    path.keepsSingleton = name.keepsArray
    return path
  }

  @inline(never)
  private mutating func processChildren(_ node: SyntaxNode) throws(JSONataError) {
    for index in node.children.indices {
      node.children[index] = try process(node.children[index])
      pushAncestry(node, node.children[index])
    }
  }

  @inline(never)
  private mutating func process(_ pairs: [(key: SyntaxNode, value: SyntaxNode)]) throws(JSONataError)
    -> [(key: SyntaxNode, value: SyntaxNode)]
  {
    var result: [(key: SyntaxNode, value: SyntaxNode)] = []
    for pair in pairs { result.append((try process(pair.key), try process(pair.value))) }
    return result
  }

  @inline(never)
  private mutating func negation(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    guard let operand = node.children.first else { return node }
    let result = try process(operand)
    if case .number(let value) = result.kind {
      result.kind = .number(-value)
      return result
    }
    node.children = [result]
    pushAncestry(node, result)
    return node
  }

  /// Marks the calls at the end of a lambda's body: they replace the lambda's own call.
  @inline(never)
  private func markTailCalls(_ body: SyntaxNode) {
    var open = [body]
    while let node = open.popLast() {
      if !node.predicates.isEmpty || node.group != nil { continue }
      switch node.kind {
      case .call: node.isTailCall = true
      case .condition: open.append(contentsOf: node.children.dropFirst())
      case .block: if let last = node.children.last { open.append(last) }
      case .end, .name, .variable, .string, .number, .boolean, .null, .regex, .wildcard, .descendants, .parent,
        .placeholder, .word, .binary, .negation, .array, .object, .partial, .lambda, .bind, .apply, .path, .sort,
        .transform:
        break
      }
    }
  }
}

// MARK: - Binary forms

extension Rewriter {
  @inline(never)
  private mutating func binary(_ symbol: Symbol, _ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    switch symbol {
    case .dot: return try map(node)
    case .openBracket: return try predicate(node)
    case .openBrace: return try grouping(node)
    case .caret: return try sorting(node)
    case .assign:
      try process(both: node)
      node.kind = .bind
      pushAncestry(node, node.children[1])
      return node
    case .at: return try focus(node)
    case .hash: return try index(node)
    case .apply:
      try process(both: node)
      node.kind = .apply
      node.keepsArray = node.children[0].keepsArray || node.children[1].keepsArray
      return node
    case .closeBracket, .closeBrace, .openParenthesis, .closeParenthesis, .comma, .semicolon, .colon, .question, .plus,
      .minus, .star, .slash, .percent, .bar, .equal, .less, .greater, .doubleStar, .doubleDot, .notEqual, .lessOrEqual,
      .greaterOrEqual, .elvis, .coalesce, .and, .or, .in, .ampersand, .exclamation, .tilde:
      try process(both: node)
      pushAncestry(node, node.children[0])
      pushAncestry(node, node.children[1])
      return node
    }
  }

  @inline(never)
  private mutating func process(both node: SyntaxNode) throws(JSONataError) {
    node.children[0] = try process(node.children[0])
    node.children[1] = try process(node.children[1])
  }

  @inline(never)
  private mutating func map(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let left = try process(node.children[0])
    let result = left.isPath ? left : wrapped(left)
    if case .parent(let slot) = left.kind { result.seekingParent = [slot] }
    let rest = try process(node.children[1])
    if rest.isPath {
      result.children.append(contentsOf: rest.children)
    } else {
      rest.stages = rest.predicates
      rest.predicates = []
      result.children.append(rest)
    }
    for step in result.children {
      switch step.kind {
      case .number, .boolean, .null: throw JSONataError(.literalStep, position: step.position, value: step.shown)
      case .string(let text): step.kind = .name(text)
      case .end, .name, .variable, .regex, .wildcard, .descendants, .parent, .placeholder, .word, .binary, .negation,
        .array, .object, .call, .partial, .lambda, .condition, .block, .bind, .apply, .path, .sort, .transform:
        break
      }
      if step.keepsArray { result.keepsSingleton = true }
    }
    if let first = result.children.first, first.isArray { first.isConstructed = true }
    if let last = result.children.last, last.isArray { last.isConstructed = true }
    try resolveAncestry(result)
    return result
  }

  @inline(never)
  private func wrapped(_ step: SyntaxNode) -> SyntaxNode {
    let path = SyntaxNode(.path, like: step)
    path.children = [step]
    return path
  }

  @inline(never)
  private mutating func predicate(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let result = try process(node.children[0])
    let step = result.isPath ? result.children.last ?? result : result
    if step.group != nil || result.group != nil { throw JSONataError(.predicateAfterGrouping, position: node.position) }
    let condition = try process(node.children[1])
    if let seeking = condition.seekingParent {
      for slot in seeking {
        if slot.level == 1 {
          _ = try seekParent(step, slot)
        } else {
          slot.level -= 1
        }
      }
      pushAncestry(step, condition)
    }
    let stage = SyntaxNode.Stage(kind: .filter(condition), position: node.position)
    if result.isPath { step.stages.append(stage) } else { step.predicates.append(stage) }
    return result
  }

  @inline(never)
  private mutating func grouping(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let result = try process(node.children[0])
    if result.group != nil { throw JSONataError(.secondGrouping, position: node.position) }
    result.group = SyntaxNode.Group(pairs: try process(node.pairs), position: node.position)
    return result
  }

  @inline(never)
  private mutating func sorting(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let left = try process(node.children[0])
    let result = left.isPath ? left : wrapped(left)
    let step = SyntaxNode(.sort, like: node)
    step.descending = node.descending
    for term in node.children.dropFirst() {
      let term = try process(term)
      pushAncestry(step, term)
      step.children.append(term)
    }
    result.children.append(step)
    try resolveAncestry(result)
    return result
  }

  @inline(never)
  private mutating func focus(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let result = try process(node.children[0])
    let step = result.isPath ? result.children.last ?? result : result
    if !step.stages.isEmpty || !step.predicates.isEmpty {
      throw JSONataError(.focusAfterPredicate, position: node.position)
    }
    if case .sort = step.kind { throw JSONataError(.focusAfterSort, position: node.position) }
    if node.keepsArray { step.keepsArray = true }
    step.focus = node.children[1].variableName
    step.isTuple = true
    return result
  }

  @inline(never)
  private mutating func index(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    var result = try process(node.children[0])
    let step: SyntaxNode
    if result.isPath {
      step = result.children.last ?? result
    } else {
      step = result
      result = wrapped(step)
      step.stages = step.predicates
      step.predicates = []
    }
    if step.stages.isEmpty {
      step.index = node.children[1].variableName
    } else {
      step.stages.append(SyntaxNode.Stage(kind: .index(node.children[1].variableName), position: node.position))
    }
    step.isTuple = true
    return result
  }
}

// MARK: - Parents

extension Rewriter {
  /// Passes what `value` still looks for on to the node around it.
  @inline(never)
  private func pushAncestry(_ result: SyntaxNode, _ value: SyntaxNode) {
    var slots = value.seekingParent ?? []
    if case .parent(let slot) = value.kind { slots.append(slot) } else if value.seekingParent == nil { return }
    result.seekingParent = (result.seekingParent ?? []) + slots
  }

  /// Looks for the steps that the last step of a path refers to with `%`.
  @inline(never)
  private func resolveAncestry(_ path: SyntaxNode) throws(JSONataError) {
    guard let last = path.children.last else { return }
    var slots = last.seekingParent ?? []
    if case .parent(let slot) = last.kind { slots.append(slot) }
    for var slot in slots {
      var index = path.children.count - 2
      while slot.level > 0 {
        guard index >= 0 else {
          path.seekingParent = (path.seekingParent ?? []) + [slot]
          break
        }
        var step = path.children[index]
        index -= 1
        // Adjacent steps that bind their focus share one context.
        while index >= 0, step.focus != nil, path.children[index].focus != nil {
          step = path.children[index]
          index -= 1
        }
        slot = try seekParent(step, slot)
      }
    }
  }

  @inline(never)
  private func seekParent(_ node: SyntaxNode, _ slot: ParentSlot) throws(JSONataError) -> ParentSlot {
    switch node.kind {
    case .name, .wildcard:
      slot.level -= 1
      if slot.level == 0 {
        if let known = node.ancestor { parents[slot.index].label = known.label }
        node.ancestor = slot
        node.isTuple = true
      }
      return slot
    case .parent:
      slot.level += 1
      return slot
    case .block:
      guard let last = node.children.last else { return slot }
      node.isTuple = true
      return try seekParent(last, slot)
    case .path:
      node.isTuple = true
      var slot = slot
      var index = node.children.count - 1
      guard index >= 0 else { return slot }
      slot = try seekParent(node.children[index], slot)
      index -= 1
      while slot.level > 0, index >= 0 {
        slot = try seekParent(node.children[index], slot)
        index -= 1
      }
      return slot
    case .end, .variable, .string, .number, .boolean, .null, .regex, .descendants, .placeholder, .word, .binary,
      .negation, .array, .object, .call, .partial, .lambda, .condition, .bind, .apply, .sort, .transform:
      throw JSONataError(.noParent, position: node.position, token: .string(node.typeName))
    }
  }
}

extension SyntaxNode {
  /// The name, if this is a variable.
  fileprivate var variableName: String { if case .variable(let name) = kind { name } else { "" } }

  /// The kind in the reference's words, as shown in errors.
  fileprivate var typeName: String {
    switch kind {
    case .end: "(end)"
    case .name: "name"
    case .variable: "variable"
    case .string: "string"
    case .number: "number"
    case .boolean, .null: "value"
    case .regex: "regex"
    case .wildcard: "wildcard"
    case .descendants: "descendant"
    case .parent: "parent"
    case .placeholder, .word: "operator"
    case .binary: "binary"
    case .negation, .array, .object: "unary"
    case .call: "function"
    case .partial: "partial"
    case .lambda: "lambda"
    case .condition: "condition"
    case .block: "block"
    case .bind: "bind"
    case .apply: "apply"
    case .path: "path"
    case .sort: "sort"
    case .transform: "transform"
    }
  }
}
