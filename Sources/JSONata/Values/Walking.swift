internal import OrderedJSON

/// The members of an array that are not arrays themselves, however deeply arrays are nested, in order.
///
/// Nested arrays are kept in a separate list: documents may be nested more deeply than a small stack allows.
struct Leaves {
  private var pending: ContiguousArray<(elements: Elements, next: Int)>

  init(_ elements: Elements) { pending = [(elements, 0)] }

  mutating func next(_ walk: inout Walk) throws(JSONataError) -> Value? {
    while let top = pending.last {
      try walk.visit()
      guard top.next < top.elements.count else {
        pending.removeLast()
        continue
      }
      pending[pending.count - 1].next += 1
      let element = top.elements[top.next]
      guard let inner = element.elements else { return element }
      pending.append((inner, 0))
    }
    return nil
  }
}

/// A value and everything below it, except arrays themselves: parents first, in order.
struct Descent {
  private enum Children {
    case elements(Elements)
    case members(ObjectView)
  }

  private var pending: ContiguousArray<(children: Children, next: Int)>

  init(_ value: Value) { pending = [(.elements(.values([value])), 0)] }

  mutating func next(_ walk: inout Walk) throws(JSONataError) -> Value? {
    while let top = pending.last {
      try walk.visit()
      let child: Value
      switch top.children {
      case .elements(let elements) where top.next < elements.count: child = elements[top.next]
      case .members(let view) where top.next < view.count: child = view.value(top.next)
      case .elements, .members:
        pending.removeLast()
        continue
      }
      pending[pending.count - 1].next += 1
      if let elements = child.elements {
        pending.append((.elements(elements), 0))
        continue
      }
      if let view = ObjectView(child) { pending.append((.members(view), 0)) }
      return child
    }
    return nil
  }
}

extension Value {
  /// The value in a form that can be changed in place: objects of a document as records, arrays as lists.
  var boxed: Value {
    switch self {
    case .json(.object(let object)): return .record(Record(copying: object))
    case .json(.array(let array)): return .list(Self.boxed(array))
    case .undefined, .json, .list, .record, .function, .tuples: return self
    }
  }

  /// The depth to which arrays are boxed. Values that are nested deeper are refused, whatever they contain.
  private static let maximumBoxing = 500

  private static func boxed(_ array: [JSON]) -> List {
    var pending: ContiguousArray<(array: [JSON], next: Int, values: ContiguousArray<Value>)> = [(array, 0, [])]
    while true {
      let top = pending.count - 1
      let place = pending[top].next
      guard place < pending[top].array.count else {
        let list = List(pending.removeLast().values)
        if top == 0 { return list }
        pending[top - 1].values.append(.list(list))
        continue
      }
      pending[top].next += 1
      let element = pending[top].array[place]
      if case .array(let inner) = element, top < maximumBoxing {
        pending.append((inner, 0, []))
      } else if case .object(let object) = element {
        pending[top].values.append(.record(Record(copying: object)))
      } else {
        pending[top].values.append(.json(element))
      }
    }
  }

  /// A copy that shares nothing mutable with the original.
  ///
  /// - Parameter boxing: whether what comes from a document is copied as well, to be changed in place.
  func copied(boxing: Bool, _ walk: inout Walk) throws(JSONataError) -> Value {
    try walk.visit()
    switch self {
    case .undefined, .function, .tuples: return self
    case .json(let json):
      if boxing { try Self.countBoxing(json, &walk) }
      return boxing ? boxed : self
    case .list(let list):
      guard boxing || list.isMadeOfValues else {
        return .list(List(elements: list.elements, nesting: list.nesting, list.traits))
      }
      try walk.enter()
      try walk.make(bytes: 64 &+ list.count &* 24)
      var values = ContiguousArray<Value>()
      values.reserveCapacity(list.count)
      for value in list.elements.values { values.append(try value.copied(boxing: boxing, &walk)) }
      return .list(List(values, list.traits))
    case .record(let record):
      try walk.enter()
      try walk.make(bytes: 96 &+ record.count &* 40)
      let copy = Record(capacity: record.count, isCopy: true)
      for member in record.members { copy.append(member.key, try member.value.copied(boxing: boxing, &walk)) }
      return .record(copy)
    }
  }

  /// Counts the cost of a document in the form that can be changed in place: it is converted part by part, as it is
  /// read, which is not counted then.
  private static func countBoxing(_ json: JSON, _ walk: inout Walk) throws(JSONataError) {
    switch json {
    case .null, .bool, .number, .string: return
    case .array(let array):
      try walk.make(bytes: 64 &+ array.count &* 24)
      try walk.enter()
      for element in array { try countBoxing(element, &walk) }
    case .object(let object):
      try walk.make(bytes: 96 &+ object.count &* 40)
      try walk.enter()
      for member in object.members { try countBoxing(member.value, &walk) }
    }
  }
}

extension List {
  fileprivate var isMadeOfValues: Bool { if case .values = elements { true } else { false } }
}
