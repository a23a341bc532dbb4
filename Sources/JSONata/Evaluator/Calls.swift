internal import OrderedJSON

extension Evaluator {
  // MARK: Calls as written

  @inline(never)
  mutating func call(_ plan: CallPlan, _ input: Value, _ frame: Frame, first: Value?) throws(JSONataError) -> Value {
    let procedure = try evaluate(plan.procedure, input, frame)
    return try call(procedure, plan, input, frame, first: first)
  }

  /// Calls the value of a call's procedure.
  @inline(never)
  mutating func call(_ procedure: Value, _ plan: CallPlan, _ input: Value, _ frame: Frame, first: Value?)
    throws(JSONataError) -> Value
  {
    guard case .function(let function) = procedure else {
      throw try notFunction(procedure, plan, input, frame)
    }
    if case .lambda(let closure) = function, closure.plan.signature == nil {
      let inner = try argumentFrame(closure, plan, input, frame, first: first)
      return try runBody(closure, inner, plan)
    }
    return try call(function, plan, self.arguments(plan, input, frame, first: first), input, frame)
  }

  @inline(never)
  private mutating func call(
    _ function: Function, _ plan: CallPlan, _ arguments: [Value], _ input: Value, _ frame: Frame
  ) throws(JSONataError) -> Value {
    do {
      if case .native(let place) = function, NativeFunction.all[place].seesScope {
        return try evaluateText(arguments, input, plan.scope == nil ? nil : (plan.scope, frame))
      }
      return try apply(function, arguments, context: input)
    } catch {
      throw error.leaving(plan)
    }
  }

  @inline(never)
  private mutating func arguments(_ plan: CallPlan, _ input: Value, _ frame: Frame, first: Value?)
    throws(JSONataError) -> [Value]
  {
    var arguments: [Value] = []
    arguments.reserveCapacity(plan.arguments.count + 1)
    if let first { arguments.append(first) }
    for argument in plan.arguments {
      if let argument { arguments.append(try evaluate(argument, input, frame)) }
    }
    return arguments
  }

  @inline(never)
  private mutating func notFunction(_ procedure: Value, _ plan: CallPlan, _ input: Value, _ frame: Frame)
    throws(JSONataError) -> JSONataError
  {
    if procedure.isUndefined, let hint = plan.hint, try !evaluate(hint, input, frame).isUndefined {
      return JSONataError(.didYouMean, position: plan.position, token: plan.token)
    }
    _ = try arguments(plan, input, frame, first: nil)
    return JSONataError(.notFunction, position: plan.position, token: plan.token)
  }

  // MARK: Partial application

  @inline(never)
  mutating func partial(_ plan: CallPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    var arguments: [Value?] = []
    for argument in plan.arguments {
      if let argument {
        arguments.append(try evaluate(argument, input, frame))
      } else {
        arguments.append(nil)
      }
    }
    let procedure = try evaluate(plan.procedure, input, frame)
    guard case .function(let function) = procedure else {
      if procedure.isUndefined, let hint = plan.hint, try !evaluate(hint, input, frame).isUndefined {
        throw JSONataError(.didYouMeanPartial, position: plan.position, token: plan.token)
      }
      throw JSONataError(.notPartialFunction, position: plan.position, token: plan.token)
    }
    let arity = function.arity
    if arguments.count > arity { arguments.removeLast(arguments.count - arity) }
    return try checkNesting(.function(.partial(PartialFunction(function: function, arguments: arguments))))
  }

  // MARK: ~>

  @inline(never)
  mutating func apply(_ plan: ApplyPlan, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
    let left = try evaluate(plan.left, input, frame)
    if let call = plan.call { return try self.call(call, input, frame, first: left) }
    let right = try evaluate(plan.right, input, frame)
    guard case .function(let second) = right else {
      throw JSONataError(.applyNotFunction, position: plan.position, value: right.shown)
    }
    if case .function(let first) = left {
      return try checkNesting(.function(.composed(Composition(first: first, second: second))))
    }
    return try apply(second, [left])
  }

  // MARK: Functions as values

