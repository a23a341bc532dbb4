internal import LanguageSupport
internal import OrderedJSON

extension Evaluator {
  // MARK: Operands

  @inline(never)
  mutating func arithmetic(_ plan: ArithmeticPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    let right = try evaluate(plan.right, input, frame)
    return try Self.arithmetic(plan.operation, left, right, plan.position)
  }

  @inline(never)
  mutating func comparison(_ plan: ComparisonPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    let right = try evaluate(plan.right, input, frame)
    if case .json(.string(let a)) = left, case .json(.string(let b)) = right {
      try countReading(.string(a.utf8.count < b.utf8.count ? a : b))
    }
    return try Self.compare(plan.operation, left, right, plan.position)
  }

  @inline(never)
  mutating func equality(_ plan: EqualityPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    let right = try evaluate(plan.right, input, frame)
    if left.isUndefined || right.isUndefined { return .bool(false) }
    if case .json(.string) = left { try countReading(left) }
    if left.isIdentical(to: right) { return .bool(!plan.isNegated) }
    // Scalars that are not identical are different.
    if left.isScalar || right.isScalar { return .bool(plan.isNegated) }
    return .bool(try isDeeplyEqual(left, right) != plan.isNegated)
  }

  @inline(never)
  mutating func and(_ plan: BinaryPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if try !truth(evaluate(plan.left, input, frame), plan.position, "and") { return .bool(false) }
    return .bool(try truth(evaluate(plan.right, input, frame), plan.position, "and"))
  }

  @inline(never)
  mutating func or(_ plan: BinaryPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if try truth(evaluate(plan.left, input, frame), plan.position, "or") { return .bool(true) }
    return .bool(try truth(evaluate(plan.right, input, frame), plan.position, "or"))
  }

  @inline(never)
  mutating func inclusion(_ plan: BinaryPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    let container = try evaluate(plan.right, input, frame)
    return .bool(try includes(left, in: container))
  }

  // MARK: Numbers

  @inline(never)
  mutating func negation(_ plan: NegationPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let value = try evaluate(plan.operand, input, frame)
    if value.isUndefined { return .undefined }
    guard let number = value.number, !number.isNaN else {
      throw JSONataError(.cannotNegate, position: plan.position, token: "-", value: value.shown)
    }
    if number.isInfinite { throw JSONataError(.valueOutOfRange, position: plan.position, value: value.shown) }
    return .number(-number)
  }

  @inline(__always)
  static func arithmetic(_ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ position: Int)
    throws(JSONataError) -> Value
  {
    if let a = left.number, let b = right.number, a.isFinite, b.isFinite {
      switch operation {
      case .add: return .number(a + b)
      case .subtract: return .number(a - b)
      case .multiply: return .number(a * b)
      case .divide: return .number(a / b)
      case .remainder: return .number(remainder(a, b))
      }
    }
    try checkOperands(operation, left, right, position)
    return .undefined
  }

  private static func remainder(_ a: Double, _ b: Double) -> Double {
    if let x = Int64(exactly: a), let y = Int64(exactly: b), y > 0, x >= 0 { return Double(x % y) }
    return CLibrary.remainder(a, b)
  }

  @inline(never)
  private static func checkOperands(_ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ position: Int)
    throws(JSONataError)
  {
    let token = JSON.string(operation.rawValue)
    for (value, template) in [(left, ErrorTemplate.leftNotNumber), (right, .rightNotNumber)] where !value.isUndefined {
      guard let number = value.number, !number.isNaN else {
        throw JSONataError(template, position: position, token: token, value: value.shown)
      }
      if number.isInfinite {
        throw JSONataError(.valueOutOfRange, position: position, token: token, value: value.shown)
      }
    }
  }

  // MARK: Comparison

  @inline(never)
  static func compare(_ operation: ComparisonOperator, _ left: Value, _ right: Value, _ position: Int)
    throws(JSONataError) -> Value
  {
    if let a = left.number, let b = right.number {
      switch operation {
      case .less: return .bool(a < b)
      case .lessOrEqual: return .bool(a <= b)
      case .greater: return .bool(a > b)
      case .greaterOrEqual: return .bool(a >= b)
      }
    }
    if let a = left.string, let b = right.string {
      switch operation {
      case .less: return .bool(a.precedesByUTF16(b))
      case .lessOrEqual: return .bool(!b.precedesByUTF16(a))
      case .greater: return .bool(b.precedesByUTF16(a))
      case .greaterOrEqual: return .bool(!a.precedesByUTF16(b))
      }
    }
    let comparable: TypeSet = [.string, .number, .missing]
    let token = JSON.string(operation.rawValue)
    for value in [left, right] where !comparable.contains(value.typeSet) {
      throw JSONataError(.comparisonType, position: position, token: token, value: value.shown)
    }
    if left.isUndefined || right.isUndefined { return .undefined }
    throw JSONataError(.comparisonMismatch(right.shown), position: position, token: token, value: left.shown)
  }

  /// Whether a value is a member of an array, or equals the other value; what is compared counts.
  private mutating func includes(_ value: Value, in container: Value) throws(JSONataError) -> Bool {
    if value.isUndefined || container.isUndefined { return false }
    guard let elements = container.elements else { return value.isIdentical(to: container) }
    // Long strings take time to compare.
    if case .json(.string(let text)) = value { try charge(min(elements.count, 1 << 30) &* (text.utf8.count >> 8)) }
    let place = (0..<elements.count).first { value.isIdentical(to: elements[$0]) }
    try countReading(items: place ?? elements.count)
    return place != nil
  }

