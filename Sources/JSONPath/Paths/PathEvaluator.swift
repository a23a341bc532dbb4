import OrderedJSON

/// Follows the steps of a path through a document and collects what it finds.
///
/// The rules are those of the library that the service uses. Three of them are surprising: an index outside an array
/// gives null; a missing member that is followed by further steps is not a match unless all steps from the one before
/// it are definite; and `*` over an array skips the elements in which the rest of the path finds nothing.
struct PathEvaluator {
  private let program: PathProgram
  /// The value of `$` within filters.
  private let document: JSON
  private var work: PathWork
  private var matches: [JSON] = []
  /// Whether the last match is an index outside its array.
  private var isOutside = false

  /// The result of a path.
  struct Result {
    let value: JSON
    /// Whether the value is the null that represents an element outside its array.
    let isOutside: Bool
  }

  /// Evaluates a path: a definite path gives its value, any other an array of the matches.
  static func evaluate(
    _ program: PathProgram, on value: JSON, document: JSON, work: inout PathWork
  ) throws(PathFailure) -> Result {
    if let steps = program.plainSteps {
      let (found, reached) = PlainStep.follow(steps, from: value)
      try count(reached, &work)
      if reached == steps.count { return Result(value: found, isOutside: false) }
      if let failure = plainFailure(program, at: reached, on: found) { throw failure }
      return Result(value: .null, isOutside: true)
    }
    var evaluator = PathEvaluator(program: program, document: document, work: work)
    do throws(PathFailure) {
      try evaluator.apply(0, to: value, isElement: true)
    } catch {
      work = evaluator.work
      throw error
    }
    work = evaluator.work
    guard program.isDefinite else { return Result(value: .array(evaluator.matches), isOutside: false) }
    return Result(value: evaluator.matches.last ?? .null, isOutside: evaluator.isOutside)
  }

  private init(program: PathProgram, document: JSON, work: PathWork) {
    self.program = program
    self.document = document
    self.work = work
  }

  private static func count(_ steps: Int, _ work: inout PathWork) throws(PathFailure) {
    do throws(PathError) { try work.spend(steps + 1) } catch { throw PathFailure(error) }
  }

  /// Why names and indexes only reached `value`; `nil` if the last of them is outside its array.
  static func plainFailure(_ program: PathProgram, at place: Int, on value: JSON) -> PathFailure? {
    var isElement = true
    if place > 0, case .name = program.steps[place - 1] { isElement = false }
    switch (program.steps[place], value) {
    case (.index, .array):
      guard place + 1 < program.steps.count else { return nil }
      if case .index = program.steps[place + 1] {
        return PathFailure(.nullOnTheWay, at: place + 1, on: .null, isElement: false)
      }
      return PathFailure(.notAnObject, at: place + 1, on: .null, isElement: false)
    case (.index, .null) where !isElement: return PathFailure(.nullOnTheWay, at: place, on: value, isElement: false)
    case (.index, _): return PathFailure(.notAnArray, at: place, on: value, isElement: isElement)
    case (_, .object): return PathFailure(.missing, at: place, on: value, isElement: isElement)
    default: return PathFailure(.notAnObject, at: place, on: value, isElement: isElement)
    }
  }

  // MARK: Steps

  private func isLast(_ place: Int) -> Bool { place == program.steps.count - 1 }

  private mutating func spend(_ count: Int = 1) throws(PathFailure) {
    do throws(PathError) { try work.spend(count) } catch { throw PathFailure(error) }
  }

  /// Counts matches, which are collected next. Many need no data of their own: an index outside an array makes a null,
  /// and what is there can be found again and again.
  private mutating func spend(matches count: Int) throws(PathFailure) {
    do throws(PathError) { try work.spend(elements: count) } catch { throw PathFailure(error) }
  }

  /// Applies the steps from `place` on. `isElement`: whether the value is an element of an array, or the document.
  private mutating func apply(_ start: Int, to origin: JSON, isElement: Bool) throws(PathFailure) {
    var place = start
    var value = origin
    var isElement = isElement
    while place < program.steps.count {
      try spend()
      switch program.steps[place] {
      case .name(let name):
        guard case .object(let object) = value else {
          throw PathFailure(.notAnObject, at: place, on: value, isElement: isElement)
        }
        guard let position = object.position(of: name) else {
          if !isLast(place), program.lastIndefinite >= place - 1 { return }
          throw PathFailure(.missing, at: place, on: value, isElement: isElement)
        }
        value = object.members[position].value
        isElement = false
      case .index(let index):
        let elements = try elements(of: value, place, isElement)
        isElement = index >= 0 && index < elements.count
        value = isElement ? elements[index] : .null
        isOutside = !isElement
      case .names(let names): return try members(names, of: value, place, isElement)
      case .fromEnd(let offset):
        let elements = try elements(of: value, place, isElement)
        return try take(elements.count + offset, of: elements, place)
      case .indexes(let indexes):
        let elements = try elements(of: value, place, isElement)
        for index in indexes { try take(index, of: elements, place) }
        return
      case .slice(let slice):
        let elements = try elements(of: value, place, isElement)
        for index in slice.indexes(count: elements.count) { try take(index, of: elements, place) }
        return
      case .wildcard: return try everything(in: value, place)
      case .filter(let filter): return try select(filter, in: value, place, isElement)
      case .descent: return try walk(value, place + 1)
      }
      place += 1
    }
    try spend(matches: 1)
    matches.append(value)
  }

  /// Applies the steps after `place` to a value that the step has reached.
  private mutating func descend(
    _ place: Int, to value: JSON, _ turn: PathFailure.Turn, isElement: Bool
  ) throws(PathFailure) {
    do throws(PathError) { try work.enter() } catch { throw PathFailure(error) }
    do throws(PathFailure) {
      try apply(place + 1, to: value, isElement: isElement)
    } catch {
      throw error.adding(turn, at: place)
    }
    work.leave()
  }

