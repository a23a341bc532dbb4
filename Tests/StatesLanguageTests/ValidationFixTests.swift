import OrderedJSON
import StatesLanguage
import Testing

/// Fixes: applied to the text, they fix the problem.
@Suite struct ValidationFixTests {
  @Test(arguments: [
    (pass(#""Rsult":1"#), pass(#""Result":1"#)),
    (one(#""Type":"Pss","End":true"#), one(#""Type":"Pass","End":true"#)),
    (one(#""Type":"pass","End":true"#), one(#""Type":"Pass","End":true"#)),
    (one(#""Type":"Pass""#), one(#""Type":"Pass","End": true"#)),
    (two(#""Type":"Pass","Next":"Z","End":true"#), two(#""Type":"Pass","Next":"Z""#)),
    (one(#""Type":"Pass","End":false"#), one(#""Type":"Pass","End":true"#)),
    (one(#""Type":"Fail","End":true"#), one(#""Type":"Fail""#)),
    (one(#""Type":"Fail","End":true,"Cause":"c""#), one(#""Type":"Fail","Cause":"c""#)),
    (
      #"{"StartAt":"Frist","States":{"First":{"Type":"Succeed"}}}"#,
      #"{"StartAt":"First","States":{"First":{"Type":"Succeed"}}}"#
    ),
    (
      #"{"Startat":"S","States":{"S":{"Type":"Succeed"}}}"#,
      #"{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#
    ),
    (
      choice(#""Variable":"$.a","StringEqual":"b","Next":"Z""#),
      choice(#""Variable":"$.a","StringEquals":"b","Next":"Z""#)
    ),
    (pass(#""Parameters":{"a.$":"States.UUId()"}"#), pass(#""Parameters":{"a.$":"States.UUID()"}"#)),
    (pass(#""Parameters":{"a.$":"b"}"#), pass(#""Parameters":{"a":"b"}"#)),
    (
      one(
        #""Type":"Task","Resource":"arn:aws:states:::sqs:sendMesage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":1,"End":true"#
      ),
      one(
        #""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":1,"End":true"#
      )
    ),
    (
      task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"full"}]"#),
      task(#""Retry":[{"ErrorEquals":["E"],"JitterStrategy":"FULL"}]"#)
    ),
    (passJSONata(#""QueryLanguage":"JSONPath""#), passJSONata("")),
    (pass(#""Output":1"#), pass("")),
    // Warnings.
    (pass(#""Parameters":{"a":"$.b"}"#), pass(#""Parameters":{"a.$":"$.b"}"#)),
    (one(#""Type":"Fail","Cause":"$.c""#), one(#""Type":"Fail","CausePath":"$.c""#)),
    (
      one(#""Type":"Map","Iterator":{\#(inner())},"End":true"#),
      one(#""Type":"Map","ItemProcessor":{\#(inner())},"End":true"#)
    ),
  ])
  func fixTheText(text: String, expected: String) throws {
    let source = SourceText(text)
    let found = Validator().validate(source).diagnostics
    let fixes = found.compactMap(\.fixes.first)
    #expect(!fixes.isEmpty)
    let (bytes, count) = source.applying(fixes)
    let fixed = String(decoding: bytes, as: UTF8.self)
    #expect(count == fixes.count)
    #expect(fixed == expected)
    #expect(problems(in: fixed).isEmpty)
  }

  @Test func keepTheFormatting() throws {
    let text = "{\n  \"StartAt\": \"S\",\n  \"States\": {\n    \"S\": {\n      \"Type\": \"Pass\"\n    }\n  }\n}"
    let source = SourceText(text)
    let fixes = Validator().validate(source).diagnostics.compactMap(\.fixes.first)
    let fixed = String(decoding: source.applying(fixes).bytes, as: UTF8.self)
    #expect(fixed == text.replacing("\"Pass\"", with: "\"Pass\",\n      \"End\": true"))
  }

  @Test func thatTouchEachOtherAreAppliedOneAtATime() {
    let source = SourceText("abc")
    let first = Diagnostic.Fix(summary: "", range: SourceRange(start: 0, end: 2), replacement: "x")
    let second = Diagnostic.Fix(summary: "", range: SourceRange(start: 1, end: 3), replacement: "y")
    let (bytes, count) = source.applying([second, first])
    #expect(String(decoding: bytes, as: UTF8.self) == "xc")
    #expect(count == 1)
  }

  @Test func saysWhatTheyDo() throws {
    let problem = try #require(problems(in: pass(#""Rsult":1"#)).first)
    #expect(problem.fixes.map(\.summary) == [#"rename "Rsult" to "Result""#, #"remove "Rsult""#])
  }
}

extension String {
  func replacing(_ part: String, with other: String) -> String {
    guard let range = range(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }

  private func range(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
