internal import OrderedJSON

/// A Pratt parser: turns tokens into ``SyntaxNode``s, as they are written.
struct Parser {
  private var lexer: Lexer
  private var token: Token
  private var guardian = StackGuard()
  private let maximumHeight: Int

  init(_ text: String, dialect: JSONataDialect, maximumHeight: Int) {
    lexer = Lexer(text, dialect: dialect)
    token = Token(kind: .end, position: 0, start: 0)
    self.maximumHeight = maximumHeight
  }

  /// The single expression of the text.
  @inline(never)
  mutating func parse() throws(JSONataError) -> SyntaxNode {
    try advance(afterOperand: false)
    let result = try expression(0)
    guard case .end = token.kind else {
      throw JSONataError(.syntaxError, position: token.position, token: token.shown)
    }
    return result
  }

  // MARK: Tokens

  @inline(never)
  private mutating func advance(afterOperand: Bool) throws(JSONataError) {
    token = try lexer.next(afterOperand: afterOperand)
    if case .symbol(let symbol) = token.kind, symbol == .exclamation || symbol == .tilde {
      throw JSONataError(.unknownOperator, position: token.position, token: token.shown)
    }
  }

  @inline(never)
  private mutating func advance(over symbol: Symbol, afterOperand: Bool = false) throws(JSONataError) {
    guard token.symbol == symbol else {
      if case .end = token.kind {
        throw JSONataError(
          .expectedBeforeEnd(symbol.rawValue), position: token.position, token: token.shown,
          value: .string(symbol.rawValue))
      }
      throw JSONataError(
        .expected(symbol.rawValue), position: token.position, token: token.shown, value: .string(symbol.rawValue))
    }
    try advance(afterOperand: afterOperand)
  }

  @inline(never)
  private func node(_ kind: SyntaxNode.Kind, _ token: Token, _ children: [SyntaxNode] = []) throws(JSONataError)
    -> SyntaxNode
  {
    let node = SyntaxNode(kind, position: token.position, start: token.start)
    node.children = children
    for child in children { node.height = max(node.height, child.height + 1) }
    return try bounded(node)
  }

  @inline(never)
  private func bounded(_ node: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    if node.height > maximumHeight { throw Self.tooDeep(node.position) }
    return node
  }

  static func tooDeep(_ position: Int) -> JSONataError {
    .uncodedSyntax("The expression is nested too deeply", position: position)
  }

  // MARK: Expressions

  @inline(never)
  private mutating func expression(_ power: Int) throws(JSONataError) -> SyntaxNode {
    guard guardian.hasRoom() else { throw Self.tooDeep(token.position) }
    let first = token
    try advance(afterOperand: true)
    var left = first.symbol == nil ? try operand(first) : try prefix(first)
    while let symbol = token.symbol, power < symbol.bindingPower {
      let operation = token
      try advance(afterOperand: false)
      left = try infix(symbol, operation, left)
    }
    return left
  }

  /// Parses a token that is an operand by itself.
  @inline(never)
  private func operand(_ first: Token) throws(JSONataError) -> SyntaxNode {
    switch first.kind {
    case .end: return try node(.end, first)
    case .name(let name): return try node(.name(name), first)
    case .variable(let name): return try node(.variable(name), first)
    case .string(let text): return try node(.string(text), first)
    case .number(let value): return try node(.number(value), first)
    case .boolean(let value): return try node(.boolean(value), first)
    case .null: return try node(.null, first)
    case .regex(let pattern, let flags): return try node(.regex(pattern, flags: flags), first)
    case .symbol(let symbol): return try operand(symbol, first)
    }
  }

