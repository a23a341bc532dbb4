internal import OrderedJSON

/// A single evaluation of an expression.
struct Evaluator: ~Copyable {
  /// The input document.
  let root: Value
  let dialect: JSONataDialect
  let limits: JSONataLimits
  let now: Int64
  var random: JSONataRandom
  /// The meanings of the names outside the expression, by their indexes in the program.
  var globals: ContiguousArray<Global> = []
  let bindings: JSON.Object
  /// A variable that hides one of the same name among the bindings.
  let composed: JSONataBinding?
  /// The remaining steps for matching regular expressions.
  var patternSteps: Int
  /// The last picture of each kind, parsed.
  var pictures = PictureCache()
  /// The arms of conditionals that have been taken, if they are counted.
  var takenArms: JSONataArms?

  /// How many evaluations are nested. An error leaves it as it is: nothing is evaluated after one.
  var depth = 0
  private var steps = 0
  var guardian = StackGuard()
  private let startTime: UInt64
  /// The call at the end of a lambda's body, to be made by the lambda's caller.
  private var pendingTail: TailCall?
  /// Frames that functions capture. They and their functions refer to each other: ``finish()`` breaks the cycles.
  private var captured: ContiguousArray<Frame> = []

  /// What a name outside the expression means.
  enum Global {
    case value(Value)
    /// The composed variable, of which only parts have been asked for so far.
    case composed
    /// Nothing.
    case unbound
  }

  private struct TailCall {
    let plan: CallPlan
    let input: Value
    let frame: Frame
  }

  init(
    _ program: Program, dialect: JSONataDialect, input: JSON?, bindings: JSON.Object, composed: JSONataBinding?,
    environment: JSONataEnvironment
  ) {
    root = input.map { .json($0) } ?? .undefined
    self.dialect = dialect
    self.bindings = bindings
    self.composed = composed
    limits = environment.limits
    now = environment.now
    random = environment.random
    takenArms = environment.takenArms
    patternSteps = limits.maximumPatternSteps
    startTime = environment.limits.clock?() ?? 0
    addGlobals(program)
  }

  /// Looks up the names that a program refers to outside itself.
  mutating func addGlobals(_ program: Program) {
    globals.reserveCapacity(globals.count + program.globals.count)
    for global in program.globals {
      if global.name == "$" {
        globals.append(.value(root))
      } else if let composed, global.name == composed.name {
        globals.append(.composed)
      } else if !bindings.isEmpty, let value = bindings[global.name] {
        globals.append(.value(.json(value)))
      } else if let native = global.native {
        globals.append(.value(.function(.native(native))))
      } else {
        globals.append(.unbound)
      }
    }
  }

  /// Evaluates the whole expression.
  mutating func run(_ program: Program) throws(JSONataError) -> JSONataResult {
    let frame = program.emptyFrame ?? Frame.make(parent: nil, count: program.scope.names.count)
    var input = root
    if case .json(.array) = root { input = .list(List([root], [.sequence, .outerWrapper])) }
    let value = try evaluate(program.root, input, frame)
    return try result(of: value)
  }

  /// Frees what the evaluation made; otherwise functions and their variables would keep each other alive.
  mutating func finish() {
    for frame in captured { frame.removeAll() }
    captured = []
    pendingTail = nil
  }

