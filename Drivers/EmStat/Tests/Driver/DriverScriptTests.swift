import LabInstruments
import Testing

@testable import EmStatDriver

private func script(_ technique: Technique, _ model: EmStatModel) throws -> String {
    let checked = try technique.check(against: model.capabilities)
    return try #require(EmStatDriver.script(for: checked))
}

@Suite struct DriverScriptTests {
    @Test func `open circuit, cell off, in parts of at most a second`() throws {
        let rest = Technique.openCircuit(OpenCircuit(for: .seconds(10), every: .milliseconds(2500)))
        let expected = """
            var p
            var t
            set_pgstat_chan 0
            set_pgstat_mode 2
            set_max_bandwidth 7
            timer_start
            meas_loop_ocp p 625m 10
            timer_get t
            pck_start
            pck_add p
            pck_add t
            pck_end
            endloop
            on_finished:
            cell_off

            """
        for model in EmStatModel.all {
            #expect(try script(rest, model) == expected)
        }
    }

    @Test func `chronoamperometry on a Pico, one range`() throws {
        let hold = Technique.chronoamperometry(
            Chronoamperometry(at: .volts(-0.6), for: .seconds(5), range: .fixed(.microamperes(100))))
        #expect(
            try script(hold, .pico) == """
                var p
                var c
                var t
                set_pgstat_chan 0
                set_pgstat_mode 2
                set_max_bandwidth 40
                set_range_minmax da -600m -600m
                set_range ba 135u
                set_autoranging ba 135u 135u
                set_e -600m
                cell_on
                timer_start
                meas_loop_ca p c -600m 100m 5
                timer_get t
                pck_start
                pck_add p
                pck_add c
                pck_add t
                pck_end
                endloop
                on_finished:
                cell_off

                """)
    }

    @Test func `a linear sweep on an EmStat4, with equilibration`() throws {
        let sweep = Technique.linearSweep(
            LinearSweepVoltammetry(
                begin: .volts(0.5), end: .volts(-1.023), at: .millivoltsPerSecond(50), step: .millivolts(5),
                equilibration: .seconds(2), range: .auto(from: .microamperes(1), to: .milliamperes(1))))
        #expect(
            try script(sweep, .emstat4) == """
                var p
                var c
                var t
                set_pgstat_chan 0
                set_pgstat_mode 2
                set_max_bandwidth 41
                set_range_minmax da -1024976425n 499988500n
                set_range ba 90u
                set_autoranging ba 900n 900u
                set_e 499988500n
                cell_on
                timer_start
                meas_loop_ca p c 499988500n 100m 2
                timer_get t
                pck_start
                pck_add p
                pck_add c
                pck_add t
                pck_end
                endloop
                timer_start
                meas_loop_lsv p c 499988500n -1024976425n 4999885n 50m
                timer_get t
                pck_start
                pck_add p
                pck_add c
                pck_add t
                pck_end
                endloop
                on_finished:
                cell_off

                """)
    }

    @Test func `three cycles on a Pico, fast enough for the high-speed mode`() throws {
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .voltsPerSecond(1),
                step: .millivolts(5), cycles: 3))
        #expect(
            try script(scan, .pico) == """
                var p
                var c
                var t
                set_pgstat_chan 0
                set_pgstat_mode 3
                set_max_bandwidth 779
                set_range_minmax da -301523866n 499905230n
                set_range ba 108u
                set_autoranging ba 54n 2700u
                set_e 499905230n
                cell_on
                timer_start
                meas_loop_cv p c 499905230n -301523866n 499905230n 5137366n 1 nscans(3)
                timer_get t
                pck_start
                pck_add p
                pck_add c
                pck_add t
                pck_end
                endloop
                on_finished:
                cell_off

                """)
    }

    @Test func `no line of a script is empty and none is long`() throws {
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .volts(1.0 / 3), vertex1: .volts(-2.0 / 3), vertex2: .volts(0.77777777),
                at: .voltsPerSecond(0.0777),
                step: .volts(0.00123456789), cycles: 100_000))
        for model in EmStatModel.all {
            for line in try script(scan, model).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                #expect((1..<128).contains(line.utf8.count))
            }
        }
    }
}

