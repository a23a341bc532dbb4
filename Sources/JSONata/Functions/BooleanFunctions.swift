internal import OrderedJSON

extension NativeFunction {
  static let booleanFunctions: [NativeFunction] = [
    NativeFunction("boolean", "<x-:b>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      return value.isUndefined ? .undefined : .bool(try evaluator.isTrue(value))
    },
    NativeFunction("not", "<x-:b>", arity: 1) { evaluator, arguments throws(JSONataError) in
      let value = arguments.argument(0)
      return value.isUndefined ? .undefined : .bool(try !evaluator.isTrue(value))
    },
    NativeFunction("exists", "<x:b>", arity: 1) { _, arguments throws(JSONataError) in
      .bool(!arguments.argument(0).isUndefined)
    },
    NativeFunction("type", "<x:s>", arity: 1) { _, arguments throws(JSONataError) in
      typeName(arguments.argument(0)).map { .string($0) } ?? .undefined
    },
    NativeFunction("error", "<s?:x>", arity: 1) { _, arguments throws(JSONataError) in
      throw JSONataError(.userError(arguments.argument(0).string ?? "$error() function evaluated"))
    },
    NativeFunction("assert", "<bs?:x>", arity: 2) { _, arguments throws(JSONataError) in
      if case .json(.bool(true)) = arguments.argument(0) { return .undefined }
      throw JSONataError(.assertion(arguments.argument(1).string ?? "$assert() statement failed"))
    },
  ]

  private static func typeName(_ value: Value) -> String? {
    switch value {
    case .undefined: nil
    case .json(.null): "null"
    case .json(.bool): "boolean"
    case .json(.number): "number"
    case .json(.string): "string"
    case .json(.array), .list, .tuples: "array"
    case .json(.object), .record: "object"
    case .function: "function"
    }
  }
}
