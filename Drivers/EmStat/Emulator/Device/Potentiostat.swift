import LabEmulation

/// The analogue half of the device: converters, ranges and the switch to the cell.
struct Potentiostat {
    /// A reading with its metadata.
    struct Reading {
        var value: Double
        var metadata: MeasurementMetadata
    }

    let model: EmStatModel
    private(set) var isCellOn = false
    /// The potential the converter stands at, in volts.
    private(set) var potential = 0.0
    private var cell: any CellModel
    private var modeNumber = 2
    private var mode: EmStatModel.Mode
    private var rangePosition: Int
    private var autoranging: ClosedRange<Int>?
    private var underloadsInARow = 0
    private var seen: CellReading

    init(model: EmStatModel, cell: any CellModel) {
        self.model = model
        self.cell = cell
        mode = model.modes[2] ?? EmStatModel.Mode(potentialStep: 1e-3, potentials: -1...1, window: 2, ranges: [])
        rangePosition = mode.ranges.count - 1
        seen = CellReading(potential: cell.openCircuitPotential, current: 0)
    }

    /// One step of the potential converter, in volts.
    var potentialStep: Double { mode.potentialStep }

    // MARK: Settings

    /// Mode 0 switches the potentiostat, and with it the cell, off.
    mutating func setMode(_ number: Int) throws(ScriptErrorCode) {
        guard number == 0 || model.modes[number] != nil else { throw .modeUnsupported }
        if number == 0 { isCellOn = false }
        if let new = model.modes[number], number != modeNumber {
            mode = new
            rangePosition = mode.ranges.count - 1
            autoranging = nil
        }
        modeNumber = number
    }

    /// Refuses potentials the mode cannot apply together.
    func check(_ potentials: [Double]) throws(ScriptErrorCode) {
        let tolerance = 1e-6
        guard let low = potentials.min(), let high = potentials.max() else { return }
        guard potentials.allSatisfy(\.isFinite), low >= mode.potentials.lowerBound - tolerance,
            high <= mode.potentials.upperBound + tolerance, high - low <= mode.window + tolerance
        else { throw .invalidPotential }
    }

    /// Applies the nearest potential the converter has.
    mutating func setPotential(_ volts: Double) throws(ScriptErrorCode) {
        try check([volts])
        potential = (volts / potentialStep).rounded() * potentialStep
    }

    /// Applies a potential given in converter steps; the caller has checked the ends of the scan.
    mutating func setPotential(steps: Int) {
        potential = Double(steps) * potentialStep
    }

    mutating func switchCell(on isOn: Bool) throws(ScriptErrorCode) {
        guard modeNumber != 0 || !isOn else { throw .notValidInMode }
        isCellOn = isOn
        underloadsInARow = 0
        if !isOn { advance(by: 0) }
    }

    /// Chooses the smallest range whose maximum reaches `amperes`.
    mutating func setRange(for amperes: Double) {
        rangePosition = position(for: amperes)
        underloadsInARow = 0
    }

    /// Lets the range move between those for two currents; equal ends pin it.
    mutating func setAutoranging(from low: Double, to high: Double) {
        let lowest = position(for: min(low.magnitude, high.magnitude))
        let highest = position(for: max(low.magnitude, high.magnitude))
        autoranging = lowest...highest
        rangePosition = max(lowest, min(highest, rangePosition))
    }

    private func position(for amperes: Double) -> Int {
        let wanted = amperes.magnitude * (1 - 1e-6)
        return mode.ranges.firstIndex { $0.maximum >= wanted } ?? mode.ranges.count - 1
    }

    // MARK: Measuring

    /// Time passes for the cell.
    mutating func advance(by seconds: Double) {
        seen = cell.advance(by: seconds, isCellOn ? .held(at: potential) : .open)
    }

    /// The current, in amperes; the range may change for the next reading.
    mutating func readCurrent() -> Reading {
        let range = mode.ranges[rangePosition]
        let (current, status) = range.convert(isCellOn ? seen.current : 0)
        adaptRange(to: status)
        return Reading(
            value: current, metadata: MeasurementMetadata(status: status, range: range.index, noise: model.noise))
    }

    /// What the current looks like when the converter is at its end: a bound on the side where it truly lies.
    func readOverload() -> Reading {
        let range = mode.ranges[rangePosition]
        let bound = isCellOn && seen.current < 0 ? -range.overload : range.overload
        return Reading(
            value: bound, metadata: MeasurementMetadata(status: .overload, range: range.index, noise: model.noise))
    }

    /// The potential of the working electrode, in volts, in steps of the converter.
    func readPotential() -> Reading {
        let volts = (seen.potential / potentialStep).rounded() * potentialStep
        return Reading(value: volts, metadata: MeasurementMetadata(range: model.potentialRange, noise: model.noise))
    }

    /// Three underloads in a row lower the range; one warning raises it.
    private mutating func adaptRange(to status: MeasurementMetadata.Status) {
        underloadsInARow = status.contains(.underload) ? underloadsInARow + 1 : 0
        guard let autoranging else { return }
        if !status.isDisjoint(with: [.overload, .overloadWarning]), rangePosition < autoranging.upperBound {
            rangePosition += 1
        } else if underloadsInARow >= 3, rangePosition > autoranging.lowerBound {
            rangePosition -= 1
            underloadsInARow = 0
        }
    }
}
