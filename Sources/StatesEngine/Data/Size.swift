import OrderedJSON
import StatesLanguage

extension Execution {
  /// Wraps a value that a state has built or a worker has given.
  ///
  /// - Parameter bound: a number of levels that the value surely does not exceed; looked into when that is too many.
  mutating func payload(_ json: JSON, bound: Int, in b: Int) throws(StateError) -> Payload {
    var bound = bound
    if bound > quotas.maximumDepth {
      bound = json.depth(upTo: quotas.maximumDepth + 1)
      if bound > quotas.maximumDepth { throw runtimeError(b, ErrorText.tooDeep(quotas.maximumDepth)) }
    }
    return Payload(json, depthBound: bound, byteCount: quotas.maximumPayloadBytes == nil ? -1 : json.compactByteCount)
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
