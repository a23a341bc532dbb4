internal import LanguageSupport
internal import OrderedJSON

/// Translates the rewritten tree into what is evaluated: assigns slots to variables and records what the expression
/// refers to outside itself.
struct Compiler {
  /// The names that are looked up outside the expression; their order determines their indexes.
  private(set) var globals = NameTable()
  private(set) var references = References()
  /// The positions of the conditionals.
  private(set) var conditionals: Set<Int> = []

  private var guardian = StackGuard()
  private let dialect: JSONataDialect
  private let globalBase: Int
  /// Whether the context is, at this point, the input document itself.
  private var isAtTop = true
  private var scopeCount = 0
  /// The variables that have been assigned up to this point.
  private var assigned: Set<AssignedVariable> = []

  /// A variable by its slot in a scope.
  private struct AssignedVariable: Hashable {
    let scope: Int
    let slot: Int
  }

  /// - Parameter globalBase: the index of the first global; not 0 for what `$eval` compiles.
  init(dialect: JSONataDialect, globalBase: Int) {
    self.dialect = dialect
    self.globalBase = globalBase
  }

  /// Compiles a whole expression; returns it and the names that are assigned at its top level.
  @inline(never)
  mutating func compile(_ root: SyntaxNode, outer: ScopeNames?) throws(JSONataError) -> (Expression, ScopeNames) {
    let scope = self.scope(Assignments.names(in: [root]), boundCount: 0, parent: outer)
    return (try compile(root, scope), scope)
  }

  // MARK: Nodes

  @inline(never)
  private mutating func compile(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    guard guardian.hasRoom() else { throw Parser.tooDeep(node.position) }
    let base = try compileBare(node, scope)
    if case .tailCall = base { return base }
    if node.isPath || node.predicates.isEmpty && node.group == nil {
      return node.keepsArray ? .filtered(FilteredPlan(base: base, keepsArray: true)) : base
    }
    let rowNames = RowNames.names(after: node)
    let inner = rowNames.isEmpty ? scope : self.scope(rowNames, boundCount: rowNames.count, parent: scope)
    return .filtered(
      FilteredPlan(
        base: base, predicates: try compile(stages: node.predicates, inner, rowNames: rowNames),
        group: try node.group.map2 { group throws(JSONataError) in try compile(group: group, inner) },
        keepsArray: node.keepsArray, rowNames: rowNames))
  }

  @inline(never)
  private mutating func compileBare(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    switch node.kind {
    case .string(let text): return .constant(ConstantPlan(.string(text)))
    case .number(let value): return .constant(ConstantPlan(.double(value)))
    case .boolean(let value): return .constant(ConstantPlan(.bool(value)))
    case .null: return .constant(ConstantPlan(.null))
    case .regex(let source, let flags):
      do throws(PatternError) {
        return .regex(try Pattern(source, flags: flags, asciiBlanks: dialect == .service))
      } catch {
        throw .uncodedSyntax(
          "Invalid regular expression: /\(source)/: \(error.reason)", position: node.position)
      }
    case .name(let name):
      note(top: .name(name), node)
      return .field(FieldPlan(name))
    case .wildcard:
      note(top: .wildcard, node)
      return .wildcard
    case .descendants:
      note(top: .descendants, node)
      return .descendants
    case .variable(let name): return variable(name, node, scope)
    case .parent(let slot): return resolve(slot.label, scope)
    case .path: return try path(node, scope)
    case .binary(let symbol): return try binary(symbol, node, scope)
    case .negation: return .negation(NegationPlan(try compile(node.children[0], scope), position: node.position))
    case .array:
      var items: [ArrayPlan.Item] = []
      for child in node.children {
        items.append(ArrayPlan.Item(expression: try compile(child, scope), isArray: child.isArray))
      }
      return .array(ArrayPlan(items: items, isConstructed: node.isConstructed))
    case .object: return .object(try compile(pairs: node.pairs, position: node.position, scope))
    case .condition:
      let condition = try compile(node.children[0], scope)
      let then = try compile(node.children[1], scope)
      let otherwise = node.children.count > 2 ? try compile(node.children[2], scope) : nil
      conditionals.insert(node.position)
      return .condition(ConditionPlan(condition, then: then, otherwise: otherwise, position: node.position))
    case .block: return try block(node, scope)
    case .bind:
      guard case .variable(let name) = node.children[0].kind else { return .context }
      let value = try compile(node.children[1], scope)
      let slot = scope.names.place(of: name) ?? 0
      assigned.insert(AssignedVariable(scope: scope.number, slot: slot))
      return .bind(BindPlan(slot: slot, value))
    case .call:
      let plan = try call(node, scope)
      return node.isTailCall ? .tailCall(plan) : .call(plan)
    case .partial: return .partial(try call(node, scope))
    case .apply: return try apply(node, scope)
    case .lambda: return try lambda(node, scope)
    case .transform: return try transform(node, scope)
    case .sort, .placeholder, .word, .end:
      throw JSONataError(.syntaxError, position: node.position, token: node.shown)
    }
  }

