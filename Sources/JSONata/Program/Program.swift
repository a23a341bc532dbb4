internal import OrderedJSON

/// A parsed expression, ready to be evaluated as often as wanted.
final class Program: Sendable {
  /// A name that is looked for outside of the expression.
  struct Global: Sendable {
    let name: String
    /// The function of the library that it means unless something is bound to it.
    let native: Int?
  }

  let root: Expression
  let scope: ScopeNames
  let globals: [Global]
  let references: References
  /// The frame around all others, if no variable is assigned at the top. Safe to share: it never changes.
  nonisolated(unsafe) let emptyFrame: Frame?

  /// - Parameters:
  ///   - outer: the variables around, for `$eval`.
  ///   - globalBase: the place of the first global, for `$eval`.
  init(
    _ text: String, dialect: JSONataDialect, maximumHeight: Int, outer: ScopeNames? = nil, globalBase: Int = 0
  ) throws(JSONataError) {
    var parser = Parser(text, dialect: dialect, maximumHeight: maximumHeight)
    let written = try parser.parse()
    var rewriter = Rewriter()
    let rewritten = try rewriter.rewrite(written)
    var compiler = Compiler(dialect: dialect, globalBase: globalBase)
    (root, scope) = try compiler.compile(rewritten, outer: outer)
    emptyFrame = scope.names.isEmpty ? Frame.makeEmpty() : nil
    globals = compiler.globals.names.map { Global(name: $0, native: NativeFunction.place(of: $0, dialect: dialect)) }
    var references = compiler.references
    references.resolve { NativeFunction.place(of: $0, dialect: dialect) != nil }
    self.references = references
  }
}
