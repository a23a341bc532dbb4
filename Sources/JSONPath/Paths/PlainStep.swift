import OrderedJSON

/// A step that can only find one thing: a name, or an index if there is one.
///
/// Paths of such steps are by far the most frequent. They are followed by recursion over borrowed values, so that the
/// values on the way are not copied or retained more than necessary.
struct PlainStep: Sendable {
  let name: String
  let index: Int?

  /// Follows the steps from a value as long as they find something; returns the value reached, and the number of steps.
  static func follow(_ steps: ContiguousArray<PlainStep>, from value: JSON) -> (JSON, Int) {
    steps.withUnsafeBufferPointer { follow($0, 0, value) }
  }

  private static func follow(
    _ steps: UnsafeBufferPointer<PlainStep>, _ place: Int, _ value: JSON
  ) -> (JSON, Int) {
    guard place < steps.count else { return (value, place) }
    if let index = steps[place].index {
      guard case .array(let elements) = value, index >= 0, index < elements.count else { return (value, place) }
      return follow(steps, place + 1, elements[index])
    }
    guard case .object(let object) = value, let member = object.position(of: steps[place].name) else {
      return (value, place)
    }
    return follow(steps, place + 1, object.members[member].value)
  }
}
