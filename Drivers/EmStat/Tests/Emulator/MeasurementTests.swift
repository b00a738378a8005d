import LabEmulation
import Testing

struct MeasurementTests {
    @Test func `a Pico CV of 0 +0.5 -0.5 0 in 10 mV has 197 points, as captured`() throws {
        let device = try EmulatedDevice()
        device.run(Script.cyclic("0 500m -500m 10m 100m"))
        let output = device.output()
        #expect(output.prefix(2) == ["e", "M0005"])
        #expect(output.suffix(2) == ["*", ""])
        let points = output.filter { $0.hasPrefix("P") }
        #expect(points.count == 197 && device.state.snapshot.pointsSent == 197)
        #expect(points[0].hasPrefix("Pda8000000 ;") && points[196].hasPrefix("Pda8000000 ;"))
        #expect(points[1].hasPrefix("Pda89BC152n;"))
        #expect(points[49].hasPrefix("Pda807A1CAu;"))
        #expect(!device.state.snapshot.isCellOn)
    }

    @Test(
        .enabled(if: PackageTests.captures != nil, "no folder ../shared/captures/methodscript: nothing to compare with")
    )
    func `the potentials of a captured Pico CV come out byte for byte`() throws {
        let root = try #require(PackageTests.captures)
        let captured = try PackageTests.packages(in: root, file: "pico_raw/ms_plot_cv_20220711-161926.txt")
        let device = try EmulatedDevice(cell: "resistor:1000G")
        device.run(Script.cyclic("0 500m -500m 10m 100m"))
        let points = device.output().filter { $0.hasPrefix("P") }
        #expect(captured.count == 197)
        #expect(points.map { $0.prefix(11) } == captured.map { $0.prefix(11) })
    }

    @Test func `an EmStat4 CV of 0 -1 1 0 in 250 mV is the captured one, byte for byte`() throws {
        let device = try EmulatedDevice("emstat4")
        device.run(Script.cyclic("0 -1 1 250m 1", adding: "pck_add p"))
        #expect(
            device.output()
                == """
                e|M0005|Pda8000000 |Pda7FC2F76u|Pda7F85EEBu|Pda7F48E61u|Pda7F0BDD7u|Pda7F48E61u|Pda7F85EEBu|\
                Pda7FC2F76u|Pda8000000 |Pda803D08Au|Pda807A115u|Pda80B719Fu|Pda80F4229u|Pda80B719Fu|Pda807A115u|\
                Pda803D08Au|Pda8000000 |*|
                """.split(separator: "|", omittingEmptySubsequences: false).map(String.init))
    }

    @Test(arguments: ["0 500m -300m 10m 1", "500m -300m 500m 5m 1", "0 505m -505m 10m 1", "100m -7m 33m 3m 1"])
    func `scans repeat neither the beginning nor drift`(path: String) throws {
        let device = try EmulatedDevice()
        device.run(Script.cyclic(path + " nscans(3i)"))
        let output = device.output()
        let scans = output.split { $0.hasPrefix("C") }.dropFirst().map { $0.filter { $0.hasPrefix("Pda") } }
        #expect(output.filter { $0.hasPrefix("C") || $0 == "-" } == ["C0000", "-", "C0001", "-", "C0002", "-"])
        #expect(scans.count == 3)
        #expect(scans[0].count == scans[1].count + 1 && scans[1].count == scans[2].count)
        let potentials = scans.map { $0.map { $0.prefix(11) } }
        #expect(potentials[0].dropFirst() == potentials[1][...] && potentials[1] == potentials[2])
    }

    @Test func `a linear sweep ends where its last step lands`() throws {
        let device = try EmulatedDevice()
        device.run(Script.measurement("meas_loop_lsv p c -500m 500m 50m 1", mode: 3))
        let points = device.output().filter { $0.hasPrefix("P") }
        #expect(points.count == 21)
        #expect(points[0].hasPrefix("Pda7F85F3Fu;"))
        #expect(points[1].hasPrefix("Pda7F9234Bu;"))
    }

    @Test(arguments: [("100m 1", 10), ("100m 300m", 3), ("300m 1", 3), ("2 1", 0), ("1m 1", 1000)])
    func `a chronoamperometry has floor(run/interval) points`(times: String, count: Int) throws {
        let device = try EmulatedDevice()
        device.run(Script.measurement("meas_loop_ca p c 500m \(times)"))
        let output = device.output()
        #expect(output[1] == "M0007")
        #expect(output.count { $0.hasPrefix("P") } == count)
    }

    @Test func `an open circuit shows the measured potential, with the cell off`() throws {
        let device = try EmulatedDevice(cell: "redox")
        device.run("var p\nmeas_loop_ocp p 100m 1\npck_start\npck_add p\npck_end\nendloop")
        let output = device.output()
        #expect(output[1] == "M000B")
        #expect(output.dropFirst(2).prefix(10).allSatisfy { $0 == output[2] && $0.hasPrefix("Pab") })
        #expect(output[2].hasSuffix(",10") && output.count == 14)
    }

    @Test func `one warning raises the range, three underloads lower it`() throws {
        let device = try EmulatedDevice()
        let ramp = "meas_loop_lsv p c 0 200m 20m 1"
        device.run(Script.measurement(ramp, range: "set_range ba 2u\nset_autoranging ba 100n 100u"))
        let rising = device.output().filter { $0.hasPrefix("P") }.map { $0.suffix(7) }
        // 0, 2.0, 4.0, 6.0 … µA at 10 kΩ; the ranges hold 2.34, 4.68, 9.38, 18.7 and 37.5 µA.
        #expect(
            rising.prefix(10) == [
                ",14,202", ",18,202", ",18,203", ",10,204", ",18,204", ",10,205", ",10,205", ",10,205", ",18,205",
                ",10,206",
            ])
        device.run(Script.measurement("meas_loop_ca p c 0 100m 1", range: "set_autoranging ba 1u 4u\nset_range ba 4u"))
        let falling = device.output().filter { $0.hasPrefix("P") }.map { $0.suffix(7) }
        let lowest = Array(repeating: Substring(",14,201"), count: 4)
        #expect(falling == [",14,203", ",14,203", ",14,203", ",14,202", ",14,202", ",14,202"] + lowest)
    }

    @Test func `a pinned range clips with an overload`() throws {
        let device = try EmulatedDevice()
        device.run(
            Script.measurement("meas_loop_ca p c 1 100m 100m", range: "set_range ba 1u\nset_autoranging ba 1u 1u"))
        let point = try #require(device.output().first { $0.hasPrefix("P") })
        #expect(point.hasSuffix(",12,201"))
        #expect(abs((Script.current(in: point) ?? 0) - 1.17e-6) < 1e-10)
    }

    @Test func `the current of a redox couple is that of a staircase sampled at its end`() throws {
        let device = try EmulatedDevice("emstat4", cell: "redox")
        device.run(Script.measurement("meas_loop_cv p c 500m -300m 500m 5m 100m", range: "set_range ba 10u"))
        let currents = device.output().filter { $0.hasPrefix("P") }.compactMap(Script.current)
        #expect(currents.count == 321)
        let normal = 4.2552e-5  // nFAC√(nFvD/RT) of cell A at 100 mV/s
        #expect(abs((currents.min() ?? 0) / normal + 0.3847) < 0.001)
    }
}
