internal import OrderedJSON

/// A library function.
struct NativeFunction: Sendable {
  typealias Body = @Sendable (inout Evaluator, [Value]) throws(JSONataError) -> Value

  /// Where a function is available.
  enum Availability: Sendable { case everywhere, reference, service }

  let name: String
  let signature: Signature
  /// How many parameters it has for functions that call it, as the reference counts them.
  let arity: Int
  let availability: Availability
  let body: Body
  /// Whether it reads every item of its arguments by itself. The others read a length or a single item, or call a
  /// function for each, and are counted by what they create and call.
  let readsItems: Bool

  /// Whether it evaluates text, for which it needs to know the variables in scope.
  var seesScope: Bool { name == "eval" }

  init(
    _ name: String, _ signature: StaticString, arity: Int, _ availability: Availability = .everywhere,
    _ body: @escaping Body
  ) {
    self.name = name
    self.signature = Signature(signature)
    self.arity = arity
    self.availability = availability
    self.body = body
    readsItems = !["count", "exists", "type", "append", "lookup", "map", "filter", "single", "reduce"].contains(name)
  }

  /// All functions; an expression stores an index into this list.
  static let all: [NativeFunction] =
    numberFunctions + stringFunctions + encodingFunctions + booleanFunctions + arrayFunctions + objectFunctions
    + higherOrderFunctions + dateTimeFunctions + serviceFunctions

  private static let referencePlaces = places(except: .service)
  private static let servicePlaces = places(except: .reference)

  private static func places(except other: Availability) -> [String: Int] {
    var result: [String: Int] = [:]
    for (place, function) in all.enumerated() where function.availability != other { result[function.name] = place }
    return result
  }

  /// The index of the function with the given name, or `nil` if the dialect does not have it.
  static func place(of name: String, dialect: JSONataDialect) -> Int? {
    switch dialect {
    case .reference: referencePlaces[name]
    case .service: servicePlaces[name]
    }
  }
}

extension [Value] {
  /// The argument at an index; no value if there are fewer.
  @inline(__always)
  func argument(_ place: Int) -> Value { place < count ? self[place] : .undefined }
}
