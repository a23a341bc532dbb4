import OrderedJSON

/// The remaining budget of an evaluation, which includes the filters within the path.
struct PathWork: Sendable {
  private var steps: Int
  private(set) var depth = 0

  /// Documents may be nested 1,000 levels deep, and paths have up to 256 steps.
  private static let maximumDepth = 1_600

  /// The default of 10,000,000 steps makes 40 MB.
  private static let bytesMadeInStep = 4

  init(maximumSteps: Int = Scope.defaultMaximumPathSteps) { steps = max(0, maximumSteps) }

  /// Counts a step.
  mutating func spend() throws(PathError) {
    steps -= 1
    if steps < 0 { throw .tooManySteps }
  }

  /// Counts steps.
  mutating func spend(_ count: Int) throws(PathError) {
    let (left, overflow) = steps.subtractingReportingOverflow(count)
    guard !overflow, left >= 0 else {
      steps = -1
      throw .tooManySteps
    }
    steps = left
  }

  /// Lets something count steps by itself, which gives nothing when they do not suffice.
  mutating func spending<Result>(_ body: (inout Int) -> Result?) throws(PathError) -> Result {
    guard let result = body(&steps) else {
      steps = -1
      throw .tooManySteps
    }
    return result
  }

  /// Counts the reading of so many bytes.
  mutating func spend(bytes: Int) throws(PathError) { try spend(bytes / 32 + 1) }

  /// Counts the creation of bytes, so that the steps also limit memory.
  mutating func spend(making bytes: Int) throws(PathError) { try spend(bytes / Self.bytesMadeInStep + 1) }

  /// Counts the creation of an array of `count` elements, or its growth by as many.
  mutating func spend(elements count: Int) throws(PathError) {
    try spend(making: count * MemoryLayout<JSON>.stride)
  }

  /// Counts the creation of an object of `count` members.
  mutating func spend(members count: Int) throws(PathError) {
    try spend(making: 64 + count * MemoryLayout<JSON.Object.Member>.stride)
  }

  /// Counts a level of recursion.
  mutating func enter() throws(PathError) {
    try spend()
    depth += 1
    if depth > Self.maximumDepth { throw .tooDeep }
  }

  /// Leaves a level.
  mutating func leave() { depth -= 1 }

  /// Restores the depth after a failure that did not leave its levels.
  mutating func restoreDepth(_ depth: Int) { self.depth = depth }
}
