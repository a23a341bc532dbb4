import OrderedJSON
import StatesLanguage

extension Execution {
  /// Wraps a value that a state has built or a worker has given.
  ///
  /// - Parameters:
  ///   - bound: a number of levels that the value surely does not exceed; looked into when that is too many.
  ///   - isPart: whether the value is a part of another payload, which holds it already.
  mutating func payload(
    _ json: JSON, bound: Int, isPart: Bool = false, in b: Int
  ) throws(StateError) -> Payload {
    var bound = bound
    if bound > quotas.maximumDepth {
      bound = json.depth(upTo: quotas.maximumDepth + 1)
      if bound > quotas.maximumDepth { throw runtimeError(b, ErrorText.tooDeep(quotas.maximumDepth)) }
    }
    let payload = Payload(json, depthBound: bound, byteCount: quotas.byteCount(of: json, knowing: measuredParts))
    // What is beyond the quota of payloads is refused by that.
    if !isPart, quotas.maximumPayloadBytes.map({ payload.byteCount <= $0 }) ?? true,
      !hold(json, byteCount: payload.byteCount)
    {
      throw StateError(
        .terminal, name: ErrorName.runtime, cause: ErrorText.tooMuchMemory(quotas.maximumMemoryBytes))
    }
    return payload
  }

  /// Refuses what is longer than a payload may be.
  ///
  /// - Parameter what: what the text names: a state's name, a function's ARN, a service.
  mutating func checkSize(of payload: Payload, from what: String, in b: Int) throws(StateError) {
    guard let limit = quotas.maximumPayloadBytes, payload.byteCount > limit else { return }
    throw StateError(.terminal, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(what))
  }

  /// A number of levels that nothing a state can see exceeds: its document, the context object, the variables.
  mutating func depthBound(of document: Payload, in b: Int) -> Int {
    // The context object holds the execution's input two levels down, and an item four levels down.
    let item = branches[b].item == nil ? 0 : branches[b].input.depthBound + 4
    return max(max(document.depthBound, input.depthBound + 2), max(variableDepthBound, max(item, 4)))
  }
}

extension ExecutionQuotas {
  /// The length of a child's input: as far as the quota of payloads asks for it, or, where there is none, as far as the
  /// memory for inputs goes.
  func inputByteCount(of json: JSON, knowing parts: MeasuredParts? = nil) -> Int {
    guard maximumPayloadBytes == nil else { return byteCount(of: json, knowing: parts) }
    let limit = max(maximumRunningInputBytes, 0)
    return Self.byteCount(of: json, upTo: limit, parts) ?? limit
  }

  /// The length of a value's compact text as far as the quota of payloads asks for it: -1 where there is none, and no more
  /// than one beyond it, so that a value in which a part is repeated many times is not walked to its end.
  ///
  /// - Parameter parts: parts that need not be measured again.
  func byteCount(of json: JSON, knowing parts: MeasuredParts? = nil) -> Int {
    guard let limit = maximumPayloadBytes else { return -1 }
    return Self.byteCount(of: json, upTo: limit, parts) ?? (limit &+ 1)
  }

  private static func byteCount(of json: JSON, upTo limit: Int, _ parts: MeasuredParts?) -> Int? {
    guard let parts else { return json.compactByteCount(upTo: limit, maximumDepth: .max) }
    return json.compactByteCount(upTo: limit, knowing: parts)
  }
}
