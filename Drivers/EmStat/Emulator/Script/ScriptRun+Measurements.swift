extension ScriptRun {
    /// Runs a measurement loop between its `M` and `*`.
    func measure(_ measurement: ScriptMeasurement, _ body: [ScriptStatement]) throws(ScriptStop) -> Flow {
        let line = currentLine
        let settings = measurement.settings.map { value($0).number }
        let isOpenCircuit = measurement.technique == .openCircuit
        guard device.potentiostat.isCellOn != isOpenCircuit else {
            throw .failed(isOpenCircuit ? .openCircuitWithCellOn : .needsCellOn)
        }
        guard settings.allSatisfy(\.isFinite) else { throw .failed(.badArgument) }
        let work = try plan(measurement, settings)
        requests.setMeasuring(true, isCyclic: measurement.technique == .cyclic)
        defer { requests.setMeasuring(false) }
        try device.send("M" + measurement.technique.identifier)
        let flow =
            switch work {
            case .sampling(let potential, let interval, let count):
                try sample(measurement, body, at: potential, every: interval, times: count)
            case .scan(let scan): try self.scan(measurement, body, scan)
            }
        try device.send("*")
        currentLine = line
        if case .abort = flow { return .abort }
        return requests.isAborting ? .abort : .next
    }

    private enum Work {
        /// At a potential, or at open circuit.
        case sampling(at: Double?, every: Double, times: Int)
        case scan(StaircaseScan)
    }

    private func plan(_ measurement: ScriptMeasurement, _ settings: [Double]) throws(ScriptStop) -> Work {
        switch measurement.technique {
        case .openCircuit:
            return .sampling(at: nil, every: settings[0], times: try count(settings[1], settings[0]))
        case .chronoamperometry:
            try checked { () throws(ScriptErrorCode) in try device.potentiostat.check([settings[0]]) }
            return .sampling(at: settings[0], every: settings[1], times: try count(settings[2], settings[1]))
        case .linearSweep:
            return .scan(try staircase([settings[0], settings[1]], scans: 1, step: settings[2], rate: settings[3]))
        case .cyclic:
            let scans = try measurement.scans.map { operand throws(ScriptStop) in try scanCount(operand) } ?? 1
            let path = [settings[0], settings[1], settings[2], settings[0]]
            return .scan(try staircase(path, scans: scans, step: settings[3], rate: settings[4]))
        }
    }

    /// floor(run/interval), forgiving the last digits of decimal numbers.
    private func count(_ run: Double, _ interval: Double) throws(ScriptStop) -> Int {
        let count = (run / interval + 1e-6).rounded(.down)
        guard interval > 0, count >= 0, count <= 2e9, run <= 1e9 else { throw .failed(.badArgument) }
        return Int(count)
    }

    private func scanCount(_ operand: ScriptOperand) throws(ScriptStop) -> Int {
        guard let scans = Int(exactly: value(operand).number), scans >= 1 else { throw .failed(.badArgument) }
        return scans
    }

    private func staircase(
        _ path: [Double], scans: Int, step: Double, rate: Double
    ) throws(ScriptStop) -> StaircaseScan {
        let potentiostat = device.potentiostat
        return try checked { () throws(ScriptErrorCode) in
            try potentiostat.check(path)
            return try StaircaseScan(
                path: path, scans: scans, step: step, rate: rate, resolution: potentiostat.potentialStep)
        }
    }

    // MARK: At a constant potential, or none

    private func sample(
        _ measurement: ScriptMeasurement, _ body: [ScriptStatement], at potential: Double?, every interval: Double,
        times: Int
    ) throws(ScriptStop) -> Flow {
        if let potential { try setPotential(potential) }
        for _ in 0..<times {
            try pass(interval)
            let flow = try finishPoint(measurement, body)
            guard case .next = flow else { return flow }
        }
        return .next
    }

    // MARK: Along a staircase

    private func scan(
        _ measurement: ScriptMeasurement, _ body: [ScriptStatement], _ plan: StaircaseScan
    ) throws(ScriptStop) -> Flow {
        var steps = plan.begin
        var flow = Flow.next
        for number in 0..<plan.scans {
            if plan.scans > 1 { try device.send("C" + String(String(10000 + number % 10000).dropFirst())) }
            if number == 0 { flow = try point(at: steps, plan, measurement, body) }
            for target in plan.targets {
                guard case .next = flow else { break }
                flow = try leg(from: &steps, to: target, plan, measurement, body)
            }
            if plan.scans > 1 { try device.send("-") }
            guard case .next = flow else { return flow }
        }
        return flow
    }

    private func leg(
        from steps: inout Int, to target: Double, _ plan: StaircaseScan, _ measurement: ScriptMeasurement,
        _ body: [ScriptStatement]
    ) throws(ScriptStop) -> Flow {
        let (count, stride) = plan.leg(from: steps, to: target)
        for _ in 0..<count {
            steps += stride
            let flow = try point(at: steps, plan, measurement, body)
            guard case .next = flow else { return flow }
            if requests.takeReversal() { break }
        }
        return .next
    }

    /// Applies one step, waits for its end, and only then samples.
    private func point(
        at steps: Int, _ plan: StaircaseScan, _ measurement: ScriptMeasurement, _ body: [ScriptStatement]
    ) throws(ScriptStop) -> Flow {
        device.potentiostat.setPotential(steps: steps)
        notePotential()
        try pass(plan.interval)
        return try finishPoint(measurement, body)
    }

    // MARK: Every point

    private func finishPoint(
        _ measurement: ScriptMeasurement, _ body: [ScriptStatement]
    ) throws(ScriptStop) -> Flow {
        if measurement.technique == .openCircuit {
            store(device.readPotential(), "ab", measurement.outputs[0])
        } else {
            storeSetPotential(in: measurement.outputs[0])
            store(device.readCurrent(), "ba", measurement.outputs[1])
        }
        let flow = try perform(body, isIteration: true)
        guard case .next = flow else { return flow }
        if requests.isAborting { return .abort }
        return requests.isLeavingLoop ? .breakLoop : .next
    }
}