  @inline(never)
  private mutating func binary(_ symbol: Symbol, _ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError)
    -> Expression
  {
    if symbol == .ampersand { return try concatenation(node, scope) }
    let left = try compile(node.children[0], scope)
    let right = try compile(node.children[1], scope)
    let position = node.position
    switch symbol {
    case .plus: return .arithmetic(ArithmeticPlan(.add, left, right, position: position))
    case .minus: return .arithmetic(ArithmeticPlan(.subtract, left, right, position: position))
    case .star: return .arithmetic(ArithmeticPlan(.multiply, left, right, position: position))
    case .slash: return .arithmetic(ArithmeticPlan(.divide, left, right, position: position))
    case .percent: return .arithmetic(ArithmeticPlan(.remainder, left, right, position: position))
    case .less: return .comparison(ComparisonPlan(.less, left, right, position: position))
    case .lessOrEqual: return .comparison(ComparisonPlan(.lessOrEqual, left, right, position: position))
    case .greater: return .comparison(ComparisonPlan(.greater, left, right, position: position))
    case .greaterOrEqual: return .comparison(ComparisonPlan(.greaterOrEqual, left, right, position: position))
    case .equal: return .equality(EqualityPlan(isNegated: false, left, right))
    case .notEqual: return .equality(EqualityPlan(isNegated: true, left, right))
    case .in: return .inclusion(BinaryPlan(left, right, position: position))
    case .and: return .and(BinaryPlan(left, right, position: position))
    case .or: return .or(BinaryPlan(left, right, position: position))
    case .doubleDot: return .range(BinaryPlan(left, right, position: position))
    case .dot, .openBracket, .closeBracket, .openBrace, .closeBrace, .openParenthesis, .closeParenthesis, .comma, .at,
      .hash, .semicolon, .colon, .question, .bar, .caret, .doubleStar, .assign, .apply, .elvis, .coalesce,
      .ampersand, .exclamation, .tilde:
      // The rewriter leaves none of these.
      throw JSONataError(.syntaxError, position: position, token: node.shown)
    }
  }

  /// A chain of `&`, from its last operand down to its first.
  @inline(never)
  private mutating func concatenation(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    var chain = [node]
    while let left = chain.last?.children[0], case .binary(.ampersand) = left.kind, left.predicates.isEmpty,
      left.group == nil, !left.keepsArray
    {
      chain.append(left)
    }
    var operands: [ConcatenationPlan.Operand] = []
    for (index, link) in chain.reversed().enumerated() {
      if index == 0 {
        operands.append(
          ConcatenationPlan.Operand(
            expression: try compile(link.children[0], scope), position: link.position))
      }
      operands.append(
        ConcatenationPlan.Operand(expression: try compile(link.children[1], scope), position: link.position))
    }
    return .concatenation(ConcatenationPlan(operands: operands))
  }

  @inline(never)
  private mutating func block(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    let names = Assignments.names(in: node.children)
    let inner = names.isEmpty ? scope : self.scope(names, boundCount: 0, parent: scope)
    var expressions: [Expression] = []
    for child in node.children { expressions.append(try compile(child, inner)) }
    return .block(BlockPlan(expressions: expressions, slotCount: names.count))
  }

  // MARK: Variables

  @inline(never)
  private mutating func variable(_ name: String, _ node: SyntaxNode, _ scope: ScopeNames) -> Expression {
    if name.isEmpty {
      note(top: .context, node)
      return .context
    }
    if name == "$" { references.add(top: .root, node.start) }
    if isOutside(name, scope) { references.add(variable: name, at: node.start) }
    return resolve(name, scope)
  }

  /// Whether `$name` refers to a variable outside the expression: none with that name is in scope, or none that has
  /// been assigned yet. What a function's body refers to is assigned when the function is called.
  @inline(never)
  private func isOutside(_ name: String, _ scope: ScopeNames) -> Bool {
    if name.isEmpty || name == "$" { return false }
    var isInFunction = false
    var current: ScopeNames? = scope
    while let names = current {
      if let slot = names.names.place(of: name),
        isInFunction || slot < names.boundCount || assigned.contains(AssignedVariable(scope: names.number, slot: slot))
      {
        return false
      }
      isInFunction = isInFunction || names.isFunction
      current = names.parent
    }
    return true
  }