  /// Records that a function captures a frame and all frames around it. They are kept until the end.
  mutating func capture(_ frame: Frame) throws(JSONataError) {
    try countMaking(bytes: 128)
    var current: Frame? = frame
    while let frame = current, !frame.header.isCaptured {
      try countMaking(bytes: 96 &+ frame.header.count &* 24)
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
    // The leaves below a node are one level deeper and are not counted one by one.
    if depth >= limits.maximumDepth || !guardian.hasRoom() || steps & 0x3ff == 0 { try checkBounds() }
  }

  @inline(never)
  private mutating func checkBounds() throws(JSONataError) {
    if depth >= limits.maximumDepth || !guardian.hasRoom() { throw tooDeep() }
    if steps >= limits.maximumSteps { throw tooLong() }
    if let clock = limits.clock, clock() &- startTime > limits.maximumNanoseconds { throw tooLong() }
  }

  @inline(never)
  func tooDeep() -> JSONataError { .tooDeep(dialect) }

  @inline(never)
  func tooLong() -> JSONataError { .tooLong(dialect) }

  @inline(never)
  private func tooLarge() -> JSONataError { .tooLarge(dialect, limits) }

  /// Refuses a sequence of `count` items if it is too long, and counts its creation. Called once for each sequence;
  /// while one grows, ``checkGrowth(_:)`` is used.
  @inline(__always)
  mutating func checkLength(_ count: Int) throws(JSONataError) {
    try checkGrowth(count)
    try countMaking(bytes: 64 &+ count &* 24)
  }

  /// Refuses a sequence that has grown too long.
  @inline(__always)
  func checkGrowth(_ count: Int) throws(JSONataError) {
    if count > limits.maximumSequenceLength || count > limits.maximumValueBytes >> 3 { throw tooLarge() }
  }

  /// Refuses a list of `count` items if, while its capacity grows from ten items by half again and again, the old and
  /// the new storage take too much: the service's lists grow this way, and can have at most 360,145 items. Counts its
  /// creation.
  mutating func checkList(growingTo count: Int) throws(JSONataError) {
    try checkLength(count)
    var room = 10
    var last = 0
    while room < count {
      last = room
      room += room >> 1
    }
    if last &+ room > limits.maximumValueBytes >> 3 { throw tooLarge() }
  }

  /// Refuses a string of `count` bytes if it is too long, and counts its creation. Called once for each string; while
  /// one grows, ``checkTextGrowth(_:)`` is used.
  @inline(__always)
  mutating func checkText(_ count: Int) throws(JSONataError) {
    try checkTextGrowth(count)
    try countMaking(bytes: count)
  }

  /// Refuses a string that has grown too long.
  @inline(__always)
  func checkTextGrowth(_ count: Int) throws(JSONataError) {
    if count > limits.maximumValueBytes || count > JSONataLimits.maximumTextBytes { throw tooLarge() }
  }

  /// Refuses padding that is longer than `$pad` may add.
  func checkPadding(_ count: Int) throws(JSONataError) { if count > limits.maximumPadding { throw tooLarge() } }

  /// Counts what is created: a step for every 32 bytes, so that the step limit also bounds memory, and many long
  /// sequences and strings come to an end as many short evaluations do.
  @inline(__always)
  mutating func countMaking(bytes: Int) throws(JSONataError) { try charge(bytes >> 5) }

  /// Counts a call as a step, whatever the function does.
  @inline(__always)
  mutating func countCall() throws(JSONataError) {
    steps &+= 1
    if steps & 0x3ff == 0 { try checkBounds() }
  }

  /// Counts the reading of a value: a step for every 16 items of an array, or every 64 bytes of a string.
  @inline(__always)
  mutating func countReading(_ value: Value) throws(JSONataError) {
    switch value {
    case .json(.array(let array)): try countReading(items: array.count)
    case .list(let list): try countReading(items: list.count)
    case .json(.string(let text)): try charge(text.utf8.count >> 6)
    case .undefined, .json, .record, .function, .tuples: break
    }
  }

  /// How many more items may be read.
  var maximumReading: Int {
    let left = max(0, limits.maximumSteps - steps)
    return left > Int.max >> 5 ? .max >> 1 : left << 4
  }

  /// Counts the reading of `items` items.
  @inline(__always)
  mutating func countReading(items: Int) throws(JSONataError) { try charge(items >> 4) }

  /// Counts work on each byte of a string that is more than reading it.
  @inline(__always)
  mutating func countWork(on text: String) throws(JSONataError) { try charge(text.utf8.count >> 3) }

  /// Counts the work of parsing and filling a picture: some for every two characters.
  @inline(__always)
  mutating func countPicture(_ text: String) throws(JSONataError) {
    let count = min(text.utf8.count, 1 << 30)
    try charge(count &* count >> 7)
  }

  /// Counts steps.
  @inline(__always)
  mutating func charge(_ work: Int) throws(JSONataError) {
    // The limit is at least 0, and so are both counts: nothing overflows.
    if work >= limits.maximumSteps - steps { throw tooLong() }
    steps &+= work
  }

  /// Walks through a value; what is visited counts.
  @inline(__always)
  mutating func walking<Result>(_ body: (inout Walk) throws(JSONataError) -> Result) throws(JSONataError) -> Result {
    var walk = Walk(dialect, limits, steps: limits.maximumSteps - steps)
    let result = try body(&walk)
    try charge(walk.work >> Walk.partsShift)
    return result
  }

  /// Refuses a value in which arrays and objects are nested too deeply, and counts the creation of an object or
  /// function.
  @inline(__always)
  mutating func checkNesting(_ value: Value) throws(JSONataError) -> Value {
    if value.nesting > limits.maximumNesting { throw tooDeep() }
    switch value {
    case .record(let record): try countMaking(bytes: 128 &+ record.count &* 48)
    case .function: try countMaking(bytes: 128)
    case .undefined, .json, .list, .tuples: break
    }
    return value
  }

  /// A copy that shares nothing mutable with the original.
  mutating func copied(_ value: Value, boxing: Bool) throws(JSONataError) -> Value {
    try walking { walk throws(JSONataError) in try value.copied(boxing: boxing, &walk) }
  }

  // MARK: Evaluation

  /// The value of an expression: sequences of none and of one item are unwrapped.
  @inline(__always)
  mutating func evaluate(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    try evaluateRaw(expression, input, frame).unwrapped
  }

  /// The value of an expression before sequences are unwrapped.
  @inline(never)
  mutating func evaluateRaw(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    switch expression {
    case .constant(let plan): return .json(plan.value)
    case .context: return context(input)
    case .global(let plan): return global(plan.place)
    case .local(let plan): return frame.find(plan.hops, plan.slot) ?? outerVariable(plan, frame)
    case .field(let plan): return try lookup(plan.name, in: input)
    case .wildcard: return try wildcard(input)
    case .descendants: return try descendants(input)
    case .regex(let pattern): return .function(.matcher(pattern))
    case .lambda(let plan): return try lambda(plan, input, frame)
    case .transform(let plan): return try transform(plan, frame)
    case .tailCall(let plan): return tailCall(plan, input, frame)
    case .filtered(let plan): return try filtered(plan, input, frame)
    case .path(let plan) where plan.isName:
      // A name alone, looked up in an object: nothing is evaluated below it.
      try enter()
      let result = try member(plan, input, frame)
      depth &-= 1
      return result
    case .path, .negation, .arithmetic, .comparison, .equality, .inclusion, .and, .or, .concatenation, .range, .array,
      .object, .condition, .block, .bind, .call, .partial, .apply:
      try enter()
      let result = try evaluateNode(expression, input, frame)
      depth &-= 1
      return result
    }
  }

  /// The part of ``evaluateRaw(_:_:_:)`` for nodes that have others below them.
  @inline(never)
  private mutating func evaluateNode(_ expression: Expression, _ input: Value, _ frame: Frame) throws(JSONataError)
    -> Value
  {
    switch expression {
    case .path(let plan): return try path(plan, input, frame)
    case .arithmetic(let plan): return try arithmetic(plan, input, frame)
    case .comparison(let plan): return try comparison(plan, input, frame)
    case .equality(let plan): return try equality(plan, input, frame)
    case .condition(let plan): return try condition(plan, input, frame)
    case .block(let plan): return try block(plan, input, frame)
    case .call(let plan): return try call(plan, input, frame, first: nil)
    case .object(let plan): return try object(plan, input, frame)
    case .array(let plan): return try array(plan, input, frame)
    case .concatenation(let plan): return try concatenation(plan, input, frame)
    case .and(let plan): return try and(plan, input, frame)
    case .or(let plan): return try or(plan, input, frame)
    case .bind(let plan): return try bind(plan, input, frame)
    case .negation(let plan): return try negation(plan, input, frame)
    case .inclusion(let plan): return try inclusion(plan, input, frame)
    case .range(let plan): return try range(plan, input, frame)
    case .partial(let plan): return try partial(plan, input, frame)
    case .apply(let plan): return try apply(plan, input, frame)
    case .constant, .context, .global, .local, .field, .wildcard, .descendants, .regex, .lambda, .transform, .tailCall,
      .filtered:
      // `evaluateRaw` handles these itself.
      return .undefined
    }
  }

  /// The value of a name outside the expression.
  @inline(__always)
  private mutating func global(_ place: Int) -> Value {
    if case .value(let value) = globals[place] { return value }
    return globalWithoutValue(place)
  }

  /// The composed variable as a whole, which is made now and kept; any other name is bound to nothing.
  @inline(never)
  private mutating func globalWithoutValue(_ place: Int) -> Value {
    guard case .composed = globals[place], let composed else { return .undefined }
    let value = Value.json(.object(composed.parts))
    globals[place] = .value(value)
    return value
  }

  /// `$`: the input document as it is, even if it is wrapped to be treated as one item.
  @inline(never)
  private func context(_ input: Value) -> Value {
    if case .list(let list) = input, list.traits.contains(.outerWrapper) { return list.elements[0] }
    return input
  }

  @inline(never)
  private mutating func lambda(_ plan: LambdaPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    try capture(frame)
    return .function(.lambda(Closure(plan: plan, frame: frame, input: input)))
  }

  @inline(never)
  private mutating func transform(_ plan: TransformPlan, _ frame: Frame) throws(JSONataError) -> Value {
    try capture(frame)
    return .function(.transform(Transformer(plan: plan, frame: frame)))
  }

  /// Leaves a call to the caller of the lambda that ends with it.
  @inline(never)
  private mutating func tailCall(_ plan: CallPlan, _ input: Value, _ frame: Frame) -> Value {
    pendingTail = TailCall(plan: plan, input: input, frame: frame)
    return .undefined
  }

  @inline(never)
  private mutating func member(_ plan: PathPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    guard case .json(.object(let object)) = input else { return try path(plan, input, frame) }
    guard let place = object.position(of: plan.names[0].name) else { return .undefined }
    return .json(object.members[place].value)
  }

  @inline(never)
  private mutating func outerVariable(_ plan: VariablePlan, _ frame: Frame) -> Value {
    for place in plan.others { if let value = frame.find(place.hops, place.slot) { return value } }
    return global(plan.global)
  }

  @inline(never)
  private mutating func condition(_ plan: ConditionPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let holds = try isTrue(evaluate(plan.condition, input, frame))
    if takenArms != nil { takenArms?.add(plan.position, holds) }
    if holds { return try evaluate(plan.then, input, frame) }
    guard let otherwise = plan.otherwise else { return .undefined }
    return try evaluate(otherwise, input, frame)
  }

  @inline(never)
  private mutating func bind(_ plan: BindPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let value = try evaluate(plan.value, input, frame)
    frame[plan.slot] = value
    return value
  }

  @inline(never)
  private mutating func block(_ plan: BlockPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let inner = plan.slotCount == 0 ? frame : Frame.make(parent: frame, count: plan.slotCount)
    var result = Value.undefined
    for expression in plan.expressions { result = try evaluate(expression, input, inner) }
    return result
  }

  @inline(never)
  private mutating func filtered(_ plan: FilteredPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    if !plan.rowNames.isEmpty { return try filteredRows(plan, input, frame) }
    var result = try evaluateRaw(plan.base, input, frame)
    if !plan.predicates.isEmpty {
      try enter()
      for predicate in plan.predicates { result = try filter(predicate, result, frame) }
      depth &-= 1
    }
    if let group = plan.group {
      try enter()
      result = try grouping(group, result.elements ?? .values([result]), frame)
      depth &-= 1
    }
    if plan.keepsArray, case .list(let list) = result, list.isSequence { list.traits.insert(.keepSingleton) }
    return result
  }

  /// Predicates and grouping after parentheses around a path that carries rows: they see the rows' variables.
  @inline(never)
  private mutating func filteredRows(_ plan: FilteredPlan, _ input: Value, _ frame: Frame) throws(JSONataError)
    -> Value
  {
    let base = try evaluateRaw(plan.base, input, frame)
    try enter()
    guard case .tuples(let stream) = base else {
      // Nothing was found, so there are no rows.
      let empty = Frame.make(parent: frame, count: plan.rowNames.count)
      var result = base
      for predicate in plan.predicates { result = try filter(predicate, result, empty) }
      if let group = plan.group { result = try grouping(group, result.elements ?? .values([result]), empty) }
      depth &-= 1
      return result
    }
    var rows = try rebound(stream, plan.rowNames, frame)
    for predicate in plan.predicates { rows = try filter(predicate, rows) }
    let result: Value
    if let group = plan.group {
      result = try grouping(group, rows: rows, plan.rowNames, frame)
    } else {
      result = .tuples(TupleStream(rows: rows, names: plan.rowNames))
    }
    depth &-= 1
    return result
  }

  // MARK: Bodies of lambdas

  /// Evaluates the body of a lambda, and the calls that it ends with, in constant stack space.
  ///
  /// - Parameter call: the call; `nil` when a function calls it.
  @inline(never)
  mutating func runBody(_ closure: Closure, _ frame: Frame, _ call: CallPlan?) throws(JSONataError) -> Value {
    var result: Value
    try countCall()
    do {
      result = try evaluate(closure.plan.body, closure.input, frame)
    } catch {
      throw error.leaving(closure, call)
    }
    while let tail = pendingTail {
      pendingTail = nil
      steps &+= 1
      if steps & 0x3ff == 0 { try checkBounds() }
      let procedure = try evaluate(tail.plan.procedure, tail.input, tail.frame)
      if case .function(.lambda(let next)) = procedure, next.plan.signature == nil {
        let inner = try argumentFrame(next, tail.plan, tail.input, tail.frame, first: nil)
        do {
          result = try evaluate(next.plan.body, next.input, inner)
        } catch {
          throw error.leaving(next, tail: tail.plan)
        }
      } else {
        result = try self.call(procedure, tail.plan, tail.input, tail.frame, first: nil)
      }
    }
    return result
  }

  /// Creates a frame for a call of a lambda, with its parameters bound to the arguments.
  @inline(never)
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
