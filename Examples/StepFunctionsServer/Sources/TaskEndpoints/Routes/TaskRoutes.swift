import OrderedJSON
import StatesEngine
import StatesLanguage

/// What a file of routes says: which tasks are done by which URL or program.
///
/// ```json
/// {"routes": [
///   {"function": "price", "url": "http://localhost:9000/price", "timeoutSeconds": 30},
///   {"activity": "approve", "command": ["./approve.py", "--quick"], "environment": {"LEVEL": "2"}},
///   {"resource": "arn:aws:states:::sqs:*", "url": "http://localhost:9000/queue", "headers": {"X-Key": "1"}}
/// ]}
/// ```
///
/// The first route that matches does the task. The file is read strictly: what it does not know is an error that says
/// where.
public struct TaskRoutes: Sendable {
  var routes: [TaskRoute] = []

  /// No routes.
  public init() {}

  /// The number of routes.
  public var count: Int { routes.count }

  /// Reads a file of routes. Paths in it that are relative are taken from its folder.
  ///
  /// - Throws: ``SettingsError``, with the position in the file.
  public init(contentsOf path: String) throws(SettingsError) {
    try self.init(parsing: try SettingsFile.read(path), source: path, folder: SettingsFile.folder(of: path))
  }

  /// Reads the text of a file of routes.
  ///
  /// - Parameters:
  ///   - text: the file's bytes.
  ///   - source: what errors call it.
  ///   - folder: the folder from which relative paths are taken.
  /// - Throws: ``SettingsError``, with the position in the text.
  public init(parsing text: [UInt8], source: String = "routes", folder: String) throws(SettingsError) {
    let file = try SettingsValue(parsing: text, source: source)
    let members = try file.members(allowed: ["routes"])
    guard let list = members["routes"] else { throw file.error("has no 'routes'") }
    for value in try list.elements() { routes.append(try TaskRoute(value, folder: folder)) }
  }

  /// The route that does a task, if there is one.
  func route(for task: TaskRequest) -> TaskRoute? {
    if routes.isEmpty { return nil }
    let function = FunctionCall.function(of: task)
    return routes.first { $0.match.matches(task, function: function) }
  }
}

/// One entry of a file of routes.
struct TaskRoute: Sendable {
  /// Which tasks it does.
  enum Match: Sendable {
    /// Those of a resource.
    case resource(String)
    /// Those of the resources that begin with this.
    case resources(prefix: String)
    /// Those of a Lambda function, however it is invoked.
    case function(LambdaFunction)
    /// Those of an activity, by its name or its ARN.
    case activity(String)

    /// Whether it does a task, which invokes `function` if it invokes one.
    func matches(_ task: TaskRequest, function: LambdaFunction?) -> Bool {
      switch self {
      case .resource(let arn): return arn == task.resource.arn
      case .resources(let prefix): return task.resource.arn.utf8.starts(with: prefix.utf8)
      case .function(let wanted):
        guard let function, wanted.name == function.name else { return false }
        // A bare name stands for every version and alias in every account; anything more must be the same.
        return wanted.arn == wanted.name || wanted.arn == function.arn
      case .activity(let wanted):
        guard case .activity(let arn) = task.resource else { return false }
        return arn == wanted || arn.utf8.suffix(wanted.utf8.count + 10).elementsEqual(":activity:\(wanted)".utf8)
      }
    }
  }

  /// What does the task.
  enum Target: Sendable {
    case url(HTTPRoute)
    case command(CommandRoute)
  }

  let match: Match
  let target: Target
  /// How long one attempt may take, if the file says so.
  let timeout: Duration?

  init(_ value: SettingsValue, folder: String) throws(SettingsError) {
    let members = try value.members(allowed: [
      "resource", "function", "activity", "url", "headers", "command", "environment", "workingDirectory",
      "timeoutSeconds",
    ])
    match = try Self.match(value, members)
    timeout = try members["timeoutSeconds"].map { (seconds) throws(SettingsError) in try seconds.seconds() }
    switch (members["url"], members["command"]) {
    case (let url?, nil):
      for name in ["environment", "workingDirectory"] {
        if let other = members[name] { throw other.error("belongs to a 'command', not to a 'url'") }
      }
      target = .url(try HTTPRoute(url: url, headers: members["headers"]))
    case (nil, let command?):
      if let other = members["headers"] { throw other.error("belongs to a 'url', not to a 'command'") }
      target = .command(
        try CommandRoute(
          command, environment: members["environment"], workingDirectory: members["workingDirectory"], folder: folder))
    case (nil, nil): throw value.error("has neither a 'url' nor a 'command'")
    case (_?, _?): throw value.error("has both a 'url' and a 'command'")
    }
  }

  private static func match(_ value: SettingsValue, _ members: [String: SettingsValue]) throws(SettingsError) -> Match {
    let given = ["resource", "function", "activity"].filter { members[$0] != nil }
    guard given.count == 1, let name = given.first, let wanted = members[name] else {
      throw value.error("must have one of 'resource', 'function' and 'activity'")
    }
    let text = try wanted.string()
    switch name {
    case "function": return .function(LambdaFunction(text))
    case "activity": return .activity(text)
    default: break
    }
    guard let star = text.utf8.firstIndex(of: UInt8(ascii: "*")) else { return .resource(text) }
    guard text.utf8.index(after: star) == text.utf8.endIndex else {
      throw wanted.error("has a '*' that is not at its end")
    }
    return .resources(prefix: String(text.dropLast()))
  }
}
