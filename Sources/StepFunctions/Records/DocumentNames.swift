import StatesEngine
import StatesLanguage
import StatesRuntime

// Where documents stand in lists: the strings that they are ordered by.
extension ServiceScope {
  /// Of a state machine or an activity: by name.
  func order(ofName name: String) -> String { listPrefix + name }

  /// What the order of the versions, aliases and revisions of a state machine begins with.
  static func prefix(of machineARN: String) -> String { machineARN + ":" }

  /// Of a version: by number.
  static func order(ofVersion number: Int, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(Int64(number))
  }

  /// Of an alias: by creation.
  static func order(ofAliasCreated date: Timestamp, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(date.milliseconds)
  }

  /// Of a revision: by number.
  static func order(ofRevision number: Int, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(Int64(number))
  }

  /// A number as a string that is ordered like it.
  private static func padded(_ number: Int64) -> String {
    let digits = String(max(number, 0))
    return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits
  }

  // MARK: Positions of pages

  // Tokens have a maximum length, and names may be long: they hold no more of a position than tells it.

  /// The position of a state machine or an activity.
  func cursor(ofName name: String, _ resource: (String) -> ARN.Resource) -> DocumentCursor {
    DocumentCursor(order: order(ofName: name), name: arn(resource(name)).description)
  }

  /// The position of a version.
  static func cursor(ofVersion number: String, of machineARN: String) -> DocumentCursor? {
    Int(number).map { DocumentCursor(order: order(ofVersion: $0, of: machineARN), name: "\(machineARN):\($0)") }
  }

  /// The position of an alias.
  static func cursor(ofAlias name: String, created milliseconds: String, of machineARN: String) -> DocumentCursor? {
    Int64(milliseconds).map {
      DocumentCursor(
        order: order(ofAliasCreated: Timestamp(milliseconds: $0), of: machineARN), name: "\(machineARN):\(name)")
    }
  }
}
