import LabTransport
import LabValues

@testable import EmStatDriver

// A whole measurement: bytes in pieces → lines → points, with the state of the run. The first byte chooses technique
// and model, the second one the size of the pieces. Points never outnumber lines, and none holds NaN.

private let cases: [(CheckedTechnique, EmStatModel)] = EmStatModel.all.flatMap { model in
    let techniques: [Technique] = [
        .cyclic(
            CyclicVoltammetry(
                begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(100),
                cycles: 2, equilibration: .seconds(1))),
        .chronoamperometry(Chronoamperometry(at: .volts(0), for: .seconds(60), every: .seconds(2))),
        .openCircuit(OpenCircuit(for: .seconds(10), every: .milliseconds(100))),
    ]
    return techniques.compactMap { technique in
        // A technique that a model cannot run is no case.
        (try? technique.check(against: model.capabilities)).map { ($0, model) }
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let (technique, model) = cases[Int(bytes[0]) % cases.count]
    var run = MeasurementRun(technique.asked, realised: technique.realised, on: model)
    var framer = LineFramer(longest: 1024, ignoring: [0x11, 0x13])
    let size = Int(bytes[1]) + 1
    var lines = 0, points = 0
    for place in stride(from: 2, to: bytes.count, by: size) {
        framer.append(Array(bytes[place..<min(place + size, bytes.count)]))
        while let frame = framer.next() {
            guard case .text(let line) = frame else { continue }
            lines += 1
            // What the driver does with a line it cannot understand is to stop; here the run goes on, which is harder.
            guard let effect = try? run.accept(line), case .point(let point) = effect else { continue }
            points += 1
            precondition(point.current?.amperes.isFinite ?? true)
            precondition(point.potential?.volts.isFinite ?? true)
        }
    }
    precondition(points <= lines && run.points <= points)
    return 0
}
