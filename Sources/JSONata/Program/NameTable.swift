internal import OrderedJSON

/// Names and their indexes, in order; lookup takes constant time.
struct NameTable: Sendable {
  private(set) var names: [String]
  /// The indexes by name, once there are many.
  private var index: KeyIndex?

  /// - Parameter names: the first names. A name that occurs more than once has its last index.
  init(_ names: [String] = []) {
    self.names = names
    if names.count > KeyIndex.threshold { makeIndex() }
  }

  var count: Int { names.count }

  var isEmpty: Bool { names.isEmpty }

  /// The index of a name.
  func place(of name: String) -> Int? {
    if let index { return index.find(name) { names[$0] } }
    return names.lastIndex { $0.hasSameUTF8(as: name) }
  }

  /// Returns the index of a name, and appends it if it is new.
  @discardableResult
  mutating func add(_ name: String) -> Int {
    if let known = place(of: name) { return known }
    let place = names.count
    names.append(name)
    if index != nil {
      index?.insert(name, place)
    } else if names.count > KeyIndex.threshold {
      makeIndex()
    }
    return place
  }

  private mutating func makeIndex() {
    var index = KeyIndex()
    for place in names.indices.reversed() where index.find(names[place], { names[$0] }) == nil {
      index.insert(names[place], place)
    }
    self.index = index
  }
}
