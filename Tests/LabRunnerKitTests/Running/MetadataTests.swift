import Foundation
import LabValues
import Testing

@testable import LabRunnerKit

struct MetadataTests {
    @Test func `keys with a unit are read as quantities, the others as they are`() throws {
        let metadata = try Metadata(
            pairs: ["sample=A7 = left", "electrode_area=7.07mm2", "active_mass=2.5 mg", "temperature=25 °C"], file: nil)
        #expect(metadata.facts["sample"] == "A7 = left")
        #expect(metadata.facts["electrode_area"] == .string(try Area(userText: "7.07mm2").userText))
        #expect(metadata.facts["active_mass"] == "2.5 mg")
    }

    @Test(arguments: ["sample", "=x", "electrode_area=3V", "temperature=warm", "active_mass=3"])
    func `a remark that cannot be read names its key`(pair: String) {
        let fault = #expect(throws: CommandFault.self) { try Metadata(pairs: [pair], file: nil) }
        #expect(fault?.description.hasSuffix(".") == true)
    }

    @Test func `a file gives remarks, and the command line goes before it`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "meta-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try #"{"sample": "B2", "operator": "Ada", "run": 7}"#.write(toFile: file, atomically: true, encoding: .utf8)
        let metadata = try Metadata(pairs: ["sample=A7"], file: file)
        #expect(metadata.facts["sample"] == "A7")
        #expect(metadata.facts["operator"] == "Ada")
        #expect(metadata.facts["run"] == "7")
    }

    @Test(arguments: ["[1]", "{", #"{"a": {"b": 1}}"#])
    func `a file that is no list of remarks is refused`(text: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "meta-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let fault = #expect(throws: CommandFault.self) { try Metadata(pairs: [], file: file) }
        #expect(fault?.description.hasSuffix(".") == true)
        #expect(throws: CommandFault.self) { try Metadata(pairs: [], file: file + ".absent") }
    }
}
