import OrderedJSON
import StatesLanguage

/// Definitions for tests.
enum Machines {
  /// Compiles a definition that is known to be right.
  static func compile(_ definition: JSON) throws -> StateMachine {
    try StateMachine(parsing: definition.description)
  }
}
