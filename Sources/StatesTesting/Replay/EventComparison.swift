public import OrderedJSON
import StatesLanguage

/// A part of an event that came out otherwise.
public struct ReplayedValue: Sendable, Hashable {
  /// The member of the event's details, such as `output` or `resource`.
  public var field: String
  /// Where in the member's value, if that is JSON; empty for the whole.
  public var pointer: JSONPointer
  /// What was recorded, or `nil` if nothing was.
  public var recorded: JSON?
  /// What came out, or `nil` if nothing did.
  public var replayed: JSON?

  /// The field and the pointer: `parameters/order/id`.
  public var path: String { field + pointer.description }
}

/// Compares the details of a recorded event with those of a replayed one.
struct EventComparison {
  /// Which values may differ, as paths into the value of a member.
  struct Allowances: Sendable {
    /// Paths from the beginning of a member's value.
    var paths: [String: [[String]]] = [:]
    /// Paths from anywhere in it: a state's result can be put anywhere into its output.
    var anywhere: [String: [[String]]] = [:]

    func allows(_ field: String, _ tokens: [String]) -> Bool {
      if paths[field]?.contains(where: { tokens.starts(with: $0) }) == true { return true }
      return anywhere[field]?.contains { path in
        path.isEmpty || tokens.indices.contains { tokens[$0...].starts(with: path) }
      } == true
    }
  }

  /// How many differences of one event are listed.
  private static let most = 20

  /// Whether texts are compared letter by letter.
  let comparesText: Bool
  /// What else is accepted of a value that is not an array or an object.
  let accepts: (@Sendable (_ recorded: JSON, _ replayed: JSON) -> Bool)?
  /// What may differ.
  var allowances = Allowances()
  /// `Label` of the Map state, if it has one.
  var label: String?

  /// The differences, at most some.
  private(set) var differences: [ReplayedValue] = []
  /// The values that may differ and did.
  private(set) var taken: [ReplayedValue] = []

  init(comparesText: Bool = false, accepts: (@Sendable (JSON, JSON) -> Bool)? = nil) {
    self.comparesText = comparesText
    self.accepts = accepts
  }

  /// Compares all members of the details of a history event.
  ///
  /// - Parameter hasNoData: whether the history was recorded without inputs and outputs.
  mutating func compare(_ recorded: RecordedEvent, _ replayed: JSON.Object, hasNoData: Bool) {
    for member in replayed.members {
      let name = member.key
      // What says whether a value was cut off is not a part of it.
      if name.hasSuffix("Details") { continue }
      let isData = Self.dataNames.contains(name)
      if isData, hasNoData || recorded.isHidden(name) { continue }
      compare(name, recorded.details[name], member.value, isData: isData)
    }
    for member in recorded.details.members where replayed[member.key] == nil {
      guard Self.knownNames.contains(member.key) else { continue }
      compare(member.key, member.value, nil, isData: false)
    }
  }

  /// The members that hold JSON text.
  private static let dataNames: Set<String> = ["input", "output", "parameters", "assignedVariables"]
  /// The members that this package writes; what the service may add later is not judged.
  private static let knownNames: Set<String> = [
    "name", "state", "input", "output", "parameters", "assignedVariables", "resource", "resourceType", "region",
    "timeoutInSeconds", "heartbeatInSeconds", "taskCredentials", "roleArn", "workerName", "error", "cause", "length",
    "index", "mapRunArn", "redriveCount", "location",
  ]

  private mutating func compare(_ name: String, _ recorded: JSON?, _ replayed: JSON?, isData: Bool) {
    switch (name, recorded, replayed) {
    case ("mapRunArn", .string(let recorded)?, .string(let replayed)?): compareMapRuns(recorded, replayed)
    case ("assignedVariables", .object(let recorded)?, .object(let replayed)?):
      for member in replayed.members { compareTexts(name, [member.key], recorded[member.key], member.value) }
      for member in recorded.members where replayed[member.key] == nil {
        differ(name, [member.key], member.value, nil)
      }
    case (_, let recorded?, let replayed?) where isData: compareTexts(name, [], recorded, replayed)
    case ("cause", let recorded?, let replayed?):
      if recorded != replayed { compareTexts(name, [], recorded, replayed) }
    case (_, let recorded, let replayed): compareValues(name, [], recorded, replayed)
    }
  }

  /// Compares two JSON texts, as JSON unless they are to be compared letter by letter.
  private mutating func compareTexts(_ name: String, _ tokens: [String], _ recorded: JSON?, _ replayed: JSON?) {
    guard let before = recorded?.stringValue, let after = replayed?.stringValue, !comparesText,
      let left = try? JSON(parsing: before), let right = try? JSON(parsing: after)
    else { return compareValues(name, tokens, recorded, replayed) }
    compareValues(name, tokens, left, right)
  }

  /// Compares two values part by part.
  mutating func compareValues(_ name: String, _ tokens: [String], _ recorded: JSON?, _ replayed: JSON?) {
    var open: [(tokens: [String], recorded: JSON?, replayed: JSON?)] = [(tokens, recorded, replayed)]
    while let (tokens, recorded, replayed) = open.popLast(), differences.count < Self.most {
      if recorded == replayed { continue }
      switch (recorded, replayed) {
      case (.object(let left)?, .object(let right)?):
        for member in right.members.reversed() where left[member.key] == nil {
          open.append((tokens + [member.key], nil, member.value))
        }
        for member in left.members.reversed() {
          open.append((tokens + [member.key], member.value, right[member.key]))
        }
      case (.array(let left)?, .array(let right)?):
        for index in (0..<max(left.count, right.count)).reversed() {
          open.append(
            (
              tokens + [String(index)], index < left.count ? left[index] : nil,
              index < right.count ? right[index] : nil
            ))
        }
      default: differ(name, tokens, recorded, replayed)
      }
    }
  }

  /// The part before the run's own identifier is the state machine, which a history need not tell, and the label, which
  /// is random where the definition has none.
  private mutating func compareMapRuns(_ recorded: String, _ replayed: String) {
    guard let label, let arn = ARN(recorded), let before = arn.machine?.label, before != label else { return }
    differ("mapRunArn", [], .string(recorded), .string(replayed))
  }

  private mutating func differ(_ name: String, _ tokens: [String], _ recorded: JSON?, _ replayed: JSON?) {
    if let recorded, let replayed, accepts?(recorded, replayed) == true { return }
    if allowances.allows(name, tokens) { return take(name, tokens, recorded, replayed) }
    differences.append(
      ReplayedValue(field: name, pointer: JSONPointer(tokens: tokens), recorded: recorded, replayed: replayed))
  }

  private mutating func take(_ name: String, _ tokens: [String], _ recorded: JSON?, _ replayed: JSON?) {
    taken.append(
      ReplayedValue(field: name, pointer: JSONPointer(tokens: tokens), recorded: recorded, replayed: replayed))
  }
}
