import LanguageSupport
internal import OrderedJSON

extension NativeFunction {
  static let dateTimeFunctions: [NativeFunction] = [
    NativeFunction("now", "<s?s?:s>", arity: 2) { evaluator, arguments throws(JSONataError) in
      .string(
        try format(Double(evaluator.now), arguments.argument(0).string, arguments.argument(1).string, &evaluator))
    },
    NativeFunction("millis", "<:n>", arity: 0) { evaluator, _ throws(JSONataError) in
      .number(Double(evaluator.now))
    },
    NativeFunction("fromMillis", "<n-s?s?:s>", arity: 3) { evaluator, arguments throws(JSONataError) in
      guard let millis = arguments.argument(0).number else { return .undefined }
      return .string(try format(millis, arguments.argument(1).string, arguments.argument(2).string, &evaluator))
    },
    NativeFunction("toMillis", "<s-s?:n>", arity: 2) { evaluator, arguments throws(JSONataError) in
      guard let text = arguments.argument(0).string else { return .undefined }
      guard let picture = arguments.argument(1).string else {
        guard let moment = DateTimeText.ecmaScript.read(text) else {
          throw JSONataError(.notTimestamp, value: .string(text))
        }
        return .number(Double(moment.seconds) * 1_000 + Double(moment.nanoseconds / 1_000_000))
      }
      try evaluator.countPicture(picture)
      try evaluator.countWork(on: text)
      let analyzed = try evaluator.pictures.dateTime(picture)
      guard let millis = try analyzed.parse(text, now: evaluator.now, steps: &evaluator.patternSteps) else {
        if evaluator.patternSteps <= 0 { throw evaluator.tooLong() }
        return .undefined
      }
      return .number(millis)
    },
  ]

  private static let defaultPicture = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

  private static func format(_ millis: Double, _ picture: String?, _ zone: String?, _ evaluator: inout Evaluator)
    throws(JSONataError) -> String
  {
    guard millis.magnitude <= 8.64e15 else { throw JSONataError(.valueOutOfRange, value: .double(millis)) }
    if let picture { try evaluator.countPicture(picture) }
    let analyzed = try evaluator.pictures.dateTime(picture ?? defaultPicture)
    try evaluator.checkTextGrowth(analyzed.maximumBytes)
    return try analyzed.format(Int(clamping: millis), zone: ZoneOffset(zone))
  }
}
