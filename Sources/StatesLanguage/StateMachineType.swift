/// How the service runs a state machine.
public enum StateMachineType: String, Sendable, Hashable, CaseIterable {
  /// Durable, exactly once, up to a year.
  case standard = "STANDARD"
  /// At least or at most once, up to five minutes, without history.
  case express = "EXPRESS"
}

/// The language of paths and expressions in a state.
public enum QueryLanguage: String, Sendable, Hashable, CaseIterable {
  /// Paths, payload templates, intrinsic functions.
  case jsonPath = "JSONPath"
  /// JSONata expressions in `{% %}`.
  case jsonata = "JSONata"
}