  @inline(never)
  private func operand(_ symbol: Symbol, _ first: Token) throws(JSONataError) -> SyntaxNode {
    switch symbol {
    case .and, .or, .in: return try node(.word(symbol), first)
    case .star: return try node(.wildcard, first)
    case .doubleStar: return try node(.descendants, first)
    case .percent: return try node(.parent(ParentSlot(label: "", index: 0)), first)
    case .minus, .openParenthesis, .openBracket, .openBrace, .bar, .dot, .closeBracket, .closeBrace, .closeParenthesis,
      .comma, .at, .hash, .semicolon, .colon, .question, .plus, .slash, .equal, .less, .greater, .caret, .doubleDot,
      .assign, .notEqual, .lessOrEqual, .greaterOrEqual, .apply, .elvis, .coalesce, .ampersand, .exclamation, .tilde:
      throw JSONataError(.notUnary, position: first.position, token: first.shown)
    }
  }

  /// Parses what a symbol starts.
  @inline(never)
  private mutating func prefix(_ first: Token) throws(JSONataError) -> SyntaxNode {
    switch first.symbol {
    case .minus: return try negation(first)
    case .openParenthesis: return try block(first)
    case .openBracket: return try array(first)
    case .openBrace: return try object(first)
    case .bar: return try transform(first)
    case nil, .and, .or, .in, .star, .doubleStar, .percent, .dot, .closeBracket, .closeBrace, .closeParenthesis, .comma,
      .at, .hash, .semicolon, .colon, .question, .plus, .slash, .equal, .less, .greater, .caret, .doubleDot, .assign,
      .notEqual, .lessOrEqual, .greaterOrEqual, .apply, .elvis, .coalesce, .ampersand, .exclamation, .tilde:
      return try operand(first)
    }
  }

  @inline(never)
  private mutating func negation(_ first: Token) throws(JSONataError) -> SyntaxNode {
    try node(.negation, first, [try expression(70)])
  }

  @inline(never)
  private mutating func object(_ first: Token) throws(JSONataError) -> SyntaxNode {
    let result = try node(.object, first)
    result.pairs = try pairs(result)
    return try bounded(result)
  }

  /// Parses what a symbol joins to the expression before it.
  @inline(never)
  private mutating func infix(_ symbol: Symbol, _ operation: Token, _ left: SyntaxNode) throws(JSONataError)
    -> SyntaxNode
  {
    switch symbol {
    case .openParenthesis: return try call(operation, left)
    case .openBracket: return try predicate(operation, left)
    case .caret: return try sort(operation, left)
    case .openBrace: return try grouping(operation, left)
    case .assign: return try assignment(operation, left)
    case .at, .hash: return try binding(symbol, operation, left)
    case .question: return try condition(operation, left)
    case .elvis, .coalesce: return try alternative(symbol, operation, left)
    case .dot, .plus, .minus, .star, .slash, .percent, .equal, .less, .greater, .notEqual, .lessOrEqual,
      .greaterOrEqual, .apply, .and, .or, .in, .ampersand, .closeBracket, .closeBrace, .closeParenthesis, .comma,
      .semicolon, .colon, .bar, .doubleStar, .doubleDot, .exclamation, .tilde:
      // The last of these have a binding power of 0: the loop of `expression` stops before them.
      return try binary(symbol, operation, left)
    }
  }

  @inline(never)
  private mutating func binary(_ symbol: Symbol, _ operation: Token, _ left: SyntaxNode) throws(JSONataError)
    -> SyntaxNode
  {
    let right = try expression(symbol.bindingPower)
    return try node(.binary(symbol), operation, [left, right])
  }

  @inline(never)
  private mutating func grouping(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    let result = try node(.binary(.openBrace), operation, [left])
    result.pairs = try pairs(result)
    return try bounded(result)
  }

  @inline(never)
  private mutating func assignment(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    guard case .variable = left.kind else {
      throw JSONataError(.assignmentToNonVariable, position: left.position, token: left.shown)
    }
    // One less than its own power: it is right-associative.
    let right = try expression(Symbol.assign.bindingPower - 1)
    return try node(.binary(.assign), operation, [left, right])
  }

