internal import OrderedJSON

/// A parsed expression that can be evaluated any number of times.
final class Program: Sendable {
  /// A name that is looked up outside the expression.
  struct Global: Sendable {
    let name: String
    /// The library function that it refers to unless something is bound to it.
    let native: Int?
  }

  let root: Expression
  let scope: ScopeNames
  let globals: [Global]
  let references: References
  /// The positions of the conditionals, in order.
  let conditionals: [Int]
  /// The outermost frame, if no variable is assigned at the top level. Safe to share: it never changes.
  nonisolated(unsafe) let emptyFrame: Frame?

  /// - Parameters:
  ///   - outer: the variables in scope, for `$eval`.
  ///   - globalBase: the index of the first global, for `$eval`.
  init(
    _ text: String, dialect: JSONataDialect, maximumHeight: Int, outer: ScopeNames? = nil, globalBase: Int = 0
  ) throws(JSONataError) {
    var parser = Parser(text, dialect: dialect, maximumHeight: maximumHeight)
    let written = try parser.parse()
    var rewriter = Rewriter()
    let rewritten = try rewriter.rewrite(written)
    var compiler = Compiler(dialect: dialect, globalBase: globalBase)
    (root, scope) = try compiler.compile(rewritten, outer: outer)
    conditionals = compiler.conditionals.sorted()
    emptyFrame = scope.names.isEmpty ? Frame.makeEmpty() : nil
    globals = compiler.globals.names.map { Global(name: $0, native: NativeFunction.place(of: $0, dialect: dialect)) }
    var references = compiler.references
    references.resolve { NativeFunction.place(of: $0, dialect: dialect) != nil }
    self.references = references
  }
}
