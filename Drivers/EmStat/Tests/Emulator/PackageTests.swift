import FoundationEssentials
import Testing

@testable import EmStatEmulator

struct PackageTests {
    @Test(arguments: [
        (2.048e-3, "81F4000n"), (0.099994392, "DF5CB18n"), (-0.999943, "7F0BDF9u"), (99.999732, "DF5DFF4u"),
        (9885.956, "896D904m"), (200_000, "8030D40 "), (-3.0712e9, "7D12320k"), (0.50017, "807A1CAu"),
        (-16.799925e-12, "6FFA74Ba"), (0, "8000000 "), (-0.0, "8000000 "), (.nan, "     nan"), (.infinity, "     nan"),
        (1e-30, "8000000a"), (99_999_999e-18, "DF5E0FFa"), (1e-10, "80186A0f"), (1e300, "     nan"),
    ])
    func `a number takes the finest prefix below a hundred million`(value: Double, text: String) {
        #expect(PackageNumber.text(value) == text)
    }

    @Test func `an integer is marked and clipped to 28 bits`() {
        #expect(PackageNumber.text(integer: 1) == "8000001i")
        #expect(PackageNumber.text(integer: -1) == "7FFFFFFi")
        #expect(PackageNumber.text(integer: .max) == "FFFFFFFi")
        #expect(PackageNumber.text(integer: .min) == "0000000i")
    }

    @Test func `metadata stands behind measured values only`() {
        let measured = PackageField(
            type: "ba", value: .float(0), metadata: MeasurementMetadata(status: .underload, range: 24, noise: 0))
        #expect(measured.text(cutting: true) == "ba8000000 ,14,218,40")
        #expect(PackageField(type: "da", value: .float(0)).text(cutting: true) == "da8000000 ")
        #expect(MeasurementMetadata(status: [.overload, .timingError], range: 1).text == ",13,201")
    }

    @Test(.enabled(if: Self.captures != nil, "no folder ../shared/captures/methodscript: nothing to compare with"))
    func `every package of the captures is written as it was read`() throws {
        let root = try #require(Self.captures)
        var count = 0
        for package in try Self.packages(in: root) {
            let rewritten = "P" + package.dropFirst().split(separator: ";").map(Self.rewrite).joined(separator: ";")
            if package == "Pda8000800u;ba8000800u,10,20B" { continue }  // a figure in a manual, never on a wire
            #expect(rewritten == package)
            count += 1
        }
        #expect(count > 400)
    }

    /// Reads one field and writes it anew.
    private static func rewrite(_ field: Substring) -> String {
        let digits = field.dropFirst(2).prefix(8)
        let words = field.dropFirst(10).split(separator: ",")
        let powers: [Character: Double] = [
            "a": 1e18, "f": 1e15, "p": 1e12, "n": 1e9, "u": 1e6, "m": 1e3, " ": 1, "k": 1e-3, "M": 1e-6,
        ]
        var metadata: MeasurementMetadata?
        if let status = words.first(where: { $0.hasPrefix("1") }), let bits = UInt8(status.dropFirst(), radix: 16) {
            metadata = MeasurementMetadata(status: .init(rawValue: bits))
            metadata?.range = words.first { $0.hasPrefix("2") }.flatMap { UInt8($0.dropFirst(), radix: 16) }
            metadata?.noise = words.first { $0.hasPrefix("4") }.flatMap { UInt8($0.dropFirst(), radix: 16) }
        }
        let tail = metadata?.text ?? ""
        guard let mantissa = Int32(digits.dropLast(), radix: 16), let letter = digits.last else {
            return field.prefix(2) + PackageNumber.text(.nan) + tail
        }
        let integer = mantissa - 0x800_0000
        if letter == "i" { return field.prefix(2) + PackageNumber.text(integer: integer) + tail }
        return field.prefix(2) + PackageNumber.text(Double(integer) / (powers[letter] ?? .nan)) + tail
    }

    /// The folder of captures beside the package, when it is there.
    static let captures: String? = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { root.deleteLastPathComponent() }
        let folder = root.appending(path: "../shared/captures/methodscript").path
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    /// The data packages of every capture.
    static func packages(in root: String) throws -> [Substring] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".txt") }
        return try files.flatMap { try packages(in: root, file: $0) }
    }

    /// The data packages of one capture.
    static func packages(in root: String, file: String) throws -> [Substring] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")), as: UTF8.self)
        return text.split(separator: "\n").filter { $0.hasPrefix("P") }
    }
}
