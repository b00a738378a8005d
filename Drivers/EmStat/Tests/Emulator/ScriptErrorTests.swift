import LabEmulation
import Testing

@testable import EmStatEmulator

struct ScriptErrorTests {
    @Test(arguments: [
        ("unknown_command", "e!4001: Line 1, Col 16"),
        ("wait 2.565", "e!4004: Line 1, Col 8"),
        ("wait 1\nset_e 10m5", "e!4004: Line 2, Col 11"),
        ("wait 99999999999", "e!4037: Line 1, Col 16"),
        ("var x\nstore_var x 2147483648i ja", "e!4037: Line 2, Col 24"),
        ("store_var x 0 ba", "e!420B: Line 1, Col 12"),
        ("var x\nvar x", "e!4026: Line 2, Col 6"),
        ("wait 1 2", "e!420A: Line 1, Col 9"),
        ("var x\nstore_var x 0 zz", "e!0002: Line 2, Col 17"),
        ("pck_add", "e!401B: Line 1, Col 8"),
        ("pck_start\npck_start", "e!401B: Line 2, Col 10"),
        ("pck_end", "e!401B: Line 1, Col 8"),
        ("loop 1i == 1i", "e!4018: Line 1, Col 14"),
        ("endloop", "e!400D: Line 1, Col 8"),
        ("if 1i == 1i\nendloop", "e!400D: Line 2, Col 8"),
        ("breakloop", "e!400C: Line 1, Col 10"),
        ("cell_on\nmeas_loop_eis a b c d e f g h", "e!001B: Line 2, Col 14"),
        ("var p\nvar c\nmeas_loop_ca p c 0 1 1\nendloop", "e!4027: Line 3, Col 13"),
        (
            "var p\nvar c\ncell_on\nmeas_loop_ca p c 0 1 1\nmeas_loop_ca p c 0 1 1\nendloop\nendloop",
            "e!400B: Line 5, Col 13"
        ),
        ("var p\nvar c\ncell_on\nmeas_loop_ca p c 0 1 1\nset_e 0\nendloop", "e!4032: Line 5, Col 6"),
        ("var p\nvar c\ncell_on\nmeas_loop_cv p c 0 1 0 1m 1 nonsense(2i)\nendloop", "e!4008: Line 4, Col 37"),
        ("send_string \"open", "e!4004: Line 1, Col 18"),
        ("on_finished", "e!4004: Line 1, Col 12"),
        ("if 1i == 1i\non_finished:\nendif", "e!400D: Line 2, Col 12"),
        (String(repeating: "loop 1i == 1i\n", count: 40) + "wait 1", "e!4005: Line 33, Col 5"),
    ])
    func `a bad script is rejected with its place`(script: String, reply: String) throws {
        let device = try EmulatedDevice()
        device.run(script)
        #expect(device.line() == reply)
        #expect(device.state.snapshot.scripts == 0)
    }

    @Test(
        arguments: [
            ("set_e 2.1", nil), ("set_e 2100m", "!000F: Line 1"), ("set_e -1300m", "!000F: Line 1"),
            ("set_range_minmax da -1 1500m", "!000F: Line 1"), ("set_pgstat_mode 6", "!0021: Line 1"),
            ("var x\nstore_var x 1 ba\ndiv_var x 0", "!0028: Line 3"),
            ("var x\nstore_var x 1i ja\nadd_var x 1", "!4207: Line 3"),
            ("var x\nstore_var x 2147483647i ja\nadd_var x 1i", "!4037: Line 3"),
            ("wait -1", "!0007: Line 1"),
            ("var p\ncell_on\nmeas_loop_ocp p 1 1\nendloop", "!0014: Line 3"),
            ("var p\nvar c\ncell_on\nmeas_loop_cv p c 0 1 0 100u 1\nendloop", "!001C: Line 4"),
            ("var p\nvar c\ncell_on\nmeas_loop_cv p c -1 1500m 0 10m 1\nendloop", "!000F: Line 4"),
            ("var p\nvar c\nif 1i == 2i\ncell_on\nendif\nmeas_loop_ca p c 0 1 1\nendloop", "!4027: Line 6"),
        ] as [(String, String?)])
    func `a run-time error ends the script without an empty line`(script: String, error: String?) throws {
        let device = try EmulatedDevice()
        device.run(script)
        guard let error else {
            #expect(device.line() == "e!4004: Line 1, Col 9")
            return
        }
        #expect(device.output() == ["e", error])
        #expect(device.line(within: .milliseconds(1)) == nil)
    }

    @Test func `a run-time error skips on_finished and leaves the cell on`() throws {
        let device = try EmulatedDevice()
        device.run("set_e 250m\ncell_on\nset_e 5\non_finished:\ncell_off\nsend_string \"off\"")
        #expect(device.output() == ["e", "!000F: Line 3"])
        #expect(device.state.snapshot.isCellOn)
        #expect(abs(device.state.snapshot.potential - 0.25) < 3e-4)
        device.listenAgain()
        device.run("cell_off")
        #expect(device.output() == ["e", ""])
        #expect(!device.state.snapshot.isCellOn)
    }

    @Test func `a package without end is refused`() throws {
        let device = try EmulatedDevice()
        device.run("var x\npck_start\nloop 1i == 1i\npck_add x\nendloop\npck_end")
        #expect(device.output() == ["e", "L", "!401C: Line 4"])
    }

    @Test(arguments: 0..<8)
    func `a script damaged anywhere is accepted or refused with a place inside it`(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let good = Array(Script.cyclic("0 50m -50m 10m 1 nscans(2i)").utf8)
        let letters = Array("0123456789-imukpE(). abcx#\"\n\u{e9}".utf8)
        for _ in 0..<500 {
            var script = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: script.indices, using: &random)
                script[place] = letters.randomElement(using: &random) ?? 0
            }
            let lines = script.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
            do throws(ScriptLoadError) {
                _ = try ScriptParser.program(in: lines)
            } catch {
                try #require((1...lines.count).contains(error.line))
                #expect((1...lines[error.line - 1].count + 2).contains(error.column))
            }
        }
    }

    @Test func `an empty line inside a script ends it`() throws {
        let device = try EmulatedDevice()
        device.run("send_string \"one\"\n\nsend_string \"two\"")
        #expect(device.output() == ["e", "Tone", ""])
        #expect(device.line() == "s!0003")
    }
}

/// A small random generator whose failures can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
