import Foundation
import Testing

/// The program `lab-emulator`, as someone at a prompt sees it.
struct LabEmulatorTests {
    @Test func `it says ready, serves a new client after the old, and leaves no link behind`() async throws {
        let link = "/tmp/lab-emulator-\(getpid())", state = link + ".json"
        defer { unlink(state) }
        let words = ["emstat", "--cell", "resistor:10k", "--link", link, "--state", state, "--speed", "max"]
        let run = try ProgramRun("lab-emulator", words)
        let ready = try #require(await run.outputLine())
        #expect(ready.hasPrefix("ready pty:/dev/pts/"))
        for _ in 0..<2 {
            let client = open(link, O_RDWR | O_NOCTTY)
            try #require(client >= 0)
            #expect(write(client, "i\n", 2) == 2)
            var reply = [UInt8](repeating: 0, count: 64)
            let count = read(client, &reply, reply.count)
            #expect(String(decoding: reply.prefix(max(0, count)), as: UTF8.self) == "iSIMPICO0001\n")
            close(client)
        }
        #expect(await run.end() == 0)
        #expect(access(link, F_OK) != 0)
        #expect(
            try String(contentsOfFile: state, encoding: .utf8)
                == """
                {"cell":"off","potential_V":0.0,"commands":2,"scripts":0,"points_sent":0,"faults":0}

                """)
    }

    @Test(arguments: [
        (["nobody"], "No emulator is named 'nobody'; existing: emstat."),
        (["emstat", "--model", "x"], "Unknown model 'x' of emstat; possible models: pico, emstat4, emstat4-hr."),
        (["emstat", "--speed", "0"], "The speed '0' is neither a number from 0.001 to 1000000 nor max."),
        (
            ["emstat", "--cell", "glass"],
            "Unknown cell 'glass'; possible cells: resistor:10k, rc:100,20u, randles:100,1k,20u, redox."
        ),
        (["emstat", "--link", "/tmp"], "The link '/tmp' cannot be made"),
        (["emstat", "--state", "/nowhere/x"], "The state file '/nowhere/x' cannot be written"),
        (["emstat", "--fault", "smoke"], "Unknown fault 'smoke'; possible faults: garble, stall, mute, disconnect, "),
        (["emstat", "--fault", "garble@x"], "The fault 'garble@x' does not read KIND@POINT"),
        ([], "driver"),
    ])
    func `a mistake is one sentence that says what exists, and exit 2`(words: [String], sentence: String) async throws {
        let run = try ProgramRun("lab-emulator", words)
        #expect(await run.errors().contains(sentence))
        #expect(await run.exitCode() == 2)
    }
}
