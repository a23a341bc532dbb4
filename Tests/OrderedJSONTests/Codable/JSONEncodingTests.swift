import OrderedJSON
import Testing

@Suite struct JSONEncodingTests {
  private struct Order: Encodable {
    enum Status: String, Encodable { case open }
    struct Line: Encodable {
      var sku: String
      var quantity: Int
      var price: Double?
    }

    var id: UInt64
    var status: Status
    var lines: [Line]
    var note: String?
  }

  @Test func writesATypeOfOnesOwnInTheOrderOfItsMembers() throws {
    let order = Order(
      id: .max, status: .open,
      lines: [.init(sku: "x", quantity: -1, price: 2.5), .init(sku: "y", quantity: 3, price: nil)], note: nil)
    #expect(
      try JSON(encoding: order).description
        == #"{"id":18446744073709551615,"status":"open","lines":[{"sku":"x","quantity":-1,"price":2.5},{"sku":"y","quantity":3}]}"#
    )
  }

  @Test func writesScalars() throws {
    #expect(try JSON(encoding: 5).description == "5")
    #expect(try JSON(encoding: 5.0).description == "5")
    #expect(try JSON(encoding: Float(0.1)).description == "0.1")
    #expect(try JSON(encoding: true).description == "true")
    #expect(try JSON(encoding: "a").description == "\"a\"")
    #expect(try JSON(encoding: Int8.min).description == "-128")
    #expect(try JSON(encoding: Int?.none).description == "null")
    #expect(try JSON(encoding: [Int?.none, 1]).description == "[null,1]")
    #expect(try JSON(encoding: [1: "a"]).description == #"{"1":"a"}"#)
  }

  @Test func keepsItsOwnTypesAsTheyAre() throws {
    struct Loose: Encodable {
      var value: JSON
      var number: JSONNumber
      var object: JSON.Object
    }
    let loose = Loose(
      value: try JSON(parsing: "[1.50]"), number: .literal("1E400"), object: ["z": 1, "y": nil])
    #expect(try JSON(encoding: loose).description == #"{"value":[1.50],"number":1E400,"object":{"z":1,"y":null}}"#)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesNumbersThatAreNotFinite(value: Double) {
    let error = #expect(throws: JSONCodingError.self) { try JSON(encoding: ["a": [1, value]]) }
    #expect(error?.description == "/a/1: \(value) has no JSON form")
    #expect(throws: JSONCodingError.self) { try JSON(encoding: Float(value)) }
  }

  @Test func writesContainersByHand() throws {
    struct ByHand: Encodable {
      enum Key: String, CodingKey { case a, b, c, again }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        var later = container.nestedUnkeyedContainer(forKey: .a)
        try container.encode(1, forKey: .again)
        var deep = container.nestedContainer(keyedBy: Key.self, forKey: .b)
        try later.encode("x")
        var inner = later.nestedContainer(keyedBy: Key.self)
        try later.encodeNil()
        try inner.encode(true, forKey: .c)
        try deep.encodeNil(forKey: .c)
        #expect(later.count == 3)
        try container.encode(2, forKey: .again)
        try 7.encode(to: container.superEncoder())
        try 8.encode(to: container.superEncoder(forKey: .c))
        try 9.encode(to: later.superEncoder())
        // The same container again.
        var same = container.nestedContainer(keyedBy: Key.self, forKey: .b)
        try same.encode("y", forKey: .a)
      }
    }
    #expect(
      try JSON(encoding: ByHand()).description
        == #"{"a":["x",{"c":true},null,9],"again":2,"b":{"c":null,"a":"y"},"super":7,"c":8}"#)
  }

  @Test func writesAValueOverAContainer() throws {
    struct Twice: Encodable {
      enum Key: String, CodingKey { case a }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        var list = container.nestedUnkeyedContainer(forKey: .a)
        try list.encode(1)
        try container.encode(2, forKey: .a)
      }
    }
    #expect(try JSON(encoding: Twice()).description == #"{"a":2}"#)
  }

  @Test func refusesContainersOfTwoKinds() {
    struct Undecided: Encodable {
      enum Key: String, CodingKey { case a }
      func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(1)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(1, forKey: .a)
      }
    }
    let error = #expect(throws: JSONCodingError.self) { try JSON(encoding: ["x": Undecided()]) }
    #expect(error?.description == "/x: the type asked for containers of different kinds")
  }

  @Test func takesNothingForAnEmptyObjectExceptAtTheTop() throws {
    struct Silent: Encodable {
      func encode(to encoder: any Encoder) throws {}
    }
    #expect(try JSON(encoding: [Silent()]).description == "[{}]")
    #expect(throws: JSONCodingError.self) { try JSON(encoding: Silent()) }
  }

  @Test(arguments: [
    "null", "true", "-7", "1.50", "1E400", #""te\nxt""#, "[]", #"{"b":[1,{"a":null}],"a":{}}"#,
  ])
  func comesBackAsItWas(text: String) throws {
    let json = try JSON(parsing: text)
    #expect(try JSON(encoding: json).decode(JSON.self).description == text)
    #expect(try JSON(encoding: ["x": json])["x"]?.description == text)
  }
}
