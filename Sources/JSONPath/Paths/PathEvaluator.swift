import OrderedJSON

/// Follows the steps of a path through a document and collects what it finds.
///
/// The rules, and the oddities at "…an oddity" below, are those of the library behind the service: a step that finds
/// nothing is an error only as long as every step before it was definite.
struct PathEvaluator {
  private let program: PathProgram
  /// What `$` means within filters and arguments of functions.
  private let document: JSON
  /// Whether a missing member is an error everywhere: so paths are tried that stand alone in filters.
  private let requiresMembers: Bool
  private var work: PathWork
  private var matches: [JSON] = []
  /// The element, among its siblings, that the last step is applied to by a descent through arrays.
  private var elementOfLastStep: Int?

  /// The path's value: of a definite path the value, of any other an array of the matches.
  static func evaluate(
    _ program: PathProgram, on value: JSON, document: JSON, requiresMembers: Bool = false, work: inout PathWork
  ) throws(PathError) -> JSON {
    if let steps = program.plainSteps { return try plainValue(program, steps, of: value) }
    var evaluator = PathEvaluator(program: program, document: document, requiresMembers: requiresMembers, work: work)
    do throws(PathError) {
      try evaluator.apply(0, to: value)
    } catch {
      work = evaluator.work
      throw error
    }
    work = evaluator.work
    guard program.isDefinite else { return .array(evaluator.matches) }
    guard let match = evaluator.matches.last else { throw noResults(program) }
    return match
  }

  private init(program: PathProgram, document: JSON, requiresMembers: Bool, work: PathWork) {
    self.program = program
    self.document = document
    self.requiresMembers = requiresMembers
    self.work = work
  }

  /// The value at the end of names and indexes.
  static func plainValue(
    _ program: PathProgram, _ steps: ContiguousArray<PlainStep>, of value: JSON
  ) throws(PathError) -> JSON {
    let (found, reached) = PlainStep.follow(steps, from: value)
    if reached == steps.count { return found }
    switch (program.steps[reached], found) {
    case (.name, .object): throw missing(program, reached)
    case (.index, .array): throw noResults(program)
    case (.name, _): throw notAnObject(program, reached, found)
    case (_, _): throw notAnArray(program, reached, found)
    }
  }

  // MARK: Steps

  private func isUpstreamDefinite(_ place: Int) -> Bool { place <= program.firstIndefinite }

  /// Applies the steps from `place` on.
  private mutating func apply(_ place: Int, to value: JSON) throws(PathError) {
    var place = place
    var value = value
    while place < program.steps.count {
      try work.spend()
      switch program.steps[place] {
      case .name(let name):
        guard let next = try member(name, of: value, place) else { return }
        value = next
      case .index(let index):
        guard let elements = try elements(of: value, place) else { return }
        guard let next = Self.element(index, of: elements) else { return }
        value = next
      case .names(let names): return try members(names, of: value, place)
      case .indexes(let indexes):
        guard let elements = try elements(of: value, place) else { return }
        for index in indexes {
          if let next = Self.element(index, of: elements) { try descend(place + 1, to: next) }
        }
        return
      case .slice(let slice):
        guard let elements = try elements(of: value, place) else { return }
        for index in Self.places(of: slice, count: elements.count) {
          if let next = Self.element(index, of: elements) { try descend(place + 1, to: next) }
        }
        return
      case .wildcard: return try everything(in: value, place)
      case .filter(let filter): return try select(filter, in: value, place)
      case .descent: return try walk(value, place + 1)
      case .function(let call):
        matches.append(try self.call(call, on: value))
        return
      }
      place += 1
    }
    matches.append(value)
  }

  private mutating func descend(_ place: Int, to value: JSON) throws(PathError) {
    try work.enter()
    try apply(place, to: value)
    work.leave()
  }

  /// Whether the last step may take a member. An oddity: behind a descent that went through an array by a step
  /// like `[0]`, only members of the element of just that place are taken.
  private func takesMember(_ place: Int) -> Bool {
    guard let element = elementOfLastStep, place == program.steps.count - 1 else { return true }
    if place > 0, case .index(let index) = program.steps[place - 1] { return index == element }
    return false
  }

