import OrderedJSON

/// The path from the top of a definition to the position of the walk; only converted to text if a diagnostic needs it.
struct Trail {
  /// One step down.
  enum Step {
    /// Into the member with that name.
    case name(String)
    /// Into the element at that index.
    case index(Int)
  }

  private var steps: [Step] = []

  mutating func push(_ step: Step) { steps.append(step) }
  mutating func pop() { steps.removeLast() }

  /// The location in the service's form: names after slashes, array indexes in brackets, `/` for the top.
  func location(_ further: Step...) -> String {
    var text = ""
    for step in steps { Self.append(step, to: &text) }
    for step in further { Self.append(step, to: &text) }
    return text.isEmpty ? "/" : text
  }

  private static func append(_ step: Step, to text: inout String) {
    switch step {
    case .name(let name):
      text += "/"
      text += name
    case .index(let index): text += "[\(index)]"
    }
  }
}

/// Where a problem is: the service's location, and the range to underline.
struct Place {
  /// In the service's form; `nil` if there is none.
  var location: String?
  /// The range to underline.
  var range: SourceRange
}