@Suite struct SlowMeasurementTests {
    @Test func `a slow scan is made of finer stairs, and every one of them is seen`() throws {
        // 10 mV at 1 mV/s lasts 10 s: 19 bits of 0.537 mV, one bit in 0.54 s.
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .zero, vertex1: .millivolts(100), vertex2: .millivolts(-47), at: .millivoltsPerSecond(1),
                step: .millivolts(10), cycles: 2))
        let checked = try scan.check(against: EmStatModel.pico.capabilities)
        guard case .cyclic(let realised) = checked.realised else { return }
        let stairs = Staircase(step: realised.step, rate: realised.scanRate, bit: EmStatModel.pico.lowSpeed.bit)
        #expect(stairs.bits == 1)
        #expect(stairs.every == 19)
        #expect(try script(scan, .pico).contains("meas_loop_cv p c 0 99926740n -46739927n 537240537p 1m nscans(2)"))
        var plan = SamplingPlan(checked.realised, bit: stairs.bit)
        let taken = (0..<plan.devicePoints).map { _ in plan.takesNext() }
        #expect(taken.count { $0 } == checked.pointCount)
        #expect(taken.first == true)
        #expect(checked.stopLatency <= .milliseconds(1200))
    }

    @Test(arguments: EmStatModel.all, [0.6, 1, 2.7, 20, 333])
    func `recorded points are as many as predicted`(_ model: EmStatModel, _ rate: Double) throws {
        for step in [0.4, 1, 3.3, 10, 61] {
            for vertex in [17.0, 123.4, 500] where vertex >= step {
                let scan = CyclicVoltammetry(
                    begin: .millivolts(5), vertex1: .millivolts(vertex), vertex2: .millivolts(-vertex / 3),
                    at: .millivoltsPerSecond(rate), step: .millivolts(step), cycles: 2)
                guard
                    case .success(let checked) = Result(catching: {
                        try Technique.cyclic(scan).check(against: model.capabilities)
                    })
                else { continue }
                let bit = model.mode(for: checked.asked).bit
                var plan = SamplingPlan(checked.realised, bit: bit)
                let taken = (0..<plan.devicePoints).map { _ in plan.takesNext() }
                #expect(taken.count { $0 } == checked.pointCount)
                guard case .cyclic(let realised) = checked.realised else { continue }
                let stairs = Staircase(step: realised.step, rate: realised.scanRate, bit: bit)
                #expect(stairs.deviceStep / realised.scanRate <= .milliseconds(1001))
                #expect(stairs.step == realised.step)
            }
        }
    }

    @Test(arguments: [
        (1000, 1, 1000), (1001, 7, 143), (2500, 4, 625), (5500, 10, 550), (3_600_000, 3600, 1000), (1500, 2, 750),
    ])
    func `long intervals are cut into equal parts`(_ milliseconds: Int, _ every: Int, _ part: Int) {
        let series = TimeSeries(interval: .milliseconds(milliseconds))
        #expect(series.every == every)
        #expect(series.deviceInterval == .milliseconds(part))
    }

    @Test func `one bit a second is the slowest scan`() throws {
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .zero, vertex1: .volts(0.5), vertex2: .volts(-0.5), at: .millivoltsPerSecond(0.5)))
        let refusal = #expect(throws: TechniqueRefused.self) { try scan.check(against: EmStatModel.pico.capabilities) }
        #expect(refusal?.faults.map(\.parameter) == ["rate"])
        _ = try scan.check(against: EmStatModel.emstat4.capabilities)
    }
}

@Suite struct CapabilityTests {
    @Test func `a model is known by its address name and by its title`() throws {
        for model in EmStatModel.all {
            #expect(try EmStatDriver.capabilities(of: model.name).model == model.title)
            #expect(try EmStatDriver.capabilities(of: model.title).model == model.title)
        }
        #expect(try EmStatDriver.capabilities(of: nil).model == "EmStat Pico")
        #expect(throws: UnknownModel.self) { try EmStatDriver.capabilities(of: "palmsens4") }
    }

    @Test func `a wide window and a short interval do not go together on a Pico`() throws {
        func scan(_ rate: ScanRate) -> Technique {
            .cyclic(CyclicVoltammetry(begin: .zero, vertex1: .volts(1), vertex2: .volts(-1), at: rate))
        }
        _ = try scan(.millivoltsPerSecond(100)).check(against: EmStatModel.pico.capabilities)
        let refusal = #expect(throws: TechniqueRefused.self) {
            try scan(.millivoltsPerSecond(250)).check(against: EmStatModel.pico.capabilities)
        }
        #expect(refusal?.faults.map(\.parameter) == ["potential window"])
        _ = try scan(.millivoltsPerSecond(250)).check(against: EmStatModel.emstat4.capabilities)
    }

    @Test func `a range is named so that no rounding chooses its neighbour`() {
        let nominal: [(CurrentLadder, [Double])] = [
            (.picoLowSpeed, [100e-9, 2e-6, 4e-6, 8e-6, 16e-6, 32e-6, 63e-6, 125e-6, 250e-6, 500e-6, 1e-3, 5e-3]),
            (.picoHighSpeed, [100e-9, 1e-6, 6e-6, 13e-6, 25e-6, 50e-6, 100e-6, 200e-6, 1e-3, 5e-3]),
        ]
        for (ladder, nominal) in nominal {
            for (place, rung) in ladder.rungs.enumerated() {
                let named = rung.fullScale.amperes * 9 / 10
                #expect(nominal.firstIndex { $0 >= named } == place)
                #expect(ladder.rungs.firstIndex { $0.fullScale.amperes >= named } == place)
            }
        }
    }
}
