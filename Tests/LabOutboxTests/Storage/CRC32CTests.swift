import Testing

@testable import LabOutbox

struct CRC32CTests {
    private func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32C()
        bytes.withUnsafeBytes { crc.add($0) }
        return crc.value
    }

    @Test func `the checksum is that of RFC 3720`() {
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum(Array(0..<32)) == 0x46DD_794E)
        #expect(checksum([]) == 0)
    }

    @Test func `it is the same however the bytes are cut`() {
        let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        for cut in 0...bytes.count {
            var crc = CRC32C()
            bytes[..<cut].withUnsafeBytes { crc.add($0) }
            bytes[cut...].withUnsafeBytes { crc.add($0) }
            #expect(crc.value == checksum(bytes))
        }
    }

    @Test func `every flipped bit of a row is found, in its place too`() {
        let bytes = Array(#"{"type":"experiment_event"}"#.utf8)
        let sound = bytes.withUnsafeBytes { CRC32C.row(seq: 7, $0) }
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(flipped.withUnsafeBytes { CRC32C.row(seq: 7, $0) } != sound)
        }
        #expect(bytes.withUnsafeBytes { CRC32C.row(seq: 8, $0) } != sound)
    }
}
