import OrderedJSON
import StatesEngine

extension ExecutionTree.NodeID: WireForm {
  /// `[place, generation]`.
  var wireForm: JSON { [.integer(Int64(place)), .integer(Int64(generation))] }

  init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    self.init(place: try parts[0].integer(0...Int32.max), generation: try parts[1].integer())
  }
}

extension ExecutionTree.Address: WireForm where ID: WireForm {
  /// `[node, id]`.
  var wireForm: JSON { [node.wireForm, id.wireForm] }

  init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    self.init(node: try parts[0].value(), id: try parts[1].value())
  }
}