  private func member(_ name: String, of value: JSON, _ place: Int) throws(PathError) -> JSON? {
    guard case .object(let object) = value else {
      if isUpstreamDefinite(place) { throw Self.notAnObject(program, place, value) }
      return nil
    }
    if let member = object[name] {
      // Not `? member : nil`: there `nil` would be the value null.
      guard takesMember(place) else { return nil }
      return member
    }
    let isLast = place == program.steps.count - 1
    if requiresMembers || (!isLast && isUpstreamDefinite(place)) { throw Self.missing(program, place) }
    return nil
  }

  private mutating func members(_ names: [String], of value: JSON, _ place: Int) throws(PathError) {
    guard case .object(let object) = value else {
      if isUpstreamDefinite(place) { throw Self.notAnObject(program, place, value) }
      return
    }
    if place == program.steps.count - 1 {
      var merged = JSON.Object()
      for name in names {
        if let member = object[name] {
          merged[name] = member
        } else if requiresMembers {
          throw PathError(.missingProperty, "Missing property in path \(program.normalised(through: place + 1))")
        }
      }
      matches.append(.object(merged))
      return
    }
    for name in names {
      if let member = object[name] {
        try descend(place + 1, to: member)
      } else if requiresMembers {
        throw Self.missing(program, place)
      }
    }
  }

  private func elements(of value: JSON, _ place: Int) throws(PathError) -> [JSON]? {
    if case .array(let elements) = value { return elements }
    if isUpstreamDefinite(place) { throw Self.notAnArray(program, place, value) }
    return nil
  }

  private static func element(_ index: Int, of elements: [JSON]) -> JSON? {
    let place = index < 0 ? elements.count + index : index
    guard place >= 0, place < elements.count else { return nil }
    return elements[place]
  }

  /// The indexes that a slice asks for. An oddity: with two bounds a negative beginning is not brought into the
  /// array, but counted up from as it is, so that elements come once from the end and once more from the front.
  private static func places(of slice: PathSlice, count: Int) -> Range<Int> {
    switch slice {
    case .from(let from):
      let start = max(0, from < 0 ? count + from : from)
      return start < count ? start..<count : 0..<0
    case .to(let to):
      let end = min(count, to < 0 ? count + to : to)
      return end > 0 ? 0..<end : 0..<0
    case .between(let from, let to):
      let end = min(count, to)
      let start = max(from, -count)
      return count > 0 && start < end ? start..<end : 0..<0
    }
  }

  private mutating func everything(in value: JSON, _ place: Int) throws(PathError) {
    switch value {
    case .object(let object):
      guard takesMember(place) else { return }
      for member in object.members { try descend(place + 1, to: member.value) }
    case .array(let elements):
      for element in elements { try descend(place + 1, to: element) }
    case .null, .bool, .number, .string: break
    }
  }

  private mutating func select(_ filter: FilterExpression, in value: JSON, _ place: Int) throws(PathError) {
    switch value {
    case .object:
      if try accepts(filter, value) { try descend(place + 1, to: value) }
    case .array(let elements):
      for element in elements where try accepts(filter, element) { try descend(place + 1, to: element) }
    case .null, .bool, .number, .string:
      guard isUpstreamDefinite(place) else { return }
      throw PathError(
        .filterOnPrimitive, "Filter: [?] can not be applied to primitives. Current context is: \(Self.shown(value))")
    }
  }

  private mutating func accepts(_ filter: FilterExpression, _ value: JSON) throws(PathError) -> Bool {
    try FilterEvaluator.accepts(filter, item: value, document: document, work: &work)
  }

  // MARK: Descent

  /// Applies the step at `place` to `value` and to everything in it, parents first.
  private mutating func walk(_ value: JSON, _ place: Int) throws(PathError) {
    guard place < program.steps.count else { return }
    try work.enter()
    switch value {
    case .object(let object):
      if try isWanted(value, place) { try apply(place, to: value) }
      for member in object.members { try walk(member.value, place) }
    case .array(let elements):
      if try isWanted(value, place) { try applyInArray(elements, value, place) }
      for element in elements { try walk(element, place) }
    case .null, .bool, .number, .string: break
    }
    work.leave()
  }

  /// An oddity: when more steps follow, an array is not asked for the elements that the step names; the steps
  /// behind are applied to all of them.
  private mutating func applyInArray(_ elements: [JSON], _ value: JSON, _ place: Int) throws(PathError) {
    if place == program.steps.count - 1 { return try apply(place, to: value) }
    for (index, element) in elements.enumerated() {
      if place + 1 == program.steps.count - 1 { elementOfLastStep = index }
      try apply(place + 1, to: element)
    }
  }

