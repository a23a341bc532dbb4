import StatesSQL
import Testing

@Suite struct PackedBytesTests {
  @Test(arguments: [[], [[]], [[1]], [[1, 2], [], [3]], [Array(repeating: 7, count: 70_000), [1]]] as [[[UInt8]]])
  func givesBackWhatWasPacked(parts: [[UInt8]]) {
    #expect(PackedBytes.unpack(PackedBytes.pack(parts)) == parts)
  }

  @Test(arguments: [[1], [1, 0, 0], [1, 0, 0, 0], [2, 0, 0, 0, 9], [255, 255, 255, 255, 1]] as [[UInt8]])
  func refusesWhatIsNotWhole(bytes: [UInt8]) { #expect(PackedBytes.unpack(bytes) == nil) }
}
