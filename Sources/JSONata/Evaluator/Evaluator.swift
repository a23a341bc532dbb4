internal import OrderedJSON

/// Evaluates one expression once.
struct Evaluator: ~Copyable {
  /// The input document.
  let root: Value
  let dialect: JSONataDialect
  let limits: JSONataLimits
  let now: Int64
  var random: JSONataRandom
  /// What the names outside of the expression mean, by their places in the program.
  var globals: ContiguousArray<Value?> = []
  let bindings: JSON.Object
  /// What is left of the steps for matching regular expressions.
  var patternSteps: Int
  /// The last picture of each kind, analysed.
  var pictures = PictureCache()

  private var depth = 0
  private var steps = 0
  private var guardian = StackGuard()
  private let startTime: UInt64
  /// The call that the body of a lambda has ended with, to be carried out by the lambda's caller.
  private var pendingTail: TailCall?
  /// Frames that functions hold on to. They and their functions refer to each other: ``finish()`` parts them.
  private var captured: ContiguousArray<Frame> = []

  private struct TailCall {
    let plan: CallPlan
    let input: Value
    let frame: Frame
  }

  init(
    _ program: Program, dialect: JSONataDialect, input: JSON?, bindings: JSON.Object, environment: JSONataEnvironment
  ) {
    root = input.map { .json($0) } ?? .undefined
    self.dialect = dialect
    self.bindings = bindings
    limits = environment.limits
    now = environment.now
    random = environment.random
    patternSteps = environment.limits.maximumPatternSteps
    startTime = environment.limits.clock?() ?? 0
    addGlobals(program)
  }

  /// Looks up what a program refers to outside of itself.
  mutating func addGlobals(_ program: Program) {
    globals.reserveCapacity(globals.count + program.globals.count)
    for global in program.globals {
      if global.name == "$" {
        globals.append(root)
      } else if !bindings.isEmpty, let value = bindings[global.name] {
        globals.append(.json(value))
      } else {
        globals.append(global.native.map { .function(.native($0)) })
      }
    }
  }

  /// Evaluates the whole expression.
  mutating func run(_ program: Program) throws(JSONataError) -> JSONataResult {
    let frame = Frame.make(parent: nil, count: program.scope.names.count)
    var input = root
    if case .json(.array) = root { input = .list(List([root], [.sequence, .outerWrapper])) }
    let value = try evaluate(program.root, input, frame)
    return try result(of: value)
  }

  /// Frees what the evaluation made; without it, functions and their variables would keep each other.
  mutating func finish() {
    for frame in captured { frame.removeAll() }
    captured = []
    pendingTail = nil
  }

  /// Notes that a function holds on to a frame and all frames around it.
  mutating func capture(_ frame: Frame) {
    var current: Frame? = frame
    while let frame = current, !frame.header.isCaptured {
      frame.header.isCaptured = true
      captured.append(frame)
      current = frame.parent
    }
  }

  // MARK: Bounds

  @inline(__always)
  private mutating func enter() throws(JSONataError) {
    depth &+= 1
    steps &+= 1
    // The leaves below a node are one level deeper and not counted one by one.
    if depth >= limits.maximumDepth || !guardian.hasRoom() || steps & 0x3ff == 0 { try checkBounds() }
  }

  @inline(never)
  private mutating func checkBounds() throws(JSONataError) {
    if depth >= limits.maximumDepth || !guardian.hasRoom() { throw tooDeep() }
    if steps >= limits.maximumSteps { throw tooLong() }
    if let clock = limits.clock, clock() &- startTime > limits.maximumNanoseconds { throw tooLong() }
  }

  func tooDeep() -> JSONataError {
    switch dialect {
    case .reference:
      .uncoded(
        "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.",
        code: "U1001")
    case .service:
      .uncoded(
        "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive")
    }
  }

  func tooLong() -> JSONataError {
    switch dialect {
    case .reference: .uncoded("Expression evaluation timeout: Check for infinite loop", code: "U1001")
    case .service: .uncoded("Expression evaluation timeout: Check for infinite loop")
    }
  }

  /// Refuses a sequence of that many items if it is too long.
  @inline(__always)
  func checkLength(_ count: Int) throws(JSONataError) {
    if count > limits.maximumSequenceLength || count > limits.maximumValueBytes >> 3 { throw tooLarge(count) }
  }

