import FoundationEssentials
import Glibc
import LabEmulation
import Testing

struct EmulatorStateTests {
    @Test func `the file is exact after publishing`() throws {
        let path = "/tmp/lab-emulation-\(getpid())-exact.json"
        defer { unlink(path) }
        let state = try EmulatorState(file: path)
        state.publish {
            $0.isCellOn = true
            $0.potential = -0.25
            $0.commands = 3
            $0.scripts = 2
            $0.pointsSent = 197
        }
        #expect(
            try text(of: path)
                == """
                {"cell":"on","potential_V":-0.25,"commands":3,"scripts":2,"points_sent":197,"faults":0}

                """)
        state.close()
    }

    @Test func `the file follows a note without further changes`() throws {
        let path = "/tmp/lab-emulation-\(getpid())-note.json"
        defer { unlink(path) }
        let state = try EmulatorState(file: path)
        state.note { $0.pointsSent = 5 }
        let deadline = ContinuousClock.now + .seconds(5)
        while try !text(of: path).contains("\"points_sent\":5,"), ContinuousClock.now < deadline { sched_yield() }
        #expect(try text(of: path).contains("\"points_sent\":5,"))
        state.close()
    }

    @Test func `a file that cannot be written is refused at once`() {
        #expect(throws: EmulatorError.self) { try EmulatorState(file: "/nowhere/state.json") }
    }

    private func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