  @inline(never)
  private mutating func binding(_ symbol: Symbol, _ operation: Token, _ left: SyntaxNode) throws(JSONataError)
    -> SyntaxNode
  {
    let right = try expression(symbol.bindingPower)
    guard case .variable = right.kind else {
      throw JSONataError(.bindingToNonVariable, position: right.position, token: .string(symbol.rawValue))
    }
    return try node(.binary(symbol), operation, [left, right])
  }

  /// `a ?: b`, `a ?? b`: conditions that contain `a` twice.
  @inline(never)
  private mutating func alternative(_ symbol: Symbol, _ operation: Token, _ left: SyntaxNode) throws(JSONataError)
    -> SyntaxNode
  {
    left.isShared = true
    let right = try expression(0)
    if symbol == .elvis { return try node(.condition, operation, [left, left, right]) }
    let exists = try node(.call, operation, [left])
    exists.procedure = try node(.variable("exists"), operation)
    return try node(.condition, operation, [exists, left, right])
  }

  // MARK: Compound forms

  @inline(never)
  private mutating func block(_ first: Token) throws(JSONataError) -> SyntaxNode {
    var expressions: [SyntaxNode] = []
    while token.symbol != .closeParenthesis {
      expressions.append(try expression(0))
      if token.symbol != .semicolon { break }
      try advance(over: .semicolon)
    }
    try advance(over: .closeParenthesis, afterOperand: true)
    return try node(.block, first, expressions)
  }

  @inline(never)
  private mutating func array(_ first: Token) throws(JSONataError) -> SyntaxNode {
    var items: [SyntaxNode] = []
    if token.symbol != .closeBracket {
      while true {
        var item = try expression(0)
        if token.symbol == .doubleDot {
          let range = token
          try advance(over: .doubleDot)
          item = try node(.binary(.doubleDot), range, [item, try expression(0)])
        }
        items.append(item)
        if token.symbol != .comma { break }
        try advance(over: .comma)
      }
    }
    try advance(over: .closeBracket, afterOperand: true)
    return try node(.array, first, items)
  }

  /// The pairs in braces, the first of which has been read; raises the height of `owner`.
  @inline(never)
  private mutating func pairs(_ owner: SyntaxNode) throws(JSONataError) -> [(key: SyntaxNode, value: SyntaxNode)] {
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
    if token.symbol != .closeBrace {
      while true {
        let key = try expression(0)
        try advance(over: .colon)
        let value = try expression(0)
        owner.height = max(owner.height, key.height + 1, value.height + 1)
        pairs.append((key, value))
        if token.symbol != .comma { break }
        try advance(over: .comma)
      }
    }
    try advance(over: .closeBrace, afterOperand: true)
    return pairs
  }

  @inline(never)
  private mutating func transform(_ first: Token) throws(JSONataError) -> SyntaxNode {
    var parts = [try expression(0)]
    try advance(over: .bar)
    parts.append(try expression(0))
    if token.symbol == .comma {
      try advance(over: .comma)
      parts.append(try expression(0))
    }
    try advance(over: .bar)
    return try node(.transform, first, parts)
  }

  @inline(never)
  private mutating func condition(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    var parts = [left, try expression(0)]
    if token.symbol == .colon {
      try advance(over: .colon)
      parts.append(try expression(0))
    }
    return try node(.condition, operation, parts)
  }

  @inline(never)
  private mutating func predicate(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    if token.symbol == .closeBracket {
      var step = left
      while case .binary(.openBracket) = step.kind, let inner = step.children.first { step = inner }
      step.keepsArray = true
      try advance(over: .closeBracket)
      return left
    }
    let condition = try expression(0)
    try advance(over: .closeBracket, afterOperand: true)
    return try node(.binary(.openBracket), operation, [left, condition])
  }

