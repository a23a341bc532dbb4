import OrderedJSON
import Testing

@Suite struct JSONDecodingTests {
  private struct Order: Decodable, Equatable {
    struct Line: Decodable, Equatable {
      var sku: String
      var quantity: Int
      var price: Double?
    }
    enum Status: String, Decodable { case open, closed }

    var id: UInt8
    var status: Status
    var lines: [Line]
    var tags: [String: Int]
    var note: String?
  }

  @Test func readsATypeOfOnesOwn() throws {
    let json = try JSON(
      parsing: """
        {"id": 7, "status": "open", "tags": {"b": 1, "a": 2}, "note": null, "unknown": [],
         "lines": [{"sku": "x", "quantity": 1, "price": 2}, {"sku": "y", "quantity": 3}]}
        """)
    #expect(
      try json.decode(Order.self)
        == Order(
          id: 7, status: .open,
          lines: [.init(sku: "x", quantity: 1, price: 2), .init(sku: "y", quantity: 3, price: nil)],
          tags: ["a": 2, "b": 1], note: nil))
  }

  @Test(arguments: [
    (#"{"status": "open", "lines": [], "tags": {}}"#, "the member \"id\" is missing"),
    (#"{"id": "7"}"#, "/id: expected an integer, found a string"),
    (#"{"id": null}"#, "/id: expected an integer, found null"),
    (#"{"id": 256}"#, "/id: the number 256 does not fit in UInt8"),
    (#"{"id": -1}"#, "/id: the number -1 does not fit in UInt8"),
    (#"{"id": 1.5}"#, "/id: the number 1.5 does not fit in UInt8"),
    (#"{"id": 1e400}"#, "/id: the number 1e400 does not fit in UInt8"),
    (#"{"id": 1, "status": "open", "lines": {}}"#, "/lines: expected an array, found an object"),
    (
      #"{"id": 1, "status": "open", "lines": [{"sku": "a", "quantity": 1}, {"sku": "a"}]}"#,
      "/lines/1: the member \"quantity\" is missing"
    ),
    (
      #"{"id": 1, "status": "open", "lines": [{"sku": "a", "quantity": true}]}"#,
      "/lines/0/quantity: expected an integer, found a boolean"
    ),
    (
      #"{"id": 1, "status": "open", "lines": [], "tags": {"a/b": []}}"#,
      "/tags/a~1b: expected an integer, found an array"
    ),
    ("[]", "expected an object, found an array"),
  ])
  func saysWhatDoesNotFitAndWhere(text: String, message: String) throws {
    let json = try JSON(parsing: text)
    let error = #expect(throws: JSONCodingError.self) { try json.decode(Order.self) }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      ("7", 7), ("7.0", 7), ("7e0", 7), ("70e-1", 7), ("-0", 0), ("9223372036854775807", .max),
      ("-9223372036854775808", .min),
    ] as [(String, Int64)])
  func readsIntegersHoweverTheyAreWritten(text: String, value: Int64) throws {
    #expect(try JSON(parsing: text).decode(Int64.self) == value)
  }

  @Test func readsIntegersToTheEndsOfTheirTypes() throws {
    #expect(try JSON(parsing: "18446744073709551615").decode(UInt64.self) == .max)
    #expect(throws: JSONCodingError.self) { try JSON(parsing: "18446744073709551616").decode(UInt64.self) }
    #expect(throws: JSONCodingError.self) { try JSON(parsing: "9223372036854775808").decode(Int64.self) }
    #expect(try JSON.integer(-128 as Int64).decode(Int8.self) == -128)
    #expect(throws: JSONCodingError.self) { try JSON.integer(128 as Int64).decode(Int8.self) }
    #expect(throws: JSONCodingError.self) { try JSON.double(.nan).decode(Int.self) }
    #expect(throws: JSONCodingError.self) { try JSON.double(.infinity).decode(Int32.self) }
    #expect(try JSON.double(3e9).decode(UInt32.self) == 3_000_000_000)
    #expect(try ([1, 2, 3] as JSON).decode([UInt16].self) == [1, 2, 3])
  }

  @Test func readsFloatingPointFromAnyNumber() throws {
    #expect(
      try JSON(parsing: "[1, 1.5, 1e3, 12345678901234567168]").decode([Double].self) == [
        1, 1.5, 1000, 12345678901234567168,
      ])
    #expect(try JSON(parsing: "0.1").decode(Float.self) == 0.1)
    #expect(throws: JSONCodingError.self) { try JSON(parsing: "1e400").decode(Double.self) }
    #expect(throws: JSONCodingError.self) { try JSON(parsing: "1e39").decode(Float.self) }
    #expect(throws: JSONCodingError.self) { try JSON(parsing: #""1""#).decode(Double.self) }
  }

  @Test func readsOptionalsAndNulls() throws {
    #expect(try JSON.null.decode(Int?.self) == nil)
    #expect(try JSON(parsing: "[1, null]").decode([Int?].self) == [1, nil])
    #expect(throws: JSONCodingError.self) { try JSON(parsing: "[1, null]").decode([Int].self) }
    #expect(throws: JSONCodingError.self) { try JSON.null.decode(Bool.self) }
  }

  @Test func keepsItsOwnTypesAsTheyAre() throws {
    struct Loose: Decodable {
      var value: JSON
      var number: JSONNumber
      var object: JSON.Object
      var missing: JSON?
    }
    let json = try JSON(parsing: #"{"value": [1.50, {"b": 1, "a": -0}], "number": 1E400, "object": {"z": 1, "y": 2}}"#)
    let loose = try json.decode(Loose.self)
    #expect(loose.value.description == #"[1.50,{"b":1,"a":-0}]"#)
    #expect(loose.number.description == "1E400")
    #expect(loose.object.keys == ["z", "y"])
    #expect(loose.missing == nil)
    #expect(throws: JSONCodingError.self) { try JSON("text").decode(JSONNumber.self) }
  }

  @Test func readsContainersByHand() throws {
    struct ByHand: Decodable, Equatable {
      enum Key: String, CodingKey { case outer, list, parent = "super" }
      var inner: [String] = []
      var parent: Int

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        #expect(container.allKeys.map(\.rawValue) == ["outer", "list", "super"])
        let outer = try container.nestedContainer(keyedBy: Key.self, forKey: .outer)
        inner.append(try outer.decode(String.self, forKey: .list))
        var list = try container.nestedUnkeyedContainer(forKey: .list)
        #expect(list.count == 3)
        var first = try list.nestedUnkeyedContainer()
        inner.append(try first.decode(String.self))
        #expect(first.isAtEnd)
        #expect(try list.nestedContainer(keyedBy: Key.self).contains(.outer))
        #expect(try list.decodeNil())
        #expect(list.isAtEnd)
        #expect(throws: DecodingError.self) { try list.decode(Int.self) }
        parent = try Int(from: try container.superDecoder())
        #expect(try container.superDecoder(forKey: .list).codingPath.map(\.stringValue) == ["list"])
      }
    }
    let json = try JSON(parsing: #"{"outer": {"list": "a"}, "list": [["b"], {"outer": 1}, null], "super": 9}"#)
    let value = try json.decode(ByHand.self)
    #expect(value.inner == ["a", "b"])
    #expect(value.parent == 9)
  }

  @Test func staysAtAnElementThatDoesNotFit() throws {
    struct Either: Decodable {
      var texts: [String] = []
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd {
          if let text = try? list.decode(String.self) {
            texts.append(text)
          } else {
            texts.append(String(try list.decode(Int.self)))
          }
        }
      }
    }
    #expect(try JSON(parsing: #"["a", 1, "b"]"#).decode(Either.self).texts == ["a", "1", "b"])
  }

  @Test func passesOnErrorsOfTheTypeItself() {
    struct Refusal: Error {}
    struct Picky: Decodable {
      init(from decoder: any Decoder) throws { throw Refusal() }
    }
    #expect(throws: Refusal.self) { try ([1] as JSON).decode([Picky].self) }
  }

  @Test func boundsTheDepth() throws {
    indirect enum Nest: Decodable {
      case leaf
      case inner(Nest)
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        self = list.isAtEnd ? .leaf : .inner(try list.decode(Nest.self))
      }
    }
    func nested(_ depth: Int) -> JSON { (1..<depth).reduce(JSON.array([])) { inner, _ in .array([inner]) } }
    _ = try nested(1_000).decode(Nest.self)
    let error = #expect(throws: JSONCodingError.self) { try nested(1_010).decode(Nest.self) }
    #expect(error?.message == "the value is nested more deeply than 1000 levels")
  }
}
