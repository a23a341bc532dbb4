import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct ReferencePathTests {
  @Test(
    arguments: [
      ("$", []), ("$.store.book", [.name("store"), .name("book")]), ("$.store\\.book", [.name("store.book")]),
      ("$.\\stor\\e.boo\\k", [.name("store"), .name("book")]), ("$.foo.\\.bar", [.name("foo"), .name(".bar")]),
      ("$.foo\\@bar.baz\\[\\[.\\?pretty", [.name("foo@bar"), .name("baz[["), .name("?pretty")]),
      ("$.&Ж中.\\uD800\\uDF46", [.name("&Ж中"), .name("\u{10346}")]),
      ("$.ledgers[0][22].foo", [.name("ledgers"), .index(0), .index(22), .name("foo")]),
      ("$['store'][0]['book']", [.name("store"), .index(0), .name("book")]), ("$[\"a b\"]", [.name("a b")]),
      ("$$.a", [.name("a")]), ("$v.a", [.name("a")]),
    ] as [(String, [ReferencePath.Step])])
  func reads(text: String, steps: [ReferencePath.Step]) throws { #expect(try ReferencePath(text).steps == steps) }

  @Test(arguments: [
    "", "a", "$.", "$..a", "$.a[*]", "$.*", "$.a[-1]", "$.a[0,1]", "$.a[0:1]", "$.a[?(@.b)]", "$.a.length()", "$.a@b",
    "$['a','b']",
    "$[", "$['a'", "$.a b", "$.a]", "$.a\\", "$[99999999999]",
  ])
  func refuses(text: String) {
    #expect(throws: PathSyntaxError.self) { try ReferencePath(text) }
  }

  // MARK: Reading

  @Test(
    arguments: [
      ("$.a", "{\"b\":[1]}"), ("$.a.b[0]", "1"), ("$", "{\"a\":{\"b\":[1]}}"), ("$.x", nil), ("$.a.b[1]", nil),
      ("$.a[0]", nil),
      ("$.a.b.c", nil),
    ] as [(String, String?)])
  func findsValues(path: String, value: String?) throws {
    let found = try ReferencePath(path).value(in: Scope(input: json(#"{"a":{"b":[1]}}"#)))
    #expect(found?.description == value)
  }

  @Test(arguments: [
    ("$.items", #"Unable to apply step "items" to input {"a":{}}"#),
    ("$.a.b.c", #"Unable to apply step "b" to input {"a":{}}"#),
    ("$.a[0]", #"Unable to apply step "0" to input {"a":{}}"#), ("$v.x", "The variable '$v' has not been assigned"),
  ])
  func namesTheFirstMissingStep(path: String, message: String) throws {
    let path = try ReferencePath(path)
    do {
      _ = try path.evaluate(in: Scope(input: ["a": [:]]))
      Issue.record("nothing thrown")
    } catch {
      #expect(error.message == message)
    }
  }

  // MARK: Writing

  @Test(arguments: [
    ("$", #"{"a":1}"#, "7"),
    ("$", "null", "7"),
    ("$.b", #"{"a":1}"#, #"{"a":1,"b":7}"#),
    ("$.a", #"{"a":1,"b":2}"#, #"{"a":7,"b":2}"#),
    ("$.x.y.z", #"{"a":1}"#, #"{"a":1,"x":{"y":{"z":7}}}"#),
    ("$.a.c", #"{"a":{"b":1}}"#, #"{"a":{"b":1,"c":7}}"#),
    ("$.a[1]", #"{"a":[1,2]}"#, #"{"a":[1,7]}"#),
    ("$.a[0].b", #"{"a":[{}]}"#, #"{"a":[{"b":7}]}"#),
    ("$[0]", "[1]", "[7]"),
    ("$['a.b']", "{}", #"{"a.b":7}"#),
  ])
  func puts(path: String, document: String, result: String) throws {
    #expect(try ReferencePath(path).setting(7, in: json(document)).description == result)
  }

  @Test(arguments: [
    ("$.x", #""input1""#, #"Unable to apply ReferencePath $.x to input "input1""#),
    ("$.x", "[1]", "Unable to apply ReferencePath $.x to input [1]"),
    ("$.x", "null", "Unable to apply ReferencePath $.x to input null"),
    ("$.a.b", #"{"a":1}"#, #"Unable to apply step "a" to input {"a":1}"#),
    ("$.a.b.c", #"{"a":{"b":"t"}}"#, #"Unable to apply step "b" to input {"a":{"b":"t"}}"#),
    ("$.a[2]", #"{"a":[1]}"#, #"Unable to apply step "2" to input {"a":[1]}"#),
    ("$.a[0]", #"{"a":{}}"#, #"Unable to apply step "0" to input {"a":{}}"#),
    ("$.x[0]", "{}", #"Unable to apply step "0" to input {}"#),
  ])
  func refusesToPut(path: String, document: String, message: String) throws {
    let path = try ReferencePath(path)
    do {
      _ = try path.setting(7, in: json(document))
      Issue.record("nothing thrown")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func leavesTheDocumentAlone() throws {
    let document: JSON = ["a": ["b": 1]]
    _ = try ReferencePath("$.a.b").setting(2, in: document)
    #expect(document == ["a": ["b": 1]])
  }
}