  /// A scope within another one. The first `boundCount` variables have values when it is entered; the others have none
  /// before they are assigned.
  @inline(never)
  private mutating func scope(
    _ names: NameTable, boundCount: Int, isFunction: Bool = false, parent: ScopeNames?
  ) -> ScopeNames {
    scopeCount += 1
    return ScopeNames(
      names: names, boundCount: boundCount, isFunction: isFunction, number: scopeCount, parent: parent)
  }

  @inline(never)
  private mutating func resolve(_ name: String, _ scope: ScopeNames) -> Expression {
    var places: [VariablePlan.Place] = []
    var hops = 0
    var current: ScopeNames? = scope
    while let names = current {
      if let slot = names.names.place(of: name) { places.append(VariablePlan.Place(hops: hops, slot: slot)) }
      hops += 1
      current = names.parent
    }
    let global = globalBase + globals.add(name)
    guard let first = places.first else { return .global(GlobalPlan(global)) }
    return .local(VariablePlan(first: first, others: Array(places.dropFirst()), global: global))
  }

  @inline(never)
  private mutating func note(top kind: JSONataTopLevelReference.Kind, _ node: SyntaxNode) {
    if isAtTop { references.add(top: kind, node.start) }
  }

  @inline(never)
  private mutating func below<Result>(_ body: (inout Compiler) throws(JSONataError) -> Result) throws(JSONataError)
    -> Result
  {
    let outside = isAtTop
    isAtTop = false
    defer { isAtTop = outside }
    return try body(&self)
  }

  // MARK: Calls

