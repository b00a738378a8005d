import Foundation
import Testing

@testable import LabRunnerKit

struct StateDirectoryTests {
    private let base = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString)").path

    @Test func `the option goes before the environment, and XDG before the home`() throws {
        let environment = ["XDG_STATE_HOME": "/x", "HOME": "/h"]
        #expect(try StateDirectory(option: "/s", environment: environment).path == "/s")
        #expect(try StateDirectory(option: nil, environment: environment).path == "/x/lab-runner")
        #expect(try StateDirectory(option: nil, environment: ["HOME": "/h"]).path == "/h/.local/state/lab-runner")
        #expect(throws: CommandFault.self) { try StateDirectory(option: nil, environment: [:]) }
    }

    @Test func `directories are made for this user only`() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        let armed = try StateDirectory(option: base, environment: [:]).directory("armed")
        for path in [base, armed] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
        }
    }

    @Test func `a link where a directory should be is refused`() throws {
        defer { try? FileManager.default.removeItem(atPath: base) }
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: base + "/armed", withDestinationPath: "/tmp")
        #expect(throws: CommandFault.self) { try StateDirectory(option: base, environment: [:]).directory("armed") }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a link that belongs to somebody else"))
    func `a link to the state directory is followed for its owner only`() throws {
        defer {
            for path in [base, base + ".link"] { try? FileManager.default.removeItem(atPath: path) }
        }
        try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: base + ".link", withDestinationPath: base)
        let state = try StateDirectory(option: base + ".link", environment: [:])
        #expect(try state.directory("armed") == base + ".link/armed")
        #expect(lchown(base + ".link", 65534, 65534) == 0)
        #expect(throws: CommandFault.self) { try state.directory("armed") }
    }
}
