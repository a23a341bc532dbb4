import OrderedJSON

/// All states of a definition by name, so that a transition finds its target without a look at the others.
struct StateNames {
  /// Where a name is defined.
  struct Entry {
    let name: String
    let scope: Int
    let state: Int
    let keyRange: SourceRange
    /// Another entry of the same name, defined earlier.
    let earlier: Int?
  }

  private(set) var entries: [Entry] = []
  /// The latest entry of each name.
  private var latest = TextTable<Int>()

  /// Adds a name and returns the entry before it of the same name.
  mutating func add(_ name: String, scope: Int, state: Int, keyRange: SourceRange) -> Entry? {
    let earlier = latest.replace(name, entries.count)
    entries.append(Entry(name: name, scope: scope, state: state, keyRange: keyRange, earlier: earlier))
    return earlier.map { entries[$0] }
  }

  /// The state of that name in a scope; of two the later one.
  func state(named name: String, in scope: Int) -> Int? {
    var next = latest[name]
    while let index = next {
      if entries[index].scope == scope { return entries[index].state }
      next = entries[index].earlier
    }
    return nil
  }

  /// Some state of that name in any scope.
  func anyState(named name: String) -> Entry? { latest[name].map { entries[$0] } }
}
