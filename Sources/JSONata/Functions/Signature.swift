internal import OrderedJSON

/// The kinds of values that a signature distinguishes, as a set of bits.
struct TypeSet: OptionSet, Sendable {
  let rawValue: UInt8
  static let string = TypeSet(rawValue: 1)
  static let number = TypeSet(rawValue: 2)
  static let boolean = TypeSet(rawValue: 4)
  static let null = TypeSet(rawValue: 8)
  static let object = TypeSet(rawValue: 16)
  static let array = TypeSet(rawValue: 32)
  static let function = TypeSet(rawValue: 64)
  /// No value.
  static let missing = TypeSet(rawValue: 128)

  static let json: TypeSet = [.string, .number, .boolean, .null, .object, .array, .missing]
  static let anything: TypeSet = [.json, .function]

  /// The type of a letter in a signature.
  init?(letter: UInt8) {
    switch letter {
    case 0x73: self = .string
    case 0x6e: self = .number
    case 0x62: self = .boolean
    case 0x6c: self = .null
    case 0x6f: self = .object
    case 0x61: self = .array
    case 0x66: self = .function
    case 0x6d: self = .missing
    default: return nil
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// The parameters of a function: `<s-nn?:s>`.
struct Signature: Sendable {
  struct Parameter: Sendable {
    var types: TypeSet
    /// Whether this is exactly `a`: other values are wrapped in an array.
    var isArray = false
    /// The type of an array's members: `a<n>`.
    var members: TypeSet?
    /// The name of the member type; `nil` if the reference has no word for it.
    var membersName: String?
    var takesContext = false
    var isOptional = false
    var isRepeated = false
    fileprivate var isParameterized = false
  }

  private(set) var parameters: [Parameter]
  /// Whether no parameter accepts more than one argument.
  private(set) var isPlain: Bool

  /// Reads a signature.
  ///
  /// - Parameter position: its position, for errors.
  init(_ text: String, position: Int) throws(JSONataError) {
    parameters = []
    isPlain = true
    let letters = Array(text.utf8)
    var at = 1
    loop: while at < letters.count {
      let letter = letters[at]
      switch letter {
      case 0x3a: break loop
      case 0x73, 0x6e, 0x62, 0x6c, 0x6f:
        parameters.append(Parameter(types: (TypeSet(letter: letter) ?? []).union(.missing)))
      case 0x61:
        parameters.append(Parameter(types: .anything, isArray: true, isParameterized: true))
      case 0x66: parameters.append(Parameter(types: .function, isParameterized: true))
      case 0x6a: parameters.append(Parameter(types: .json))
      case 0x78: parameters.append(Parameter(types: .anything))
      case 0x2d:
        change {
          $0.takesContext = true; $0.isOptional = true
        }
      case 0x3f: change { $0.isOptional = true }
      case 0x2b: change { $0.isRepeated = true }
      case 0x28:
        let end = Self.closing(letters, at, 0x28, 0x29)
        let choice = letters[min(at + 1, end)..<end]
        if choice.contains(0x3c) {
          throw JSONataError(
            .choiceOfParameterized, position: position + at,
            value: .string(String(decoding: choice, as: UTF8.self)))
        }
        var types: TypeSet = .missing
        for letter in choice { types.formUnion(TypeSet(letter: letter) ?? (letter == 0x6a ? .json : [])) }
        parameters.append(Parameter(types: types))
        at = end
      case 0x3c:
        guard let last = parameters.last, last.isParameterized else {
          throw JSONataError(.misplacedTypeParameter, position: position + at)
        }
        let end = Self.closing(letters, at, 0x3c, 0x3e)
        let inner = letters[min(at + 1, end)..<end]
        if last.isArray, let first = inner.first {
          change {
            $0.members = TypeSet(letter: first) ?? (first == 0x78 ? .anything : [])
            $0.membersName = Self.plural(inner)
          }
        }
        at = end
      default: break
      }
      at += 1
    }
    isPlain = !parameters.contains { $0.isRepeated }
  }

  /// A signature of the library, known to be well formed.
  init(_ text: StaticString) {
    do throws(JSONataError) {
      self = try Signature(text.description, position: 0)
    } catch {
      parameters = []
      isPlain = true
    }
  }

  private mutating func change(_ body: (inout Parameter) -> Void) {
    if parameters.isEmpty { return }
    body(&parameters[parameters.count - 1])
  }

  private static func closing(_ letters: [UInt8], _ start: Int, _ open: UInt8, _ close: UInt8) -> Int {
    var depth = 1
    var at = start
    while at + 1 < letters.count {
      at += 1
      if letters[at] == close {
        depth -= 1
        if depth == 0 { return at }
      } else if letters[at] == open {
        depth += 1
      }
    }
    return at
  }

  private static func plural(_ letters: ArraySlice<UInt8>) -> String? {
    switch letters.first {
    case 0x61: "arrays"
    case 0x62: "booleans"
    case 0x66: "functions"
    case 0x6e: "numbers"
    case 0x6f: "objects"
    case 0x73: "strings"
    default: nil
    }
  }
}

extension Signature {
  /// The arguments as the function receives them: the context in place of missing ones, arrays where arrays are
  /// expected.
  func validate(_ arguments: [Value], context: Value) throws(JSONataError) -> [Value] {
    if isPlain, arguments.count <= parameters.count, let result = try validatePlain(arguments) { return result }
    var counts = [Int](repeating: 0, count: parameters.count)
    let types = arguments.map(\.typeSet)
    guard Self.match(parameters[...], types[...], &counts) else { throw mismatch(arguments, types) }
    return try assemble(arguments, counts, context)
  }

  /// The common case: an argument for each parameter, except perhaps for optional ones at the end.
  private func validatePlain(_ arguments: [Value]) throws(JSONataError) -> [Value]? {
    for index in parameters.indices {
      if index >= arguments.count {
        guard parameters[index].isOptional, !parameters[index].takesContext else { return nil }
      } else if parameters[index].types.isDisjoint(with: arguments[index].typeSet) {
        return nil
      }
    }
    var result = arguments
    for index in arguments.indices where parameters[index].isArray {
      result[index] = try checkArray(arguments[index], arguments[index].typeSet, parameters[index], index)
    }
    return result
  }

  /// Assigns each parameter as many arguments as it can accept so that all are used.
  private static func match(_ parameters: ArraySlice<Parameter>, _ types: ArraySlice<TypeSet>, _ counts: inout [Int])
    -> Bool
  {
    var failed: Set<Int> = []
    return match(parameters, types, &counts, &failed)
  }

  /// - Parameter failed: pairs of a parameter and an argument from which nothing fits, so that none is tried twice.
  private static func match(
    _ parameters: ArraySlice<Parameter>, _ types: ArraySlice<TypeSet>, _ counts: inout [Int], _ failed: inout Set<Int>
  ) -> Bool {
    guard let parameter = parameters.first else { return types.isEmpty }
    let pair = parameters.startIndex &* (types.endIndex &+ 1) &+ types.startIndex
    if failed.contains(pair) { return false }
    var longest = 0
    for type in types {
      if parameter.types.isDisjoint(with: type) { break }
      longest += 1
      if !parameter.isRepeated { break }
    }
    let least = parameter.isOptional ? 0 : 1
    var count = longest
    while count >= least {
      counts[parameters.startIndex] = count
      if match(parameters.dropFirst(), types.dropFirst(count), &counts, &failed) { return true }
      count -= 1
    }
    failed.insert(pair)
    return false
  }

  private func mismatch(_ arguments: [Value], _ types: [TypeSet]) -> JSONataError {
    var good = 0
    var counts = [Int](repeating: 0, count: parameters.count)
    for index in parameters.indices {
      var taken: Int?
      // The longest run of arguments that the parameters so far can accept.
      for length in stride(from: types.count, through: 0, by: -1)
      where Self.match(parameters[...index], types[..<length], &counts) {
        taken = length
        break
      }
      guard let taken else { break }
      good = taken
    }
    return JSONataError(
      .argumentMismatch(index: good + 1), value: good < arguments.count ? arguments[good].shown : nil)
  }

  private func assemble(_ arguments: [Value], _ counts: [Int], _ context: Value)
    throws(JSONataError) -> [Value]
  {
    var result: [Value] = []
    var at = 0
    for (index, parameter) in parameters.enumerated() {
      if counts[index] == 0 {
        if parameter.takesContext {
          guard !parameter.types.isDisjoint(with: context.typeSet) else {
            throw JSONataError(.contextMismatch(index: at + 1), value: context.shown)
          }
          result.append(context)
        } else {
          result.append(at < arguments.count ? arguments[at] : .undefined)
          at += 1
        }
        continue
      }
      for _ in 0..<counts[index] {
        let argument = arguments.argument(at)
        result.append(parameter.isArray ? try checkArray(argument, argument.typeSet, parameter, at) : argument)
        at += 1
      }
    }
    return result
  }

  private func checkArray(_ argument: Value, _ type: TypeSet, _ parameter: Parameter, _ index: Int)
    throws(JSONataError) -> Value
  {
    if type == .missing { return .undefined }
    if let members = parameter.members {
      let fits: Bool
      if type == .array {
        fits = argument.allMembers(are: members)
      } else {
        fits = type == members
      }
      if !fits {
        throw JSONataError(.arrayMismatch(index: index + 1, type: parameter.membersName), value: argument.shown)
      }
    }
    return type == .array ? argument : .list(List([argument]))
  }
}

extension Value {
  /// Whether each member of this array has that type; `true` for an empty one.
  fileprivate func allMembers(are type: TypeSet) -> Bool {
    guard let elements else { return false }
    switch elements {
    case .range: return type.contains(.number)
    case .json(let array):
      for element in array where !type.isSuperset(of: Value.json(element).typeSet) { return false }
    case .values(let values):
      for value in values where !type.isSuperset(of: value.typeSet) { return false }
    }
    return true
  }
}
