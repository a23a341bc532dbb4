import OrderedJSON
import StepFunctions

/// Requests to a new service, one after the other: the name of an operation, a space or an end of line, and the body.
/// `LAST_TOKEN` in a body is the token of the last task that was handed out, `NEXT_PAGE` that of the last page.
func fuzzService(_ bytes: [UInt8]) async throws(BrokenPromise) {
  var parts = Parts(bytes)
  let service = StepFunctionsService(seed: 1)
  var tokens: [(name: String, value: String)] = [("LAST_TOKEN", ""), ("NEXT_PAGE", "")]
  var count = 0
  while count < 50, let part = parts.next() {
    count += 1
    let isEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    let name = String(decoding: part.prefix { !isEnd($0) }, as: UTF8.self)
    var body = Array(part.drop { !isEnd($0) })
    for (name, value) in tokens { body.replace(Array(name.utf8), with: Array(value.utf8)) }
    let response = await answer(service, name, body)
    let json = (try? JSON(parsing: response.body))?.objectValue
    try promise(json != nil, "\(name) is answered with something else than an object")
    if let code = response.code {
      let known = StepFunctionsError.Code(rawValue: code)
      try promise(known != nil, "\(name) is refused with the unknown code \(code)")
      try promise(response.status == 400, "\(name) is refused with \(response.status) \(code)")
      try promise(json?["__type"] == .string(code), "\(name): the body does not say \(code)")
      try promise(json?["message"]?.stringValue?.isEmpty == false, "\(name): \(code) says nothing")
    } else {
      try promise(response.status == 200, "\(name) is answered with \(response.status)")
      try promise(StepFunctionsOperation(rawValue: name) != nil, "\(name) is answered and is not an operation")
    }
    if let token = json?["taskToken"]?.stringValue { tokens[0].value = token }
    if let token = json?["nextToken"]?.stringValue { tokens[1].value = token }
  }
  await service.shutDown()
}

/// The answer to a request; those that wait for something to happen wait a moment.
private func answer(_ service: StepFunctionsService, _ name: String, _ body: [UInt8]) async -> ServiceResponse {
  let request = Task { await service.respond(to: name, body: body) }
  if [StepFunctionsOperation.getActivityTask, .startSyncExecution].map(\.rawValue).contains(name) {
    for _ in 0..<100 { await Task.yield() }
    request.cancel()
  }
  return await request.value
}