  /// Refuses a text of that many bytes if it is too long.
  @inline(__always)
  func checkText(_ count: Int) throws(JSONataError) {
    if count > limits.maximumValueBytes || count > Self.maximumTextBytes { throw tooLarge(count) }
  }

  private static let maximumTextBytes = 1 << 29

  @inline(never)
  private func tooLarge(_ count: Int) -> JSONataError {
    switch dialect {
    case .reference: JSONataError(.sequenceTooLong, value: .integer(limits.maximumSequenceLength))
    case .service: .uncoded("Expression evaluation memory limit exceeded: Check for excessive memory usage")
    }
  }

  /// Refuses a value in which arrays and objects are nested too deeply.
  @inline(__always)
  func checkNesting(_ value: Value) throws(JSONataError) -> Value {
    if value.nesting > limits.maximumNesting { throw tooDeep() }
    return value
  }

  // MARK: Evaluation

  /// The value of an expression: sequences of none and of one item are unwrapped.
  @inline(__always)
  mutating func evaluate(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    try evaluateRaw(expression, input, frame).unwrapped
  }

  /// The value of an expression before sequences are unwrapped.
  mutating func evaluateRaw(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    switch expression {
    case .constant(let json): return .json(json)
    case .context: return Self.context(input)
    case .global(let place): return globals[place] ?? .undefined
    case .local(let hops, let slot, let plan): return variable(hops, slot, plan, frame)
    case .field(let name): return Self.lookup(name, in: input)
    case .wildcard: return wildcard(input)
    case .descendants: return try descendants(input)
    case .regex(let pattern): return .function(.matcher(pattern))
    case .lambda(let plan):
      capture(frame)
      return .function(.lambda(Closure(plan: plan, frame: frame, input: input)))
    case .transform(let plan):
      capture(frame)
      return .function(.transform(Transformer(plan: plan, frame: frame)))
    case .tailCall(let plan):
      pendingTail = TailCall(plan: plan, input: input, frame: frame)
      return .undefined
    case .path, .negation, .arithmetic, .comparison, .equality, .inclusion, .and, .or, .concatenation, .range, .array,
      .object, .condition, .block, .bind, .call, .partial, .apply:
      try enter()
      defer { depth &-= 1 }
      return try evaluateNode(expression, input, frame)
    case .filtered(let plan):
      return try filtered(plan, input, frame)
    }
  }

  /// The part of ``evaluateRaw(_:_:_:)`` for nodes that have others below them.
  private mutating func evaluateNode(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError)
    -> Value
  {
    switch expression {
    case .path(let plan): return try path(plan, input, frame)
    case .negation(let operand, let position):
      return try negate(evaluate(operand, input, frame), position)
    case .arithmetic(let operation, let left, let right, let position):
      let first = try evaluate(left, input, frame)
      return try Self.arithmetic(operation, first, evaluate(right, input, frame), position)
    case .comparison(let operation, let left, let right, let position):
      let first = try evaluate(left, input, frame)
      return try Self.compare(operation, first, evaluate(right, input, frame), position)
    case .equality(let isNegated, let left, let right):
      let first = try evaluate(left, input, frame)
      let second = try evaluate(right, input, frame)
      if first.isUndefined || second.isUndefined { return .bool(false) }
      return .bool(first.isDeeplyEqual(to: second) != isNegated)
    case .inclusion(let left, let right):
      let first = try evaluate(left, input, frame)
      return .bool(Self.includes(first, in: try evaluate(right, input, frame)))
    case .and(let left, let right, let position):
      if try !truth(evaluate(left, input, frame), position, "and") { return .bool(false) }
      return .bool(try truth(evaluate(right, input, frame), position, "and"))
    case .or(let left, let right, let position):
      if try truth(evaluate(left, input, frame), position, "or") { return .bool(true) }
      return .bool(try truth(evaluate(right, input, frame), position, "or"))
    case .concatenation(let left, let right, let position):
      let first = try evaluate(left, input, frame)
      return try concatenate(first, evaluate(right, input, frame), position)
    case .range(let left, let right, let position):
      let first = try evaluate(left, input, frame)
      return try range(first, evaluate(right, input, frame), position)
    case .array(let plan): return try array(plan, input, frame)
    case .object(let plan): return try object(plan, input, frame)
    case .condition(let condition, let then, let otherwise):
      if try evaluate(condition, input, frame).isTrue() { return try evaluate(then, input, frame) }
      guard let otherwise else { return .undefined }
      return try evaluate(otherwise, input, frame)
    case .block(let plan): return try block(plan, input, frame)
    case .bind(let slot, let value):
      let value = try evaluate(value, input, frame)
      frame[slot] = value
      return value
    case .call(let plan): return try call(plan, input, frame, first: nil)
    case .partial(let plan): return try partial(plan, input, frame)
    case .apply(let plan): return try apply(plan, input, frame)
    case .constant, .context, .global, .local, .field, .wildcard, .descendants, .regex, .lambda, .transform, .tailCall,
      .filtered:
      // `evaluateRaw` does these itself.
      return .undefined
    }
  }