  /// Calls a function.
  ///
  /// - Parameter context: the value that replaces a missing first argument.
  @inline(never)
  mutating func apply(_ function: Function, _ arguments: [Value], context: Value = .null) throws(JSONataError) -> Value
  {
    switch function {
    case .native(let place):
      let native = NativeFunction.all[place]
      let validated = try native.signature.validate(arguments, context: context)
      try countCall()
      if native.readsItems { for argument in validated { try countReading(argument) } }
      let result = try native.body(&self, validated)
      // The length of every string that a function makes is limited and counted, again for those that limit it while it
      // grows.
      if case .json(.string(let text)) = result { try checkText(text.utf8.count) }
      return result
    case .lambda(let closure): return try apply(closure, arguments, context)
    case .partial(let partial): return try apply(partial, arguments)
    case .composed(let composition):
      let middle = try apply(composition.first, arguments)
      return try apply(composition.second, [middle.unwrapped])
    case .transform(let transformer): return try transform(transformer, arguments, context)
    case .matcher(let pattern):
      guard let text = arguments.first?.string else { return .undefined }
      let start = arguments.count > 1 ? arguments[1].number ?? 0 : 0
      try checkText(text.utf8.count)
      let subject = MatchSubject(text)
      return try match(pattern, subject, from: subject.utf8Offset(ofUTF16: Int(clamping: start)))
    case .nextMatch(let next): return try self.next(next)
    }
  }

  @inline(never)
  private mutating func apply(_ closure: Closure, _ arguments: [Value], _ context: Value) throws(JSONataError) -> Value
  {
    var arguments = arguments
    if let signature = closure.plan.signature {
      for argument in arguments { try countReading(argument) }
      arguments = try signature.validate(arguments, context: context)
    }
    let inner = Frame.make(parent: closure.frame, count: closure.plan.slotCount)
    for slot in 0..<closure.plan.parameterCount {
      inner[slot] = slot < arguments.count ? arguments[slot] : .undefined
    }
    return try runBody(closure, inner, nil)
  }

  @inline(never)
  private mutating func apply(_ partial: PartialFunction, _ arguments: [Value]) throws(JSONataError) -> Value {
    var filled: [Value] = []
    var rest = arguments[...]
    for argument in partial.arguments { filled.append(argument ?? rest.popFirst() ?? .undefined) }
    return try apply(partial.function, filled)
  }

  /// Calls a function of one to three parameters with as many arguments as it accepts.
  @inline(never)
  mutating func applyWanted(_ function: Function, _ first: Value, _ second: @autoclosure () -> Value, _ third: Value)
    throws(JSONataError) -> Value
  {
    let arity = function.arity
    if case .lambda(let closure) = function, closure.plan.signature == nil {
      let inner = Frame.make(parent: closure.frame, count: closure.plan.slotCount)
      if arity >= 1 { inner[0] = first }
      if arity >= 2 { inner[1] = second() }
      if arity >= 3 { inner[2] = third }
      for slot in stride(from: 3, to: arity, by: 1) { inner[slot] = .undefined }
      return try runBody(closure, inner, nil)
    }
    if arity >= 3 { return try apply(function, [first, second(), third]) }
    if arity == 2 { return try apply(function, [first, second()]) }
    return try apply(function, [first])
  }
}

extension JSONataError {
  /// The error as it leaves a lambda: at the position of the last call.
  @inline(never)
  func leaving(_ closure: Closure, _ call: CallPlan?) -> JSONataError {
    guard let call else { return self }
    return leaving(closure, position: call.position, token: call.token)
  }

  /// The error as it leaves a lambda that was called in tail position.
  @inline(never)
  func leaving(_ closure: Closure, tail call: CallPlan) -> JSONataError {
    leaving(closure, position: call.procedurePosition, token: call.variableToken)
  }

  /// The error as it leaves a call of a library function.
  @inline(never)
  func leaving(_ call: CallPlan) -> JSONataError {
    at(position: call.position, token: storedToken ?? call.token)
  }
}

extension Int {
  /// The integer part of a number, or the nearest integer in range; 0 for what is not a number.
  init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else if let exact = Int(exactly: value.rounded(.towardZero)) {
      self = exact
    } else {
      self = value < 0 ? .min : .max
    }
  }
}
