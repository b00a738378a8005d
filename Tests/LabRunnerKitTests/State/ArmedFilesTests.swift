import Foundation
import LabInstruments
import LabValues
import Testing

@testable import LabRunnerKit

/// The notes of what is open.
final class ArmedFilesTests {
    private let base = FileManager.default.temporaryDirectory.appending(path: "lab-armed-\(UUID().uuidString)")
    private let files: ArmedFiles

    init() throws { files = try ArmedFiles(in: StateDirectory(option: base.path, environment: [:])) }

    deinit { try? FileManager.default.removeItem(at: base) }  // a directory that is gone is as good

    private func plant(_ content: some Sequence<UInt8>, _ name: String) throws {
        try Data(content).write(to: base.appending(path: "armed/\(name)"))
    }

    @Test func `a note is found again, and gone when it is removed`() throws {
        let open = try ArmedInstrument.toy()
        try files.write(open)
        #expect(files.all().instruments == [open])
        files.remove(open.role, in: open.experiment)
        #expect(files.all().instruments.isEmpty && files.all().troubles.isEmpty)
    }

    @Test func `every role has a note of its own`() throws {
        let roles = ["cell", "zelle-ü", "zelle-ä", "zelle-", "a_b", "a_5fb", "ячейка"]
        for role in roles {
            var open = try ArmedInstrument.toy()
            open.role = InstrumentRole(rawValue: role)
            try files.write(open)
        }
        #expect(Set(files.all().instruments.map(\.role.rawValue)) == Set(roles))
        files.remove(InstrumentRole(rawValue: "zelle-ü"), in: try ExperimentID("trial"))
        #expect(files.all().instruments.count == roles.count - 1)
    }

    @Test func `a note that cannot be written leaves the one before it whole`() throws {
        var open = try ArmedInstrument.toy()
        try files.write(open)
        let draft = base.appending(path: "armed/trial.cell.json.new")
        try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: false)
        open.process = 1
        #expect(throws: CommandFault.self) { try self.files.write(open) }
        #expect(files.all().instruments.map(\.process) == [4711])
    }

    @Test func `notes that cannot be looked for are not none`() throws {
        try FileManager.default.removeItem(at: base.appending(path: "armed"))
        #expect(files.all().troubles.count == 1)
    }

    @Test func `what is no note is told and does no harm`() throws {
        try files.write(try .toy())
        try plant("".utf8, "empty.json")
        try plant("{\"format\":9}".utf8, "later.json")
        try plant([0xFF, 0x00, 0x7B], "noise.json")
        try plant(Data(count: 100_000), "large.json")
        try plant(String(repeating: "[", count: 5000).utf8, "deep.json")
        try plant("not looked at".utf8, "remark.txt")
        let planted = base.appending(path: "armed/link.json").path
        try FileManager.default.createSymbolicLink(atPath: planted, withDestinationPath: "/etc/passwd")
        try FileManager.default.createDirectory(
            at: base.appending(path: "armed/directory.json"), withIntermediateDirectories: false)
        let found = files.all()
        #expect(found.instruments.count == 1)
        #expect(found.troubles.count == 7, "\(found.troubles)")
    }
}
