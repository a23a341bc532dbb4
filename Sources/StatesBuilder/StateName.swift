/// The name of a state as a value, so that a misspelt one does not compile.
///
/// An enumeration is the shortest way to declare the names of a machine; see ``StateNaming``.
public struct StateName: StateNaming, Hashable, CustomStringConvertible {
  /// The name, as the definition has it.
  public let description: String

  /// Creates a name.
  public init(_ text: String) { description = text }

  /// Whether both names have the same bytes: the language does not care how characters are composed.
  public static func == (left: StateName, right: StateName) -> Bool {
    left.description.utf8.elementsEqual(right.description.utf8)
  }

  /// Hashes the bytes of the name.
  public func hash(into hasher: inout Hasher) {
    for byte in description.utf8 { hasher.combine(byte) }
    hasher.combine(UInt8.max)
  }

  /// The name itself.
  public var stateName: StateName { self }
}

/// Whatever names a state: a ``StateName``, a case of an enumeration of names, or a state itself.
///
/// ```swift
/// enum Step: String, StateNaming {
///   case charge = "Charge the card"
///   case ship = "Ship"
/// }
///
/// let charge = Pass(Step.charge).next(Step.ship)
/// ```
///
/// Names can be used before their states are defined, and in loops.
public protocol StateNaming: Sendable {
  /// The name of the state.
  var stateName: StateName { get }
}

extension StateNaming where Self: RawRepresentable, RawValue == String {
  /// The raw value.
  public var stateName: StateName { StateName(rawValue) }
}