  @inline(never)
  private mutating func sort(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    try advance(over: .openParenthesis)
    var terms: [SyntaxNode] = []
    var descending: [Bool] = []
    while true {
      if token.symbol == .less {
        try advance(over: .less)
        descending.append(false)
      } else if token.symbol == .greater {
        try advance(over: .greater)
        descending.append(true)
      } else {
        descending.append(false)
      }
      terms.append(try expression(0))
      if token.symbol != .comma { break }
      try advance(over: .comma)
    }
    try advance(over: .closeParenthesis)
    let result = try node(.binary(.caret), operation, [left] + terms)
    result.descending = descending
    return result
  }

  // MARK: Calls

  @inline(never)
  private mutating func call(_ operation: Token, _ left: SyntaxNode) throws(JSONataError) -> SyntaxNode {
    var arguments: [SyntaxNode] = []
    var isPartial = false
    if token.symbol != .closeParenthesis {
      while true {
        if token.symbol == .question {
          isPartial = true
          arguments.append(try node(.placeholder, token))
          try advance(over: .question)
        } else {
          arguments.append(try expression(0))
        }
        if token.symbol != .comma { break }
        try advance(over: .comma)
      }
    }
    try advance(over: .closeParenthesis, afterOperand: true)
    if case .name(let name) = left.kind, name == "function" || name == "λ" {
      return try lambda(operation, arguments)
    }
    let result = try node(isPartial ? .partial : .call, operation, arguments)
    result.procedure = left
    result.height = max(result.height, left.height + 1)
    return try bounded(result)
  }

  @inline(never)
  private mutating func lambda(_ operation: Token, _ arguments: [SyntaxNode]) throws(JSONataError) -> SyntaxNode {
    let result = SyntaxNode(.lambda, position: operation.position, start: operation.start)
    for (index, argument) in arguments.enumerated() {
      guard case .variable(let name) = argument.kind else {
        throw JSONataError(
          .parameterNotVariable(index + 1), position: argument.position, token: argument.shown,
          value: .integer(index + 1))
      }
      result.parameters.append(name)
    }
    if token.symbol == .less { result.signature = try signature() }
    try advance(over: .openBrace)
    let body = try expression(0)
    try advance(over: .closeBrace)
    result.children = [body]
    result.height = body.height + 1
    return try bounded(result)
  }

  @inline(never)
  private mutating func signature() throws(JSONataError) -> Signature {
    let position = token.position
    var depth = 1
    var text = "<"
    while depth > 0, token.symbol != .openBrace {
      if case .end = token.kind { break }
      try advance(afterOperand: false)
      if token.symbol == .greater { depth -= 1 }
      if token.symbol == .less { depth += 1 }
      text += token.text
    }
    try advance(over: .greater)
    return try Signature(text, position: position)
  }
}

extension Token {
  /// The token as shown in errors.
  var shown: JSON? {
    switch kind {
    case .end: .string("(end)")
    case .symbol(let symbol): .string(symbol.rawValue)
    case .name(let text), .variable(let text), .string(let text): .string(text)
    case .number(let value): .double(value)
    case .boolean(let value): .bool(value)
    case .null: .null
    case .regex(let pattern, let flags): .string("/\(pattern)/\(flags)")
    }
  }

  /// The characters that a signature reads from this token.
  var text: String { shown?.stringValue ?? shown?.description ?? "" }
}

extension SyntaxNode {
  /// The node's token as shown in errors.
  var shown: JSON? {
    switch kind {
    case .name(let text), .variable(let text), .string(let text): .string(text)
    case .number(let value): .double(value)
    case .boolean(let value): .bool(value)
    case .null: .null
    case .regex(let pattern, let flags): .string("/\(pattern)/\(flags)")
    case .wildcard: "*"
    case .descendants: "**"
    case .parent: "%"
    case .placeholder: "?"
    case .word(let symbol), .binary(let symbol): .string(symbol.rawValue)
    case .negation: "-"
    case .array: "["
    case .object: "{"
    case .call, .partial, .lambda, .block: "("
    case .condition: "?"
    case .bind: ":="
    case .apply: "~>"
    case .transform: "|"
    case .sort: "^"
    case .end: "(end)"
    case .path: nil
    }
  }
}