  /// The truth of an operand of `and` and `or`.
  mutating func truth(_ value: Value, _ position: Int, _ operation: JSON) throws(JSONataError) -> Bool {
    do {
      return try isTrue(value)
    } catch {
      throw error.at(position: position, token: operation)
    }
  }

  // MARK: Strings and ranges

  /// Joins a chain of operands. In the reference each `&` is a level of its own: the first two operands are the
  /// deepest.
  @inline(never)
  mutating func concatenation(_ plan: ConcatenationPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let outside = depth
    let count = plan.operands.count
    if outside + count - 1 > limits.maximumDepth { throw tooDeep() }
    var result = ""
    for (index, operand) in plan.operands.enumerated() {
      depth = outside + min(count - 2, count - 1 - index)
      let value = try evaluate(operand.expression, input, frame)
      if value.isUndefined { continue }
      do {
        try append(value, to: &result)
      } catch {
        throw error.at(position: operand.position, token: "&")
      }
    }
    depth = outside
    try checkText(result.utf8.count)
    return .string(result)
  }

  @inline(never)
  mutating func range(_ plan: BinaryPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    return try range(left, evaluate(plan.right, input, frame), plan.position)
  }

  @inline(never)
  private mutating func range(_ left: Value, _ right: Value, _ position: Int) throws(JSONataError) -> Value {
    func integer(_ value: Value, _ template: ErrorTemplate) throws(JSONataError) -> Double? {
      if value.isUndefined { return nil }
      guard let number = value.number, number.rounded(.towardZero) == number, number.isFinite else {
        throw JSONataError(template, position: position, token: "..", value: value.shown)
      }
      return number
    }
    let first = try integer(left, .leftNotInteger)
    let last = try integer(right, .rightNotInteger)
    guard let first, let last, first <= last else { return .undefined }
    let count = last - first + 1
    // Beyond 2^53 the next integer is not a double.
    if count > 10_000_000 || max(first.magnitude, last.magnitude) > 0x1p53 {
      throw JSONataError(.rangeTooLong, position: position, token: "..", value: .double(count))
    }
    let size = Int(clamping: count)
    try checkGrowth(size)
    // The items are created when they are requested.
    try countReading(items: size)
    return .list(List(range: Int(clamping: first), count: size, .sequence))
  }
}

// MARK: - Truth and equality

extension Value {
  /// Whether a value that is not an array counts as true.
  fileprivate func isTrueAlone() throws(JSONataError) -> Bool {
    switch self {
    case .undefined, .function, .list, .tuples, .json(.array), .json(.null): return false
    case .json(.bool(let value)): return value
    case .json(.number(let number)):
      let value = number.doubleValue
      if value.isInfinite { throw JSONataError(.valueOutOfRange, value: .number(number)) }
      return value != 0 && !value.isNaN
    case .json(.string(let text)): return !text.isEmpty
    case .json(.object(let object)): return !object.isEmpty
    case .record(let record): return record.count > 0
    }
  }

  /// Whether both are the same scalar; arrays and objects never are.
  func isIdentical(to other: Value) -> Bool {
    switch (self, other) {
    case (.json(.number(let a)), .json(.number(let b))): a.doubleValue == b.doubleValue
    case (.json(.string(let a)), .json(.string(let b))): a.hasSameUTF8(as: b)
    case (.json(.bool(let a)), .json(.bool(let b))): a == b
    case (.json(.null), .json(.null)): true
    case (.function(let a), .function(let b)): a.isIdentical(to: b)
    default: false
    }
  }
}

extension Evaluator {
  /// Whether both have the same parts; the order of members does not matter.
  @inline(never)
  mutating func isDeeplyEqual(_ left: Value, _ right: Value) throws(JSONataError) -> Bool {
    try walking { walk throws(JSONataError) in try left.isDeeplyEqual(to: right, &walk) }
  }

  /// Whether a value counts as true; no value counts as false.
  @inline(__always)
  mutating func isTrue(_ value: Value) throws(JSONataError) -> Bool {
    switch value {
    case .json(.bool(let value)): return value
    case .json(.array), .list, .tuples: return try isTrueArray(value)
    case .undefined, .json, .record, .function: return try value.isTrueAlone()
    }
  }

  /// Whether any member of an array counts as true, including those of nested arrays.
  @inline(never)
  private mutating func isTrueArray(_ value: Value) throws(JSONataError) -> Bool {
    guard let elements = value.elements else { return false }
    return try walking { walk throws(JSONataError) in
      var leaves = Leaves(elements)
      while let leaf = try leaves.next(&walk) { if try leaf.isTrueAlone() { return true } }
      return false
    }
  }
}

/// The members of an object, in either representation.
enum ObjectView {
  case json(JSON.Object)
  case record(Record)

  init?(_ value: Value) {
    switch value {
    case .json(.object(let object)): self = .json(object)
    case .record(let record): self = .record(record)
    case .undefined, .json, .list, .function, .tuples: return nil
    }
  }

  var count: Int {
    switch self {
    case .json(let object): object.count
    case .record(let record): record.count
    }
  }

  func key(_ place: Int) -> String {
    switch self {
    case .json(let object): object.members[place].key
    case .record(let record): record.members[place].key
    }
  }

  func value(_ place: Int) -> Value {
    switch self {
    case .json(let object): .json(object.members[place].value)
    case .record(let record): record[at: place]
    }
  }

  subscript(key: String) -> Value? {
    switch self {
    case .json(let object): object[key].map { .json($0) }
    case .record(let record): record[key]
    }
  }
}
