/// The bit fields that answer `CC` and `CM`: 256 bits as hexadecimal digits, bit 0 last.
enum Capabilities {
    /// Communication commands this emulator knows: t CC CM G l r e i v m h H Z Y R.
    static let communication = text(ofBits: [1, 32, 33, 35, 36, 37, 38, 48, 49, 60, 96, 97, 98, 99, 101])

    /// MethodSCRIPT commands, as an EmStat4 answers. The meaning of the bits is not public; the emulator knows fewer.
    static let script = "000000000000000000000000000003FFFFBFE8FFFFFFFFFFFFFFFFFFFFBFFFFE"

    private static func text(ofBits bits: [Int]) -> String {
        var digits = [Int](repeating: 0, count: 64)
        for bit in bits { digits[63 - bit / 4] |= 1 << (bit % 4) }
        return digits.map { String($0, radix: 16, uppercase: true) }.joined()
    }
}
