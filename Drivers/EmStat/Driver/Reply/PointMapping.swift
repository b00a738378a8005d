import LabValues

/// Turns a package into a point: by the variables the script put in, in their order.
struct PointMapping: Sendable {
    let model: EmStatModel
    /// What the script puts in: nil where the technique has no such variable.
    let hasCurrent: Bool

    /// A point of the technique's own loop; cycle, segment and phase are the caller's.
    func point(_ line: ArraySlice<UInt8>) throws(MalformedReply) -> EchemPoint {
        var parser = PackageParser(line)
        guard let potential = try parser.next(), let second = try parser.next() else {
            throw MalformedReply(.otherVariables, in: line)
        }
        guard hasCurrent else {
            return try openCircuit(potential, second, try parser.next(), line)
        }
        guard let time = try parser.next(), potential.kind == .setPotential, second.kind == .current,
            time.kind == .time, try parser.next() == nil
        else { throw MalformedReply(.otherVariables, in: line) }
        var point = EchemPoint(
            time: time.value.map(ElapsedTime.seconds), potential: potential.value.map(ElectrodePotential.volts),
            current: second.value.map(ElectricCurrent.amperes))
        point.status = second.status ?? []
        point.range = second.range.flatMap(model.fullScale)
        return point
    }

    private func openCircuit(
        _ potential: PackageVariable, _ time: PackageVariable, _ surplus: PackageVariable?, _ line: ArraySlice<UInt8>
    ) throws(MalformedReply) -> EchemPoint {
        guard potential.kind == .potential, time.kind == .time, surplus == nil else {
            throw MalformedReply(.otherVariables, in: line)
        }
        var point = EchemPoint(
            time: time.value.map(ElapsedTime.seconds), potential: potential.value.map(ElectrodePotential.volts),
            current: nil)
        point.measuresCurrent = false
        point.status = potential.status ?? []
        return point
    }
}
