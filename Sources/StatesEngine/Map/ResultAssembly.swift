import OrderedJSON

/// Combines the outcomes of a map run into one value.
enum ResultAssembly {
  /// The result that is not exported: outputs in order; a tolerated failure keeps its position.
  ///
  /// - Parameter transformation: `COMPACT`, or `FLATTEN` to splice arrays by one level.
  static func results(_ outcomes: some Sequence<ChildOutcome>, transformation: String) -> JSON {
    var result: [JSON] = []
    result.reserveCapacity(outcomes.underestimatedCount)
    for outcome in outcomes {
      let output = output(of: outcome)
      if transformation == "FLATTEN", case .array(let elements) = output {
        result.append(contentsOf: elements)
      } else {
        result.append(output)
      }
    }
    return .array(result)
  }

  private static func output(of outcome: ChildOutcome) -> JSON {
    switch outcome {
    case .succeeded(let output): return output
    case .failed(let error, let cause): return failure("FAILED", error, cause)
    case .timedOut: return failure("TIMED_OUT", ErrorName.timeout, nil)
    case .aborted: return failure("ABORTED", nil, nil)
    }
  }

  private static func failure(_ status: String, _ error: String?, _ cause: String?) -> JSON {
    var object: JSON.Object = ["Status": .string(status)]
    if let error { object["Error"] = .string(error) }
    if let cause { object["Cause"] = .string(cause) }
    return .object(object)
  }
}