  /// Whether a descent applies its step here.
  private mutating func isWanted(_ value: JSON, _ place: Int) throws(PathError) -> Bool {
    switch program.steps[place] {
    case .name(let name): return value[name] != nil
    case .names(let names):
      guard case .object(let object) = value else { return false }
      return place < program.steps.count - 1 || names.allSatisfy { object.position(of: $0) != nil }
    case .index, .indexes, .slice: return value.arrayValue != nil
    case .wildcard: return true
    case .filter(let filter): return try accepts(filter, value)
    case .descent, .function: return false
    }
  }

  // MARK: Functions

  private mutating func call(_ call: PathFunctionCall, on value: JSON) throws(PathError) -> JSON {
    guard let function = call.function else {
      throw PathError(.unknownFunction, "Function with name: \(call.name) does not exist.")
    }
    if function == .length || function == .size, case .path(let path)? = call.arguments.first {
      return try length(of: path, on: value)
    }
    var arguments: [JSON] = []
    for argument in call.arguments {
      switch argument {
      case .value(let value): arguments.append(value)
      case .path(let path):
        arguments.append(try Self.evaluate(path, on: document, document: document, work: &work))
      }
    }
    return try PathFunctionBody.call(function, on: value, arguments: arguments)
  }

  /// `length($..a)` counts what is in all the matches, not the matches.
  private mutating func length(of path: PathProgram, on value: JSON) throws(PathError) -> JSON {
    var inner = path
    if case .function? = path.steps.last {} else { inner = PathProgram(steps: path.steps + [.wildcard]) }
    let found = try Self.evaluate(inner, on: value, document: value, work: &work)
    return PathFunctionBody.length(found.arrayValue == nil ? value : found)
  }
}

/// What an evaluation has left to spend; handed on to the paths within filters.
struct PathWork: Sendable {
  private var steps = 20_000_000
  private var depth = 0

  /// Documents may be nested 1,000 levels deep, paths have up to 256 steps, and filters may be nested.
  private static let maximumDepth = 1_600

  /// Counts a step.
  mutating func spend() throws(PathError) {
    steps -= 1
    if steps < 0 { throw PathError(.limitExceeded, "The path takes too many steps on this document.") }
  }

  /// Counts a level of recursion.
  mutating func enter() throws(PathError) {
    try spend()
    depth += 1
    if depth > Self.maximumDepth { throw PathError(.limitExceeded, "The document is nested too deeply.") }
  }

  /// Leaves a level.
  mutating func leave() { depth -= 1 }

  /// Leaves the levels that an error has left without saying so.
  mutating func restoreDepth(from earlier: PathWork) { depth = earlier.depth }
}

// MARK: Texts

extension PathEvaluator {
  static func noResults(_ program: PathProgram) -> PathError {
    PathError(.noResults, "No results for path: \(program.normalised())")
  }

  private static func missing(_ program: PathProgram, _ place: Int) -> PathError {
    if place == program.steps.count - 1 { return noResults(program) }
    return PathError(.missingProperty, "Missing property in path \(program.normalised(through: place + 1))")
  }

  private static func notAnObject(_ program: PathProgram, _ place: Int, _ value: JSON) -> PathError {
    PathError(
      .notAnObject,
      "Expected to find an object with property \(program.steps[place].normalised) in path "
        + "\(program.normalised(through: place)) but found '\(javaClass(value))'. This is not a json object according "
        + "to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'.")
  }

  private static func notAnArray(_ program: PathProgram, _ place: Int, _ value: JSON) -> PathError {
    if value.isNull { return PathError(.notAnArray, "The path \(program.normalised(through: place)) is null") }
    return PathError(
      .notAnArray,
      "Filter: \(program.steps[place].normalised) can only be applied to arrays. Current context is: \(shown(value))")
  }

  private static func shown(_ value: JSON) -> String {
    if case .string(let text) = value { text } else { value.description }
  }

  private static func javaClass(_ value: JSON) -> String {
    switch value {
    case .null: "null"
    case .bool: "java.lang.Boolean"
    case .string: "java.lang.String"
    case .array: "net.minidev.json.JSONArray"
    case .object: "java.util.LinkedHashMap"
    case .number(.integer(let number)):
      Int32(exactly: number) == nil ? "java.lang.Long" : "java.lang.Integer"
    case .number(.literal(let text)) where !text.utf8.contains { $0 == 0x2e || $0 | 0x20 == 0x65 }:
      "java.math.BigInteger"
    case .number: "java.lang.Double"
    }
  }
}
