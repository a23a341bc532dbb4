/// A value beside its container, which moves and copies a reference to it; the first change of a shared value copies it.
///
/// Why `@unchecked Sendable` is correct for the box: its value is `Sendable`, and is only changed while a single `Boxed`
/// refers to it.
struct Boxed<Value: Sendable>: Sendable {
  private final class Box: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
  }

  private var box: Box

  init(_ value: Value) { box = Box(value) }

  var value: Value {
    get { box.value }
    _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
      yield &box.value
    }
  }

  /// Changes the value.
  mutating func update(_ change: (inout Value) -> Void) { change(&value) }
}