  private mutating func take(_ index: Int, of elements: [JSON], _ place: Int) throws(PathFailure) {
    let isInside = index >= 0 && index < elements.count
    let value = isInside ? elements[index] : .null
    isOutside = !isInside
    if isLast(place) {
      try spend(matches: 1)
      matches.append(value)
    } else {
      try descend(place, to: value, .element(index), isElement: isInside)
    }
  }

  private func elements(of value: JSON, _ place: Int, _ isElement: Bool) throws(PathFailure) -> [JSON] {
    switch value {
    case .array(let elements): return elements
    case .null where !isElement: throw PathFailure(.nullOnTheWay, at: place, on: value, isElement: isElement)
    default: throw PathFailure(.notAnArray, at: place, on: value, isElement: isElement)
    }
  }

  private mutating func members(
    _ names: [String], of value: JSON, _ place: Int, _ isElement: Bool
  ) throws(PathFailure) {
    guard case .object(let object) = value else {
      throw PathFailure(.notAnObject, at: place, on: value, isElement: isElement)
    }
    guard isLast(place) else { throw PathFailure(.namesInside, at: place, on: value, isElement: isElement) }
    var merged = JSON.Object()
    do throws(PathError) { try work.spend(members: names.count) } catch { throw PathFailure(error) }
    for name in names {
      if let member = object.position(of: name) { merged[name] = object.members[member].value }
    }
    isOutside = false
    try spend(matches: 1)
    matches.append(.object(merged))
  }

  private mutating func everything(in value: JSON, _ place: Int) throws(PathFailure) {
    switch value {
    case .object(let object):
      if isLast(place) {
        try spend(matches: object.count)
        for member in object.members { matches.append(member.value) }
      } else {
        for member in object.members {
          try descend(place, to: member.value, .member(member.key), isElement: false)
        }
      }
    case .array(let elements):
      if isLast(place) {
        try spend(matches: elements.count)
        matches.append(contentsOf: elements)
      } else {
        let depth = work.depth
        for index in elements.indices {
          do throws(PathFailure) {
            try descend(place, to: elements[index], .element(index), isElement: true)
          } catch {
            guard error.meansNotFound else { throw error }
            work.restoreDepth(depth)
          }
        }
      }
    case .null, .bool, .number, .string: break
    }
  }

  private mutating func select(
    _ filter: FilterExpression, in value: JSON, _ place: Int, _ isElement: Bool
  ) throws(PathFailure) {
    switch value {
    case .object:
      guard try accepts(filter, value) else { return }
      if isLast(place) {
        try spend(matches: 1)
        matches.append(value)
      } else {
        try descend(place, to: value, .stay, isElement: isElement)
      }
    case .array(let elements):
      for index in elements.indices where try accepts(filter, elements[index]) {
        if isLast(place) {
          try spend(matches: 1)
          matches.append(elements[index])
        } else {
          try descend(place, to: elements[index], .element(index), isElement: true)
        }
      }
    case .null, .bool, .number, .string:
      throw PathFailure(.filterOnPrimitive, at: place, on: value, isElement: isElement)
    }
  }

  private mutating func accepts(_ filter: FilterExpression, _ value: JSON) throws(PathFailure) -> Bool {
    do throws(PathError) {
      return try FilterEvaluator.accepts(filter, item: value, document: document, work: &work)
    } catch {
      throw PathFailure(error)
    }
  }

  // MARK: Descent

  /// Applies the step at `place` to `value` and to everything in it, parents first.
  private mutating func walk(_ value: JSON, _ place: Int) throws(PathFailure) {
    guard value.isContainer, place < program.steps.count else { return }
    do throws(PathError) { try work.enter() } catch { throw PathFailure(error) }
    let isWanted = try isWanted(value, program.steps[place])
    switch value {
    case .object(let object):
      if isWanted { try apply(place, to: value, isElement: false) }
      try spend(object.count)
      for member in object.members where member.value.isContainer {
        do throws(PathFailure) {
          try walk(member.value, place)
        } catch {
          throw error.adding(.member(member.key), at: place - 1)
        }
      }
    case .array(let elements):
      if isWanted, isLast(place) { try apply(place, to: value, isElement: false) }
      // A defect of the library, reproduced: with more steps after it, the step itself accepts every element.
      if isWanted, !isLast(place) {
        for index in elements.indices {
          try descend(place, to: elements[index], .element(index), isElement: false)
        }
      }
      try spend(elements.count)
      for index in elements.indices where elements[index].isContainer {
        do throws(PathFailure) {
          try walk(elements[index], place)
        } catch {
          throw error.adding(.element(index), at: place - 1)
        }
      }
    case .null, .bool, .number, .string: break
    }
    work.leave()
  }

  /// Whether the step after a descent is applied to an object or array.
  private mutating func isWanted(_ value: JSON, _ step: PathStep) throws(PathFailure) -> Bool {
    switch step {
    case .name(let name): return value.objectValue?.position(of: name) != nil
    case .names(let names):
      guard let object = value.objectValue else { return false }
      try spend(names.count)
      return names.allSatisfy { object.position(of: $0) != nil }
    case .index, .indexes, .fromEnd, .slice: return value.arrayValue != nil
    case .wildcard: return true
    case .filter(let filter): return try accepts(filter, value)
    case .descent: return false
    }
  }
}

extension PathFailure {
  /// Adds one more turn to the failure.
  fileprivate func adding(_ turn: Turn, at place: Int) -> PathFailure {
    var failure = self
    failure.turns.append((place, turn))
    return failure
  }
}
