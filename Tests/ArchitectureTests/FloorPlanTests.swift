import Testing

struct FloorPlanTests {
    @Test(arguments: FloorPlan.rows)
    func `a row names lower floors only`(row: Row) {
        for other in FloorPlan.rows where row.modules.contains(other.target) {
            #expect(other.floor < row.floor, "\(row.target) may not import \(other.target): not a lower floor")
        }
    }

    @Test(arguments: [
        ("LabEngine", "import LabEmulation"),
        ("LabEngine", "import EmStatDriver"),
        ("LabEngine", "import LabKafka"),
        ("LabEngine", "import ArgumentParser"),
        ("LabTransport", "import LabPublishing"),
        ("LabInstruments", "import LabEmulation"),
        ("LabValues", "public import LabTransport"),
        ("EmStatDriver", "import EmStatEmulator"),
        ("EmStatDriver", "@testable import LabEngine"),
        ("EmStatEmulator", "import LabInstruments"),
        ("BuiltInPrograms", "import Foundation"),
        ("LabRunnerKit", "import LabTesting"),
        ("LabRunnerKit", "import Testing"),
        ("LabPrograms", "import struct ArgumentParser.Option"),
        ("LabInstruments", "internal import CSerialPort"),
        ("LabTransport", "public import CSerialPort"),
        ("LabTransport", "@_exported import CSerialPort"),
    ])
    func `a forbidden import is complained about`(target: String, source: String) throws {
        let row = try #require(FloorPlan.rows.first { $0.target == target })
        let complaints = row.complaints(about: SwiftImport.all(in: "\n" + source), in: "File.swift")
        #expect(complaints.count == 1)
        #expect(complaints.first?.hasPrefix("File.swift:2: \(target) ") == true)
    }

    @Test(arguments: [
        ("LabEngine", "import LabTransport"),
        ("LabTransport", "internal import CSerialPort"),
        ("LabTransport", "import CSerialPort"),
        ("LabInstruments", "@_exported public import LabValues"),
        ("LabTesting", "public import Testing"),
        ("BuiltInPrograms", "import LabPrograms"),
    ])
    func `an allowed import is not`(target: String, source: String) throws {
        let row = try #require(FloorPlan.rows.first { $0.target == target })
        #expect(row.complaints(about: SwiftImport.all(in: source), in: "File.swift").isEmpty)
    }
}
