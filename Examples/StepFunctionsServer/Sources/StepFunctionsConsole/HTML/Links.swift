import WebText

/// An address inside the console.
struct Link: Sendable, Hashable {
  let text: String

  fileprivate init(_ text: some StringProtocol) { self.text = String(text) }

  /// The page that it stands on.
  static let here = Link("")

  /// The address with a further parameter.
  func with(_ name: StaticString, _ value: String?) -> Link {
    guard let value else { return self }
    let parameter = (text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "\(name)=\(PercentEncoding.encode(value))"
    guard let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return Link(text + parameter) }
    return Link(text[..<hash] + parameter + text[hash...])
  }

  /// The address of what a page's script adds to it, instead of a page of its own.
  var asPart: Link { with("part", "1") }

  /// The address of an element of the page.
  func at(_ id: StaticString) -> Link { Link("\(text)#\(id)") }
}

/// The addresses of the console's pages, wherever it is mounted.
struct Links: Sendable {
  /// The path that it is mounted at, without the last slash.
  let base: String

  init(path: String) {
    let parts = path.split(separator: "/").map { PercentEncoding.encode($0) }
    base = parts.map { "/" + $0 }.joined()
  }

  func page(_ page: ConsolePath) -> Link { Link(base + "/" + page.rawValue) }

  /// The page of a resource.
  func page(_ page: ConsolePath, _ arn: String) -> Link { self.page(page).with("arn", arn) }

  /// A file that never changes under its address.
  func asset(_ asset: Asset) -> Link { Link(base + "/" + asset.path.rawValue).with("v", asset.version) }
}

/// The paths of the console.
enum ConsolePath: String, CaseIterable, Sendable {
  case machines = ""
  case machinesLive = "console/machines"
  case newMachine = "console/new"
  case checkDefinition = "console/check"
  case machine = "console/machine"
  case machineDefinition = "console/machine/definition"
  case machineLive = "console/machine/live"
  case start = "console/machine/start"
  case execution = "console/execution"
  case executionLive = "console/execution/live"
  case executionEvents = "console/execution/events"
  case executionTrack = "console/execution/track"
  case executionState = "console/execution/state"
  case executionPayload = "console/execution/payload"
  case executionHistory = "console/execution/history"
  case stop = "console/execution/stop"
  case redrive = "console/execution/redrive"
  case mapRun = "console/map-run"
  case mapRunLive = "console/map-run/live"
  case activities = "console/activities"
  case tasks = "console/tasks"
  case sendSuccess = "console/tasks/success"
  case sendFailure = "console/tasks/failure"
  case changes = "console/changes"
  case style = "console/console.css"
  case script = "console/console.js"
  case icon = "console/icon.svg"
}
