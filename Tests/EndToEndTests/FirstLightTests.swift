import Foundation
import LabValues
import Testing

/// The runner and the emulator as two programs with a pseudo-terminal between them.
struct FirstLightTests {
    @Test func `a CV goes from the wire to the files without losing a point`() async throws {
        let bench = try await Bench()
        let ending = try await bench.start("cyclic-voltammetry", ["--set", "rate=100mV/s"]).ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["outcome"] == "completed")
        #expect(report["reason"] == .null)
        #expect(report["safe"]?["cell"] == "confirmed")
        #expect(report["simulated"] == true)
        let files = try bench.files()
        let started = try #require(files.event(.stepStarted).first)
        #expect(started["points"]?.int == files.points.count)
        #expect(files.event(.stepCompleted).first?["points"]?.int == files.points.count)
        #expect(files.seqs == Array(1...files.seqs.count))
        let sink = report["publishers"]?["file:runs"]
        #expect(sink?["emitted"]?.int == files.seqs.count)
        #expect(sink?["delivered"] == sink?["emitted"])
        #expect(try bench.state()["cell"] == "off")
        // The check that the cell is off sends points of its own.
        #expect(try bench.state()["points_sent"]?.int ?? 0 >= files.points.count)
    }

    @Test func `data and CSV agree, number by number`() async throws {
        let bench = try await Bench()
        #expect(try await bench.start("cyclic-voltammetry").ending().exitCode == 0)
        let files = try bench.files()
        let table = try files.table("000-CV-100mVs.csv")
        #expect(table.first == ["t/s", "E/V", "I/A", "cycle", "range/A", "status"])
        try #require(table.count - 1 == files.points.count)
        for (row, point) in zip(table.dropFirst(), files.points) {
            #expect(row[0] == point.time?.seconds.description)
            #expect(row[1] == point.potential?.volts.description)
            #expect(row[2] == point.current?.amperes.description)
            #expect(row[3] == "\(point.cycle)")
        }
    }

    @Test func `the cathodic peak of Cell A lies where the staircase table puts it`() async throws {
        let bench = try await Bench()
        #expect(try await bench.start("cyclic-voltammetry").ending().exitCode == 0)
        let files = try bench.files()
        let realised = files.event(.stepStarted).first?["parameters"]?["realised"]
        let step = try #require(realised?["step_V"]?.double)
        // √π·χp and Ep − E½ of a staircase sampled at the end of each step, for 1 and 2 mV.
        let share = (step * 1000 - 1) / (2 - 1)
        let height = 0.4172 + (0.4059 - 0.4172) * share
        let place = 0.1 + (-32.6 + (-34.3 + 32.6) * share) / 1000
        // Randles–Ševčík at 100 mV/s for Cell A has √π·χp = 0.446295 and 18.9894 µA.
        let expected = -1.89894e-5 * height / 0.446295
        let peak = try #require(Self.summit(files.points))
        #expect(abs(peak.current / expected - 1) < 0.005, "peak \(peak.current) A, expected \(expected) A")
        #expect(abs(peak.potential - place) < 0.0015, "peak at \(peak.potential) V, expected \(place) V")
    }

    /// The lowest current with a parabola through it and its neighbours.
    private static func summit(_ points: [EchemPoint]) -> (current: Double, potential: Double)? {
        let readings = points.compactMap { point -> (e: Double, i: Double)? in
            guard let e = point.potential?.volts, let i = point.current?.amperes else { return nil }
            return (e, i)
        }
        guard let low = readings.indices.min(by: { readings[$0].i < readings[$1].i }), low > 0,
            low < readings.count - 1
        else { return nil }
        let (before, at, after) = (readings[low - 1], readings[low], readings[low + 1])
        let bend = before.i - 2 * at.i + after.i
        let shift = bend == 0 ? 0 : (before.i - after.i) / (2 * bend)
        return (at.i - (before.i - after.i) * shift / 4, at.e + shift * (after.e - before.e) / 2)
    }
}
