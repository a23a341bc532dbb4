import LanguageSupport
import JSONPath
import OrderedJSON

/// Answers evaluation requests: JSON Lines from standard input, one line of output per request, in order, each written
/// immediately.
///
///     {"id","language":"jsonpath"|"intrinsic","expression":"…","input":<json>,"inputText":"…","context":<json>,"bindings":{…}}
///     {"id","language":"json","inputBase64":"…"}
///     → {"id","result":<json>} | {"id","ok":true} | {"id","error":{"code":"…","message":"…","position":n}}
///
/// An answer that would be too long to write is an error with the code `ResultTooLong`.
///
/// - Parameter evaluateOther: answers requests in other languages with the members after `id`.
/// - Throws: if standard input cannot be read.
func evaluateBatch(evaluateOther: (_ language: String, _ request: JSON) -> JSON.Object) throws(FileProblem) {
  var lines = LineReader(0, name: "standard input")
  while let line = try lines.next() {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
    write(answer(to: line, evaluateOther))
  }
}

private func answer(to line: [UInt8], _ evaluateOther: (String, JSON) -> JSON.Object) -> JSON {
  let request: JSON
  do throws(JSONParseError) {
    request = try JSONParser(maximumDepth: 10_000).parse(line)
  } catch {
    return .object(["error": failure("BadRequest", error.description)])
  }
  var answer: JSON.Object = ["id": request["id"] ?? .null]
  let body: JSON.Object =
    switch request["language"]?.stringValue ?? "" {
    case "json": parseOnly(request)
    case "jsonpath": evaluatePath(request)
    case "intrinsic": evaluateIntrinsic(request)
    case let language: evaluateOther(language, request)
    }
  for member in body.members { answer[member.key] = member.value }
  return .object(answer)
}

/// The `error` member of an answer.
func failure(_ code: String, _ message: String, position: Int? = nil) -> JSON {
  var error: JSON.Object = ["code": .string(code), "message": .string(message)]
  if let position { error["position"] = .integer(position) }
  return .object(error)
}

// MARK: Languages

private func parseOnly(_ request: JSON) -> JSON.Object {
  guard let bytes = Base64.decode(request["inputBase64"]?.stringValue ?? "", .strict) else {
    return ["error": failure("BadRequest", "inputBase64 is not Base64")]
  }
  do throws(JSONParseError) {
    _ = try JSONParser(maximumDepth: 1_000).parse(bytes)
    return ["ok": true]
  } catch {
    return ["error": failure("InvalidJSON", error.message, position: error.offset)]
  }
}

private func evaluatePath(_ request: JSON) -> JSON.Object {
  do throws(PathSyntaxError) {
    let path = try PathExpression(request["expression"]?.stringValue ?? "")
    guard path.root != .context || request["context"] != nil else {
      return ["error": failure("PathNotFound", "there is no context object")]
    }
    let scope: Scope
    do throws(JSONParseError) {
      scope = try makeScope(request)
    } catch {
      return ["error": failure("InvalidJSON", error.message, position: error.offset)]
    }
    do throws(PathError) {
      return ["result": try path.evaluate(in: scope)]
    } catch {
      return ["error": failure("PathNotFound", error.message)]
    }
  } catch {
    return ["error": failure("InvalidPath", error.message, position: error.offset)]
  }
}

private func evaluateIntrinsic(_ request: JSON) -> JSON.Object {
  do throws(IntrinsicSyntaxError) {
    let call = try IntrinsicExpression(request["expression"]?.stringValue ?? "")
    let scope: Scope
    do throws(JSONParseError) {
      scope = try makeScope(request)
    } catch {
      return ["error": failure("InvalidJSON", error.message, position: error.offset)]
    }
    var random = SystemRandomNumberGenerator()
    do throws(IntrinsicError) {
      return ["result": try call.evaluate(in: scope, random: &random)]
    } catch {
      return ["error": failure("States.Runtime", error.message)]
    }
  } catch {
    return ["error": failure("InvalidIntrinsic", error.message, position: error.offset)]
  }
}

private func makeScope(_ request: JSON) throws(JSONParseError) -> Scope {
  var input = request["input"] ?? .object(JSON.Object())
  if let text = request["inputText"]?.stringValue { input = try JSON(parsing: text) }
  return Scope(
    input: input, context: request["context"] ?? .object(JSON.Object()),
    variables: request["bindings"]?.objectValue ?? JSON.Object())
}

private func write(_ answer: JSON) {
  if Output.value(answer, .compact) { return }
  let error = failure("ResultTooLong", "the answer has more than \(Output.maximumValueBytes) bytes")
  if Output.value(.object(["id": answer["id"] ?? .null, "error": error]), .compact) { return }
  _ = Output.value(.object(["error": error]), .compact)
}
