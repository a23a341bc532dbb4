import JSONata
import OrderedJSON
import Testing

/// The examples of the documentation, as written there.
@Suite struct DocumentationTests {
  @Test func theFirstExampleOfTheModulesPage() throws {
    let total = try JSONataExpression("$sum(lines.(price * quantity))")
    let order = try JSON(parsing: #"{"lines":[{"price":2,"quantity":3},{"price":5,"quantity":1}]}"#)
    #expect(try total.evaluate(order) == .value(11))
  }

  @Test func theServiceExampleOfTheModulesPage() throws {
    let text = "'Order ' & $states.input.id"
    let expression = try JSONataExpression(text, dialect: .service)
    var environment = JSONataEnvironment(now: 0, limits: .service)
    let states = JSONataBinding(name: "states", parts: ["input": ["id": "A-17"]])
    #expect(try expression.evaluate(nil, composed: states, environment: &environment) == .value("Order A-17"))
  }

  @Test func theExampleOfTheExpression() throws {
    let expression = try JSONataExpression("$sum(items.(price * quantity))")
    let order: JSON = ["items": [["price": 2, "quantity": 3], ["price": 5, "quantity": 1]]]
    #expect(try expression.evaluate(order) == .value(11))
  }

  @Test func theExampleOfTheBinding() throws {
    let order = JSONataBinding(name: "order", parts: ["id": "A-17", "items": [1, 2]])
    var environment = JSONataEnvironment(now: 0)
    let result = try JSONataExpression("$order.id").evaluate(nil, composed: order, environment: &environment)
    #expect(result == .value("A-17"))
  }
}