  @inline(never)
  private mutating func call(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> CallPlan {
    var arguments: [Expression?] = []
    for child in node.children {
      if case .placeholder = child.kind {
        arguments.append(nil)
      } else {
        arguments.append(try compile(child, scope))
      }
    }
    guard let procedure = node.procedure else {
      throw JSONataError(.syntaxError, position: node.position, token: node.shown)
    }
    var hint: Expression?
    var token: JSON?
    var variableToken: JSON?
    var seesScope = false
    if procedure.isPath, case .name(let name)? = procedure.children.first?.kind {
      hint = resolve(name, scope)
      token = .string(name)
    } else {
      token = procedure.shown
      if case .variable(let name) = procedure.kind {
        variableToken = token
        seesScope = name == "eval"
        references.add(function: name, isLocal: scope.contains(name), at: procedure.start)
        if isOutside(name, scope) { references.add(variable: name, isCalled: true, at: procedure.start) }
      } else if procedure.isPath == false, case .string = procedure.kind {
        variableToken = nil
      } else {
        token = nil
      }
    }
    return CallPlan(
      procedure: try compile(procedure, scope), arguments: arguments, position: node.position, token: token,
      procedurePosition: procedure.position, variableToken: variableToken, hint: hint,
      scope: seesScope ? scope : nil)
  }

  @inline(never)
  private mutating func apply(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    let left = try compile(node.children[0], scope)
    let target = node.children[1]
    if case .call = target.kind {
      let plan = try call(target, scope)
      return .apply(ApplyPlan(left: left, right: .call(plan), call: plan, position: node.position))
    }
    return .apply(
      ApplyPlan(left: left, right: try compile(target, scope), call: nil, position: node.position))
  }

  @inline(never)
  private mutating func lambda(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    var names = NameTable(node.parameters)
    for name in Assignments.names(in: node.children).names { names.add(name) }
    let inner = self.scope(names, boundCount: node.parameters.count, isFunction: true, parent: scope)
    let body = try compile(node.children[0], inner)
    return .lambda(
      LambdaPlan(
        parameterCount: node.parameters.count, slotCount: names.count, body: body, signature: node.signature))
  }

  @inline(never)
  private mutating func transform(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    try below { compiler throws(JSONataError) in
      let pattern = try compiler.compile(node.children[0], scope)
      let update = try compiler.compile(node.children[1], scope)
      let deletion = node.children.count > 2 ? try compiler.compile(node.children[2], scope) : nil
      return .transform(
        TransformPlan(
          pattern: pattern, update: update, updatePosition: node.children[1].position, deletion: deletion,
          deletionPosition: node.children.last?.position ?? node.position, clone: compiler.resolve("clone", scope),
          position: node.position))
    }
  }

  // MARK: Paths

  @inline(never)
  private mutating func path(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> Expression {
    let steps = node.children
    let firstTuple = steps.firstIndex { $0.isTuple }
    let rowNames = RowNames.names(ofPath: node)
    let rowScope = firstTuple == nil ? scope : self.scope(rowNames, boundCount: rowNames.count, parent: scope)
    var plans: [StepPlan] = []
    for (index, step) in steps.enumerated() {
      let stepScope = index >= firstTuple ?? steps.count ? rowScope : scope
      if index == 0 {
        noteFirstField(steps, scope)
        plans.append(try self.step(step, stepScope, rowNames))
      } else {
        plans.append(
          try below { compiler throws(JSONataError) in try compiler.step(step, stepScope, rowNames) })
      }
    }
    var startsWithVariable = false
    if case .variable? = steps.first?.kind { startsWithVariable = true }
    let group: GroupPlan?
    if let written = node.group { group = try compile(group: written, rowScope) } else { group = nil }
    return .path(
      PathPlan(
        steps: plans, firstTuple: firstTuple, keepsSingleton: node.keepsSingleton, exportsRows: node.isTuple,
        startsWithVariable: startsWithVariable, group: group, rowNames: rowNames))
  }

  /// `$name.field…`: records the field with the variable.
  @inline(never)
  private mutating func noteFirstField(_ steps: [SyntaxNode], _ scope: ScopeNames) {
    guard case .variable(let name)? = steps.first?.kind, isOutside(name, scope) else { return }
    var field: String?
    if steps.count > 1, case .name(let next) = steps[1].kind { field = next }
    references.add(variable: name, field: field, at: steps[0].start)
  }

  @inline(never)
  private mutating func step(_ node: SyntaxNode, _ scope: ScopeNames, _ rowNames: NameTable) throws(JSONataError)
    -> StepPlan
  {
    func slot(_ name: String?) -> Int? { name.flatMap { rowNames.place(of: $0) } }
    var sort: SortPlan?
    let expression: Expression
    if case .sort = node.kind {
      sort = try self.sort(node, scope)
      expression = .context
    } else {
      expression = try compile(node, scope)
    }
    return StepPlan(
      expression: expression, sort: sort, stages: try compile(stages: node.stages, scope, rowNames: rowNames),
      isConstructed: node.isConstructed, focus: slot(node.focus), index: slot(node.index),
      ancestor: slot(node.ancestor?.label))
  }

  @inline(never)
  private mutating func sort(_ node: SyntaxNode, _ scope: ScopeNames) throws(JSONataError) -> SortPlan {
    try below { compiler throws(JSONataError) in
      var terms: [SortPlan.Term] = []
      for (term, isDescending) in zip(node.children, node.descending) {
        terms.append(SortPlan.Term(expression: try compiler.compile(term, scope), isDescending: isDescending))
      }
      return SortPlan(terms: terms, position: node.position)
    }
  }

  @inline(never)
  private mutating func compile(stages: [SyntaxNode.Stage], _ scope: ScopeNames, rowNames: NameTable)
    throws(JSONataError) -> [StagePlan]
  {
    if stages.isEmpty { return [] }
    return try below { compiler throws(JSONataError) in
      var result: [StagePlan] = []
      for stage in stages {
        switch stage.kind {
        case .filter(let condition):
          if case .number(let place) = condition.kind, condition.predicates.isEmpty, condition.group == nil {
            result.append(.position(place))
          } else {
            result.append(.filter(try compiler.compile(condition, scope)))
          }
        case .index(let name): result.append(.index(slot: rowNames.place(of: name) ?? 0))
        }
      }
      return result
    }
  }

  @inline(never)
  private mutating func compile(group: SyntaxNode.Group, _ scope: ScopeNames) throws(JSONataError) -> GroupPlan {
    try below { compiler throws(JSONataError) in
      try compiler.compile(pairs: group.pairs, position: group.position, scope)
    }
  }

  @inline(never)
  private mutating func compile(
    pairs: [(key: SyntaxNode, value: SyntaxNode)], position: Int, _ scope: ScopeNames
  ) throws(JSONataError) -> GroupPlan {
    var plans: [GroupPlan.Pair] = []
    for pair in pairs {
      plans.append(GroupPlan.Pair(key: try compile(pair.key, scope), value: try compile(pair.value, scope)))
    }
    return GroupPlan(pairs: plans, position: position)
  }
}

extension Optional {
  @inline(never)
  fileprivate func map2<Result>(_ body: (Wrapped) throws(JSONataError) -> Result) throws(JSONataError) -> Result? {
    if let self { return try body(self) }
    return nil
  }
}

extension ScopeNames {
  /// Whether a variable with that name is in scope here.
  @inline(never)
  fileprivate func contains(_ name: String) -> Bool {
    var current: ScopeNames? = self
    while let scope = current {
      if scope.names.place(of: name) != nil { return true }
      current = scope.parent
    }
    return false
  }
}

/// The variables that are assigned directly in a scope, not in blocks, lambdas or rows inside it.
private enum Assignments {
  static func names(in roots: [SyntaxNode]) -> NameTable {
    var result = NameTable()
    var open = Array(roots.reversed())
    while let node = open.popLast() {
      if case .bind = node.kind, case .variable(let name) = node.children[0].kind { result.add(name) }
      open.append(contentsOf: parts(of: node))
    }
    return result
  }

  private static func parts(of node: SyntaxNode) -> [SyntaxNode] {
    var result: [SyntaxNode] = []
    func add(_ stages: [SyntaxNode.Stage]) {
      for stage in stages { if case .filter(let condition) = stage.kind { result.append(condition) } }
    }
    func add(_ pairs: [(key: SyntaxNode, value: SyntaxNode)]) {
      for pair in pairs {
        result.append(pair.key)
        result.append(pair.value)
      }
    }
    add(node.predicates)
    if let procedure = node.procedure { result.append(procedure) }
    add(node.pairs)
    var steps = node.children[...]
    switch node.kind {
    case .lambda, .block: return result + (node.group.map { $0.pairs.flatMap { [$0.key, $0.value] } } ?? [])
    case .path:
      if let firstTuple = steps.firstIndex(where: \.isTuple) {
        steps = steps[..<firstTuple]
      } else if let group = node.group {
        add(group.pairs)
      }
      for step in steps { add(step.stages) }
    case .end, .name, .variable, .string, .number, .boolean, .null, .regex, .wildcard, .descendants, .parent,
      .placeholder, .word, .binary, .negation, .array, .object, .call, .partial, .condition, .bind, .apply, .sort,
      .transform:
      if let group = node.group { add(group.pairs) }
    }
    result.append(contentsOf: steps)
    return result
  }
}

/// The variables that the rows of a path carry.
private enum RowNames {
  static func names(ofPath path: SyntaxNode) -> NameTable {
    guard let firstTuple = path.children.firstIndex(where: \.isTuple) else { return NameTable() }
    var result = NameTable()
    func add(_ name: String?) { if let name { result.add(name) } }
    for step in path.children[firstTuple...] {
      add(step.focus)
      add(step.index)
      add(step.ancestor?.label)
      for stage in step.stages { if case .index(let name) = stage.kind { add(name) } }
      for name in exported(by: step).names { add(name) }
    }
    var inner: [SyntaxNode] = []
    for step in path.children[firstTuple...] {
      for stage in step.stages { if case .filter(let condition) = stage.kind { inner.append(condition) } }
      inner.append(step)
    }
    if let group = path.group { inner.append(contentsOf: group.pairs.flatMap { [$0.key, $0.value] }) }
    for name in Assignments.names(in: inner).names { add(name) }
    return result
  }

  /// The variables that predicates and grouping see after parentheses around a path that carries rows.
  static func names(after node: SyntaxNode) -> NameTable {
    var result = exported(by: node)
    if result.isEmpty { return result }
    var inner: [SyntaxNode] = []
    for stage in node.predicates { if case .filter(let condition) = stage.kind { inner.append(condition) } }
    if let group = node.group { inner.append(contentsOf: group.pairs.flatMap { [$0.key, $0.value] }) }
    for name in Assignments.names(in: inner).names { result.add(name) }
    return result
  }

  /// The variables that the enclosing path adopts from a step that carries rows itself.
  private static func exported(by step: SyntaxNode) -> NameTable {
    switch step.kind {
    case .block: step.children.last.map { exported(by: $0) } ?? NameTable()
    case .path: step.isTuple ? names(ofPath: step) : NameTable()
    case .end, .name, .variable, .string, .number, .boolean, .null, .regex, .wildcard, .descendants, .parent,
      .placeholder, .word, .binary, .negation, .array, .object, .call, .partial, .lambda, .condition, .bind, .apply,
      .sort, .transform:
      NameTable()
    }
  }
}
