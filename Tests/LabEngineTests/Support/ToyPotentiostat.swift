import LabInstruments

/// The driver of a `ToyDevice`.
actor ToyPotentiostat: Potentiostat {
    static let driver = DriverDescription(
        name: "toy", summary: "A potentiostat in memory", role: .cell, models: ["toy"], baud: 0, version: "1",
        safety: "As the test says.")

    private nonisolated let link: ToyLink
    private nonisolated var device: ToyDevice { link.device }

    init(over link: any ByteLink, clock: any LabClock) {
        guard let link = link as? ToyLink else { preconditionFailure("The toy needs a toy's wire.") }
        self.link = link
    }

    static func capabilities(of model: String?) throws -> PotentiostatCapabilities {
        capabilities(interval: .milliseconds(1)...Duration.seconds(3600), canHold: false)
    }

    private static func capabilities(interval: ClosedRange<Duration>, canHold: Bool) -> PotentiostatCapabilities {
        PotentiostatCapabilities(
            model: "Toy", techniques: [.openCircuit, .chronoamperometry, .linearSweep, .cyclic],
            potential: .volts(-1)...ElectrodePotential.volts(1), currentRanges: [.milliamperes(1)],
            interval: interval, smallestStep: .millivolts(0.1), canHold: canHold, bestSafeState: .confirmed,
            stopLatency: { _ in .milliseconds(500) })
    }

    var capabilities: PotentiostatCapabilities {
        Self.capabilities(interval: device.behaviour.interval, canHold: device.behaviour.canHold)
    }
    nonisolated func silenceLimit(for technique: CheckedTechnique) -> Duration { device.behaviour.longestSilence }

    func identify() async throws -> InstrumentIdentity {
        device.note("identify")
        if let fault = device.behaviour.identifyFault { throw fault }
        if device.behaviour.identifyHangs { try await ToyDevice.hang(ignoringCancellation: true) }
        return InstrumentIdentity(manufacturer: "Toys", model: "Toy", serialNumber: link.serial, firmware: "1")
    }

    func makeSafe(_ urgency: Urgency) async throws -> SafeState {
        device.note("makeSafe \(urgency)")
        switch device.nextSafeAnswer() {
        case .state(let state):
            device.switchCell(on: false)
            if Task.isCancelled { device.note("makeSafe cancelled") }
            return state
        case .fails: throw LinkError.silent(address: device.name, waited: .seconds(1))
        case .hangs: try await ToyDevice.hang(ignoringCancellation: true)
        case .hangsUnlessCancelled: try await ToyDevice.hang(ignoringCancellation: false)
        }
        return .unconfirmed
    }

    func measure(_ technique: CheckedTechnique, onPoint: @escaping @Sendable (EchemPoint) throws -> Void) async throws {
        device.note("measure")
        device.switchCell(on: true)
        device.begin()
        let behaviour = device.behaviour
        for index in 0..<(behaviour.points ?? technique.pointCount) {
            if behaviour.stall == index, behaviour.ignoresCancellation {
                device.note("stall")
                try await ToyDevice.hang(ignoringCancellation: true)
            } else if behaviour.stall == index || behaviour.stallIn(technique) == index {
                do { try await device.stand() } catch {
                    device.switchCell(on: false)
                    throw error
                }
            }
            if let fault = behaviour.fault, fault.point == index { throw fault.error }
            if Task.isCancelled, !behaviour.ignoresCancellation {
                device.switchCell(on: false)
                throw CancellationError()
            }
            try await deliver(index, of: technique, onPoint)
        }
        device.switchCell(on: false)
    }

    private func deliver(
        _ index: Int, of technique: CheckedTechnique, _ onPoint: @Sendable (EchemPoint) throws -> Void
    ) async throws {
        do {
            var point = EchemPoint.toy(index, of: technique, device.behaviour.current(index))
            point.segment = device.segment
            try onPoint(point)
        } catch {
            device.note("told to stop at point \(index)")
            if device.behaviour.ignoresBreach { return }
            if device.behaviour.hangsAfterBreach { try await ToyDevice.hang(ignoringCancellation: true) }
            device.switchCell(on: false)
            throw error
        }
    }

    func hold() async throws {
        device.note("hold")
        await device.behaviour.answersHold()
        if device.behaviour.refusesHold { throw CannotHold() }
    }

    func resumeMeasurement() async throws {
        device.note("go on")
        if device.behaviour.refusesResume { throw CannotHold() }
        device.goOn()
    }

    func disconnect() async { device.note("disconnect") }
}

extension EchemPoint {
    fileprivate static func toy(_ index: Int, of technique: CheckedTechnique, _ current: ElectricCurrent?) -> Self {
        let isOpen = technique.asked.code == .openCircuit
        var point = EchemPoint(
            time: .seconds(Double(index) * technique.realised.value.interval.inSeconds), potential: .volts(0.1),
            current: isOpen ? nil : current)
        point.measuresCurrent = !isOpen
        return point
    }
}
