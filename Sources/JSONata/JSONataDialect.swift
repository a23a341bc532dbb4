/// The version of JSONata in which an expression is written.
public enum JSONataDialect: Sendable, Hashable {
  /// The language of the JavaScript reference, 2.2.2.
  case reference
  /// The language as AWS Step Functions evaluates it in states: the grammar of 2.0.6 (`??` and `?:` are refused), no
  /// `$eval`, and the added functions `$partition`, `$range`, `$hash`, `$random(seed)`, `$uuid` and `$parse`.
  case service
}
