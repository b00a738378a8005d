import LabValues

// The skeleton of every script: set up, apply the first potential, rest there, measure, and end in cell_off.
// Variables: p potential, c current, t time.

extension MethodScript {
    /// The script for a technique as it was asked for and as it was realised on `model`.
    init(_ asked: Technique, realised: Technique, on model: EmStatModel) {
        let mode = model.mode(for: asked)
        switch realised {
        case .openCircuit(let rest): addOpenCircuit(rest, mode)
        case .chronoamperometry(let hold): addChronoamperometry(hold, mode)
        case .linearSweep(let sweep):
            let stairs = Staircase(step: sweep.step, rate: sweep.scanRate, bit: mode.bit)
            addSetUp(realised, begin: sweep.begin, mode)
            let way = [sweep.begin, sweep.end, stairs.deviceStep].map(literal) + [literal(sweep.scanRate)]
            addLoop("meas_loop_lsv", ["p", "c"], way)
        case .cyclic(let scan):
            let stairs = Staircase(step: scan.step, rate: scan.scanRate, bit: mode.bit)
            addSetUp(realised, begin: scan.begin, mode)
            var way =
                [scan.begin, scan.vertex1, scan.vertex2, stairs.deviceStep].map(literal) + [literal(scan.scanRate)]
            if scan.cycles > 1 { way.append("nscans(\(scan.cycles))") }
            addLoop("meas_loop_cv", ["p", "c"], way)
        }
        add("on_finished:")
        add("cell_off")
    }

    private mutating func addOpenCircuit(_ rest: OpenCircuit, _ mode: PotentiostatMode) {
        let series = TimeSeries(interval: rest.interval)
        add("var p")
        add("var t")
        addMode(mode, interval: series.deviceInterval, asked: nil)
        addLoop("meas_loop_ocp", ["p"], [literal(series.deviceInterval), literal(rest.duration)])
    }

    private mutating func addChronoamperometry(_ hold: Chronoamperometry, _ mode: PotentiostatMode) {
        let series = TimeSeries(interval: hold.interval)
        addSetUp(.chronoamperometry(hold), begin: hold.potential, mode)
        addLoop(
            "meas_loop_ca", ["p", "c"],
            [literal(hold.potential), literal(series.deviceInterval), literal(hold.runTime)])
    }

    private mutating func addSetUp(_ realised: Technique, begin: ElectrodePotential, _ mode: PotentiostatMode) {
        for name in ["p", "c", "t"] { add("var", name) }
        let technique = realised.value
        addMode(mode, interval: min(technique.interval, .seconds(1)), asked: realised.bandwidth)
        add(
            "set_range_minmax da", literal(technique.potentials.min() ?? begin),
            literal(technique.potentials.max() ?? begin))
        addRanges(realised.range ?? .auto, mode.ladder)
        add("set_e", literal(begin))
        add("cell_on")
        guard technique.equilibration > .zero else { return }
        let interval = min(EmStatModel.equilibrationInterval, technique.equilibration)
        addLoop("meas_loop_ca", ["p", "c"], [literal(begin), literal(interval), literal(technique.equilibration)])
    }

    /// The filter passes four times the rate of points, unless another bandwidth was asked for: a step then settles
    /// within 25 time constants. The mode bounds it.
    private mutating func addMode(_ mode: PotentiostatMode, interval: Duration, asked: Frequency?) {
        add("set_pgstat_chan 0")
        add("set_pgstat_mode", "\(mode.number)")
        let bandwidth = asked ?? Frequency.hertz((4 / interval.inSeconds).rounded(.up))
        add("set_max_bandwidth", literal(min(bandwidth, mode.bandwidth)))
    }

    /// A range is named by nine tenths of its full scale: no rounding can then choose its neighbour, whether the device
    /// compares with nominal or with largest currents.
    private mutating func addRanges(_ range: CurrentRange, _ ladder: CurrentLadder) {
        let usual = ElectricCurrent.microamperes(100)
        var (low, start, high) = (ladder.rungs.first, ladder.rung(for: usual), ladder.rungs.last)
        switch range {
        case .fixed(let current):
            start = ladder.rung(for: current)
            (low, high) = (start, start)
        case .auto(let from, let to):
            if let from { low = ladder.rung(for: from) }
            if let to { high = ladder.rung(for: to) }
            if let low, let high { start = ladder.rung(for: max(low.fullScale, min(usual, high.fullScale))) }
        }
        guard let low, let start, let high else { return }
        add("set_range ba", Self.name(start))
        add("set_autoranging ba", Self.name(low), Self.name(high))
    }

    private static func name(_ rung: CurrentLadder.Rung) -> String { literal(rung.fullScale.amperes * 9 / 10) }

    /// One measurement loop that sends its outputs and the time since it began.
    private mutating func addLoop(_ command: String, _ outputs: [String], _ arguments: [String]) {
        add("timer_start")
        add((["\(command)"] + outputs + arguments).joined(separator: " "))
        add("timer_get t")
        add("pck_start")
        for output in outputs { add("pck_add", output) }
        add("pck_add t")
        add("pck_end")
        add("endloop")
    }
}
