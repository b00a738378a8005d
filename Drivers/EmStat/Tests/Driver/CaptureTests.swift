import Glibc
import LabInstruments
import Testing

@testable import EmStatDriver

/// Recordings of real devices; they lie beside the package and are not part of it.
private enum Captures {
    static let folder: String = {
        let parts = #filePath.split(separator: "/").dropLast(5)  // Drivers/EmStat/Tests/Driver/CaptureTests.swift
        return "/" + parts.dropLast().joined(separator: "/") + "/shared/captures/methodscript/"
    }()

    static let names = [
        "pico_raw/ms_plot_cv_20220711-161926.txt", "pico_raw/ms_plot_cv_20220712-110912.txt",
        "pico_raw/ms_plot_eis_20220711-162101.txt", "palmsens_docs/es4_manual_v1_8_packages.txt",
        "palmsens_docs/pico_lsv_eis_cv_single_packages.txt", "palmsens_docs/pico_lsv_10k_fragment.txt",
        "palmsens_docs/es4_file_content_measurement0000.txt", "palmsens_docs/es4lr_cv_setpotential_only.txt",
        "palmsens_docs/es4lr_idle_transcript.txt", "snippets/pico_eis_nan_espico1601.txt",
        "snippets/pico_bipot_overload_packet.txt", "snippets/pico_eis_field_packet_espico1601.txt",
    ]

    static var arePresent: Bool { access(folder, R_OK) == 0 }

    /// The lines a device sent; in a transcript those marked `<`, without the transcriber's remarks.
    static func lines(_ name: String) throws -> [[UInt8]] {
        let file = try #require(fopen(folder + name, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).map(Array.init)
        guard name.hasSuffix("transcript.txt") else { return lines }
        return lines.compactMap { line in
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix("< "), !text.hasPrefix("< (") else { return nil }
            let said = text.dropFirst(2)
            return Array((said.split(separator: "   (").first ?? said).utf8)
        }
    }
}

@Suite(.enabled(if: Captures.arePresent, "The captures do not lie beside this package."))
struct CaptureTests {
    @Test(arguments: Captures.names)
    func `every line of a capture is understood`(_ name: String) throws {
        let lines = try Captures.lines(name)
        #expect(!lines.isEmpty)
        for line in lines {
            if case .package(let package) = try ReplyLine(line[...]) {
                #expect(try !PackageParser.variables(of: package).isEmpty)
            }
        }
    }

    @Test(arguments: [0, 1])
    func `the scan of a Pico has 197 points, as the realised technique predicts`(_ index: Int) throws {
        let packages = try Captures.lines(Captures.names[index]).filter { $0.first == UInt8(ascii: "P") }
        let potentials = try packages.map { try PackageParser.variables(of: $0[...])[0].value ?? .nan }
        #expect(potentials.count == 197)
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .zero, vertex1: .volts(0.5), vertex2: .volts(-0.5), at: .millivoltsPerSecond(100),
                step: .millivolts(10)))
        let checked = try scan.check(against: EmStatModel.pico.capabilities)
        #expect(checked.pointCount == 197)
        #expect(SamplingPlan(checked.realised, bit: EmStatModel.pico.lowSpeed.bit).devicePoints == 197)
        guard case .cyclic(let realised) = checked.realised else { return }
        // One rounding to 32-bit floats on the device.
        #expect((potentials[1] - realised.step.volts).magnitude < 1e-8)
        #expect((potentials[49] - 49 * realised.step.volts).magnitude < 1e-6)
    }

    @Test func `the scan of an EmStat4 has 17 points, as the realised technique predicts`() throws {
        let packages = try Captures.lines("palmsens_docs/es4lr_cv_setpotential_only.txt").filter {
            $0.first == UInt8(ascii: "P")
        }
        #expect(packages.count == 17)
        let scan = Technique.cyclic(
            CyclicVoltammetry(
                begin: .zero, vertex1: .volts(-1), vertex2: .volts(1), at: .voltsPerSecond(1), step: .millivolts(250)))
        let checked = try scan.check(against: EmStatModel.emstat4.capabilities)
        #expect(checked.pointCount == 17)
        guard case .cyclic(let realised) = checked.realised else { return }
        let second = try PackageParser.variables(of: packages[1][...])[0].value ?? .nan
        #expect((second + realised.step.volts).magnitude < 1e-6)
    }

    @Test func `a whole captured run is followed to its end`() throws {
        // Without a time in its packages: the mapping is not used, the structure is.
        let lines = try Captures.lines(Captures.names[0])
        var isInLoop = false
        var loops = 0
        for line in lines {
            switch try ReplyLine(line[...]) {
            case .loopBegins: isInLoop = true
            case .loopEnds: (isInLoop, loops) = (false, loops + 1)
            case .package: #expect(isInLoop)
            default: break
            }
        }
        #expect(loops == 2)
    }
}