  /// `$`: the input document as it is, even where it is wrapped to be seen as one item.
  @inline(__always)
  private static func context(_ input: Value) -> Value {
    if case .list(let list) = input, list.traits.contains(.outerWrapper) { return list.elements[0] }
    return input
  }

  @inline(__always)
  private func variable(_ hops: Int, _ slot: Int, _ plan: VariablePlan, _ frame: Frame) -> Value {
    if hops == 0, let value = frame[slot] { return value }
    if hops > 0, let value = Self.frame(frame, hops)?[slot] { return value }
    return outerVariable(plan, frame)
  }

  @inline(__always)
  private static func frame(_ frame: Frame, _ hops: Int) -> Frame? {
    var current: Frame? = frame
    for _ in 0..<hops { current = current?.parent }
    return current
  }

  private func outerVariable(_ plan: VariablePlan, _ frame: Frame) -> Value {
    for place in plan.places {
      if let value = Self.frame(frame, place.hops)?[place.slot] { return value }
    }
    guard let global = plan.global else { return .undefined }
    return globals[global] ?? .undefined
  }

  private mutating func block(_ plan: BlockPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let inner = plan.slotCount == 0 ? frame : Frame.make(parent: frame, count: plan.slotCount)
    var result = Value.undefined
    for expression in plan.expressions { result = try evaluate(expression, input, inner) }
    return result
  }

  private mutating func filtered(_ plan: FilteredPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var result = try evaluateRaw(plan.base, input, frame)
    if !plan.predicates.isEmpty {
      try enter()
      defer { depth &-= 1 }
      for predicate in plan.predicates { result = try filter(predicate, result, frame) }
    }
    if let group = plan.group {
      try enter()
      defer { depth &-= 1 }
      result = try grouping(group, result.elements ?? .values([result]), frame)
    }
    if plan.keepsArray, case .list(let list) = result, list.isSequence { list.traits.insert(.keepSingleton) }
    return result
  }

  // MARK: Bodies of lambdas

  /// Evaluates the body of a lambda, and whatever it ends with calling, in constant stack.
  mutating func runBody(_ closure: Closure, _ frame: Frame) throws(JSONataError) -> Value {
    var result = try evaluate(closure.plan.body, closure.input, frame)
    while let tail = pendingTail {
      pendingTail = nil
      steps &+= 1
      if steps & 0x3ff == 0 { try checkBounds() }
      let procedure = try evaluate(tail.plan.procedure, tail.input, tail.frame)
      if case .function(.lambda(let next)) = procedure, next.plan.signature == nil {
        let inner = try argumentFrame(next, tail.plan, tail.input, tail.frame, first: nil)
        next.lastTailCall = tail.plan
        do {
          result = try evaluate(next.plan.body, next.input, inner)
        } catch {
          throw error.leaving(next)
        }
      } else {
        result = try call(procedure, tail.plan, tail.input, tail.frame, first: nil)
      }
    }
    return result
  }

  /// A frame for a call of a lambda, its parameters bound to the arguments of a call.
  mutating func argumentFrame(
    _ closure: Closure, _ plan: CallPlan, _ input: Value, _ frame: Frame, first: Value?
  ) throws(JSONataError) -> Frame {
    let parameterCount = closure.plan.parameterCount
    let inner = Frame.make(parent: closure.frame, count: closure.plan.slotCount)
    var slot = 0
    if let first {
      if parameterCount > 0 { inner[0] = first }
      slot = 1
    }
    for argument in plan.arguments {
      guard let argument else { continue }
      let value = try evaluate(argument, input, frame)
      if slot < parameterCount { inner[slot] = value }
      slot += 1
    }
    while slot < parameterCount {
      inner[slot] = .undefined
      slot += 1
    }
    return inner
  }
}
