import LabEmulation
import Testing

struct ScriptTests {
    @Test(arguments: [
        ("send_string \"Hello world!\"", ["THello world!"]),
        ("# a comment\n  send_string \"#\" # more", ["T#"]),
        ("var x\npck_start\npck_add x\npck_end", ["Paa8000000 "]),
        ("var x\nstore_var x 1i ja\npck_start\npck_add x\npck_end", ["Pja8000001i"]),
        ("var x\nstore_var x 0xFFi ja\nsub_var x 0b11\npck_start\npck_add x\npck_end", ["Pja80000FCi"]),
        ("var x\nstore_var x 500m da\nmul_var x -2\npck_start\npck_add x\npck_end", ["Pda7F0BDC0u"]),
        (
            "var x\nvar y\nstore_var x 3 ba\ncopy_var x y\ndiv_var y 2\npck_start\npck_add x\npck_add y\npck_end",
            ["Pba82DC6C0u;ba816E360u"]
        ),
        (
            "var x\nstore_var x 0i ja\nloop x < 3i\nadd_var x 1i\nsend_string \".\"\nendloop",
            ["L", "T.", "T.", "T.", "+"]
        ),
        (
            "var x\nstore_var x 0i ja\nloop 1i == 1i\nadd_var x 1i\nif x >= 2i\nbreakloop\nendif\nendloop\npck_start\n"
                + "pck_add x\npck_end", ["L", "+", "Pja8000002i"]
        ),
        ("if 1i == 2i\nsend_string \"a\"\nelseif 6i & 2i\nsend_string \"b\"\nelse\nsend_string \"c\"\nendif", ["Tb"]),
        ("if 1 > 2\nsend_string \"a\"\nelse\nsend_string \"c\"\nendif", ["Tc"]),
        ("abort\nsend_string \"no\"\non_finished:\nsend_string \"yes\"", ["Tyes"]),
        ("send_string \"a\"\non_finished:\nsend_string \"b\"", ["Ta", "Tb"]),
        ("var x\ntimer_start\nwait 250m\ntimer_get x\npck_start\npck_add x\npck_end", ["Peb803D090u"]),
        (
            "var x\nset_int 100m\ntimer_start\nwait 30m\nawait_int\nawait_int\ntimer_get x\npck_start\npck_add x\npck_end",
            ["Peb8030D40u"]
        ),
        ("array a 10i\nvar x\nmeas 100m x ba\npck_start\npck_add x\npck_end", ["Pba8000000 ,14,20B"]),
        ("var p\nvar c\ncell_on\nmeas_loop_ca p c 0 1 3\nendloop", ["M0007", "*"]),
        ("var p\nvar c\ncell_on\nmeas_loop_ca p c 0 1 3\nbreakloop\nendloop\nsend_string \"b\"", ["M0007", "*", "Tb"]),
        ("var p\nvar c\ncell_on\nmeas_loop_ca p c 0 1 3\nabort\nendloop\nsend_string \"b\"", ["M0007", "*"]),
        ("wait 0x10", []), ("", []),
    ])
    func `a script does what it says`(script: String, output: [String]) throws {
        let device = try EmulatedDevice()
        if script.isEmpty { device.send("e", "") } else { device.run(script) }
        #expect(device.output() == ["e"] + output + [""])
    }

    @Test func `the cell switch is seen at once from outside`() throws {
        let device = try EmulatedDevice()
        device.run("set_e 100m\ncell_on")
        #expect(device.output() == ["e", ""])
        #expect(device.state.snapshot.isCellOn)
        device.run("set_pgstat_mode 0")
        #expect(device.output() == ["e", ""])
        #expect(!device.state.snapshot.isCellOn)
    }

    @Test func `an unknown model is refused with what exists`() throws {
        #expect(throws: EmulatorError.unknownModel("x", of: "emstat", existing: ["pico", "emstat4", "emstat4-hr"])) {
            try EmulatedDevice("x")
        }
    }
}
