import OrderedJSON
import StatesLanguage

extension Execution {
  /// Wraps a value that a state has created or a worker has returned.
  ///
  /// - Parameters:
  ///   - bound: an upper bound of the value's depth; the value is measured if it is too large.
  ///   - isPart: whether the value is a part of another payload, which already holds it.
  mutating func payload(
    _ json: JSON, bound: Int, isPart: Bool = false, in b: Int
  ) throws(StateError) -> Payload {
    var bound = bound
    if bound > quotas.maximumDepth {
      bound = json.depth(upTo: quotas.maximumDepth + 1)
      if bound > quotas.maximumDepth { throw runtimeError(b, ErrorText.tooDeep(quotas.maximumDepth)) }
    }
    let payload = Payload(json, depthBound: bound, byteCount: quotas.byteCount(of: json, knowing: measuredParts))
    // A value beyond the payload quota is refused by that.
    if !isPart, quotas.maximumPayloadBytes.map({ payload.byteCount <= $0 }) ?? true,
      !hold(json, byteCount: payload.byteCount)
    {
      throw StateError(
        .terminal, name: ErrorName.runtime, cause: ErrorText.tooMuchMemory(quotas.maximumMemoryBytes))
    }
    return payload
  }

  /// Refuses a value that is larger than a payload may be.
  ///
  /// - Parameter what: the name in the message: a state's name, a function's ARN, a service.
  mutating func checkSize(of payload: Payload, from what: String, in b: Int) throws(StateError) {
    guard let limit = quotas.maximumPayloadBytes, payload.byteCount > limit else { return }
    throw StateError(.terminal, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(what))
  }

  /// An upper bound of the depth of everything that a state can access: its document, the context object, the
  /// variables.
  mutating func depthBound(of document: Payload, in b: Int) -> Int {
    // The context object contains the execution's input two levels down, and an item four levels down.
    let item = branches[b].item == nil ? 0 : branches[b].input.depthBound + 4
    return max(max(document.depthBound, input.depthBound + 2), max(variableDepthBound, max(item, 4)))
  }
}

extension ExecutionQuotas {
  /// The length of a child's input: up to the payload quota, or, if there is none, up to the memory limit for inputs.
  func inputByteCount(of json: JSON, knowing parts: MeasuredParts? = nil) -> Int {
    guard maximumPayloadBytes == nil else { return byteCount(of: json, knowing: parts) }
    let limit = max(maximumRunningInputBytes, 0)
    return Self.byteCount(of: json, upTo: limit, parts) ?? limit
  }

  /// The length of a value's compact text up to the payload quota: -1 if there is none, and at most one more than the
  /// quota, so that a value in which a part is repeated many times is not walked to its end.
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
