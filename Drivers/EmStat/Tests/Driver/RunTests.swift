import LabInstruments
import Testing

@testable import EmStatDriver

private func run(_ technique: Technique, on model: EmStatModel = .pico) throws -> MeasurementRun {
    let checked = try technique.check(against: model.capabilities)
    return MeasurementRun(checked.asked, realised: checked.realised, on: model)
}

extension MeasurementRun {
    fileprivate mutating func points(_ lines: [String]) throws -> [EchemPoint] {
        var points: [EchemPoint] = []
        for line in lines {
            if case .point(let point) = try accept(Array(line.utf8)[...]) { points.append(point) }
        }
        return points
    }
}

private let package = "Pda8000000 ;ba8000800p,18,203;eb8000001 "
/// The same a second later.
private let next = "Pda8000000 ;ba8000800p,18,203;eb8000002 "
private let third = "Pda8000000 ;ba8000800p,18,203;eb8000003 "

@Suite struct RunTests {
    @Test func `points of the equilibration are a phase of their own`() throws {
        var run = try run(
            .cyclic(
                CyclicVoltammetry(
                    begin: .zero, vertex1: .millivolts(20), vertex2: .millivolts(-20), at: .millivoltsPerSecond(100),
                    step: .millivolts(10), equilibration: .seconds(1))))
        let points = try run.points(["M0007", package, next, "*", "M0005", package, "*"])
        #expect(points.map(\.phase) == [.equilibration, .equilibration, nil])
        #expect(run.points == 1)
        #expect(run.isComplete)
    }

    @Test func `cycles count from one, whatever number the device begins with`() throws {
        var run = try run(
            .cyclic(
                CyclicVoltammetry(
                    begin: .zero, vertex1: .millivolts(20), vertex2: .millivolts(-20), at: .millivoltsPerSecond(100),
                    step: .millivolts(10), cycles: 2)))
        let points = try run.points(["M0005", "C0000", package, next, "-", "C0001", third, "-", "*"])
        #expect(points.map(\.cycle) == [1, 1, 2])
        #expect(points[0].status == .overloadWarning)
    }

    @Test func `an open-circuit point has no current and does not measure one`() throws {
        var run = try run(.openCircuit(OpenCircuit(for: .seconds(2), every: .seconds(2))))
        let points = try run.points(["M000B", "Pab80F4240u,10,205;eb8000001 ", "Pab     nan,14,205;eb8000002 ", "*"])
        #expect(points.map(\.potential) == [.volts(1), nil])
        #expect(points.map(\.current) == [nil, nil])
        #expect(points.map(\.measuresCurrent) == [false, false])
        #expect(points.map(\.isRecorded) == [false, true])
        #expect(points.map(\.range) == [nil, nil])
    }

    @Test func `a current that is no number is nil and not zero`() throws {
        var run = try run(.chronoamperometry(Chronoamperometry(at: .zero, for: .seconds(1))))
        let points = try run.points(["M0007", "Pda8000000 ;ba     nan,12,20B;eb8000001 ", "*"])
        #expect(points[0].current == nil)
        #expect(points[0].measuresCurrent)
        #expect(points[0].status == .overload)
    }

    @Test func `stray answers and texts interleave with the run`() throws {
        var run = try run(.chronoamperometry(Chronoamperometry(at: .zero, for: .seconds(1))))
        let lines = ["M0007", "s!0003", "Thello", package, "L", "+", "Z!0006", "Y", next, "*"]
        #expect(try run.points(lines).count == 2)
    }

    @Test(arguments: [
        [package], ["M0007", "M0007"], ["*"], ["M0007", "*", package], ["M0007", "*", "M0007"],
        ["M0007", "Pda8000000 ;ba8000800p,18,203"], ["M0007", "Pda8000000 ;ba8000800p;eb8000001 ;eb8000001 "],
        ["M0007", "Pba8000000 ;da8000800p;eb8000001 "], ["M0007", "i1234"],
    ])
    func `a line where it cannot stand is malformed`(_ lines: [String]) throws {
        var run = try run(.chronoamperometry(Chronoamperometry(at: .zero, for: .seconds(1))))
        #expect(throws: MalformedReply.self) { _ = try run.points(lines) }
    }
}
