public import OrderedJSON

/// Where the states of a definition are in its text.
///
/// ```swift
/// let sources = StateSources(machine)
/// sources.position(of: "Charge")  // 12:7
/// ```
public struct StateSources: Sendable {
  /// A state as it is written.
  public struct Entry: Sendable {
    /// The state's name.
    public let name: String
    /// The range of the name in the text.
    public let nameRange: SourceRange
    /// The pointer to the state in the definition.
    public let location: JSONPointer
    /// The state's fields.
    public let syntax: JSONSyntax
    /// The Parallel or Map state that it is in, if there is one.
    public let container: String?
    /// Whether the machine, or its branch or item processor, starts with it.
    public let isFirst: Bool
    /// Whether it runs in the children of a distributed Map, which are executions of their own.
    public let isInChild: Bool

    /// The type of the state, if it is one of the eight.
    public var type: StateType? { syntax["Type"]?.stringValue.flatMap(StateType.init(name:)) }
  }

  /// The definition.
  public let source: SourceText
  /// The states of all levels, those of a level before those inside them.
  public let entries: [Entry]
  private var indexes = TextTable<Int>()

  /// Finds the states of a compiled definition; reads its text again, in time linear in its length.
  public init(_ machine: StateMachine) { self.init(machine.definition) }

  /// Finds the states of a definition; there are none if it is not JSON.
  public init(_ source: SourceText) {
    self.source = source
    var entries: [Entry] = []
    var open: [Level] = []
    if let root = try? JSONSyntaxParser().parse(source) {
      open.append(Level(location: JSONPointer(), syntax: root, container: nil, isInChild: false))
    }
    var next = 0
    while next < open.count {
      let level = open[next]
      next += 1
      let first = level.syntax["StartAt"]?.stringValue
      for member in level.syntax["States"]?.members ?? [] {
        let place = level.location.appending("States").appending(member.key)
        entries.append(
          Entry(
            name: member.key, nameRange: member.keyRange, location: place, syntax: member.value,
            container: level.container, isFirst: first.map(member.key.hasSameUTF8) ?? false, isInChild: level.isInChild)
        )
        for field in Self.processors {
          guard let inner = member.value[field] else { continue }
          let isDistributed = inner["ProcessorConfig"]?["Mode"]?.stringValue == "DISTRIBUTED"
          open.append(
            Level(
              location: place.appending(field), syntax: inner, container: member.key,
              isInChild: level.isInChild || isDistributed))
        }
        for (index, branch) in (member.value[Self.branches]?.elements ?? []).enumerated() {
          open.append(
            Level(
              location: place.appending(Self.branches).appending(index), syntax: branch, container: member.key,
              isInChild: level.isInChild))
        }
      }
    }
    self.entries = entries
    indexes.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() where indexes[entry.name] == nil { indexes.set(entry.name, index) }
  }

  /// The top of the definition, a branch or an item processor.
  private struct Level {
    let location: JSONPointer
    let syntax: JSONSyntax
    let container: String?
    let isInChild: Bool
  }

  private static let processors = ["ItemProcessor", "Iterator"]
  private static let branches = "Branches"

  /// The state with a name, at any level.
  public subscript(name: String) -> Entry? { indexes[name].map { entries[$0] } }

  /// The line and column of a state's name.
  public func position(of name: String) -> SourcePosition? {
    self[name].map { source.position(of: $0.nameRange.start) }
  }
}

extension StateSources.Entry {
  /// The strings among the state's own fields that contain an expression, in the order of the text: the expression as
  /// `StateExpression.text` has it, and the range of the string.
  package var expressions: [(text: String, range: SourceRange)] {
    var found: [(text: String, range: SourceRange)] = []
    var open = (syntax.members ?? []).reversed().filter { !Self.nested.contains($0.key) }.map(\.value)
    while let node = open.popLast() {
      if let members = node.members {
        open += members.reversed().map(\.value)
      } else if let elements = node.elements {
        open += elements.reversed()
      } else if let text = node.stringValue.flatMap(StateExpression.inside) {
        found.append((text, node.range))
      }
    }
    return found
  }

  private static let nested: Set<String> = ["ItemProcessor", "Iterator", "Branches"]
}
