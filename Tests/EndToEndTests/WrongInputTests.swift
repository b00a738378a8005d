import Foundation
import LabValues
import Testing

/// What somebody gets who types something wrong: a sentence, a way out, and an untouched instrument.
struct WrongInputTests {
    @Test(arguments: [
        (["cyclic-voltametry"], "There is no program called “cyclic-voltametry”", "cyclic-voltammetry"),
        (["cyclic-voltammetry", "--set", "speed=1V/s"], "speed", "rate"),
        (["cyclic-voltammetry", "--set", "rate=100"], "“100” has no unit", "mV/s"),
        (["cyclic-voltammetry", "--set", "rate=5V"], "electric potential", "mV/s"),
        (["cyclic-voltammetry", "--set", "rate=5000V/s"], "5 kV/s", "1 kV/s"),
        (["cyclic-voltammetry", "--set", "vertex1=-9V"], "vertex1", "-9 V"),
        (["cyclic-voltammetry", "--set", "rate"], "NAME=VALUE", "rate=100mV/s"),
        (["cyclic-voltammetry", "--experiment-id", "../x"], "../x", "letter or digit"),
        (["cyclic-voltammetry", "--limit", "current=1mA"], "current", "i_max"),
        (["cyclic-voltammetry", "--limit", "i_max=1V"], "i_max", "electric current"),
        (["cyclic-voltammetry", "--publish", "ftp:here"], "ftp", "file"),
        (["cyclic-voltammetry", "--publish", "null", "--publish", "null"], "null", "twice"),
        (["cyclic-voltammetry", "--instrument", "gamry@sim:redox"], "gamry", "emstat"),
        (["cyclic-voltammetry", "--instrument", "emstat@sim:glass"], "glass", "redox.\n"),
        (["cyclic-voltammetry", "--instrument", "emstat"], "DRIVER@ADDRESS", "emstat@sim:redox"),
        (
            ["cyclic-voltammetry", "--instrument", "emstat@sim:redox", "--instrument", "emstat@sim:redox"], "cell",
            "role"
        ),
        (["cyclic-voltammetry", "--meta", "electrode_area=3V"], "electrode_area", "area"),
        (["cyclic-voltammetry", "--what"], "--what", "Usage"),
    ])
    func `a mistake is refused with a sentence, exit 2, and no file`(
        words: [String], names: String, wayOut: String
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let ending = try await ProgramRun("lab-runner", ["run"] + words, in: directory).ending()
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains(names), "\(ending.errors)")
        #expect(ending.errors.contains(wayOut), "\(ending.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test func `a mistake that can be known beforehand sends no byte to the instrument`() async throws {
        let bench = try await Bench()
        for words in [["--set", "rate=5V"], ["--set", "vertex1=-1.9V"], ["--limit", "x=1"]] {
            #expect(try await bench.start("cyclic-voltammetry", words).ending().exitCode == 2)
        }
        #expect(try bench.state()["commands"] == 0)
    }

    @Test func `a pty that is not there is not reachable`() async throws {
        let ending = try await ProgramRun(
            "lab-runner",
            ["run", "cyclic-voltammetry", "--instrument", "emstat@pty:/dev/pts/98765", "--publish", "null", "--json"]
        ).ending()
        #expect(ending.exitCode == 4)
        #expect(ending.errors.contains("There is nothing at pty:/dev/pts/98765."))
        #expect(try JSONReader.read(ending.output.utf8)["reason"] == "not_reachable")
    }

    @Test func `a run that is refused leaves no directory behind`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let words = ["run", "cyclic-voltammetry", "--instrument", "emstat@pty:/dev/pts/98765", "--state", "state"]
        #expect(try await ProgramRun("lab-runner", words, in: directory).ending().exitCode == 4)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/runs") == [])
    }

    @Test(arguments: [["run", "--help"], ["help", "run"]])
    func `the help of a command is its own`(words: [String]) async throws {
        let ending = try await ProgramRun("lab-runner", words).ending()
        #expect(ending.exitCode == 0)
        #expect(ending.output.contains("--set <name=value>"), "\(ending.output)")
        #expect(ending.output.contains("--experiment-id"))
    }

    @Test func `a command that is not there is answered with those that are`() async throws {
        let ending = try await ProgramRun("lab-runner", ["runn", "cyclic-voltammetry", "--json"]).ending()
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("There is no command called “runn”."))
        #expect(ending.errors.contains("Did you mean “run”?"))
        #expect(try JSONReader.read(ending.output.utf8)["error"]?["code"] == "invalid_input")
    }

    @Test func `a demonstration that cannot begin draws nothing`() async throws {
        let ending = try await ProgramRun("lab-runner", ["demo", "--directory", "/proc/none"]).ending()
        #expect(ending.exitCode == 2)
        #expect(ending.output == "")
        #expect(ending.errors.contains("The directory /proc/none cannot be made"))
        #expect(ending.errors.contains("--directory DIR"))
    }

    @Test func `identify says as JSON that nobody answers`() async throws {
        let ending = try await ProgramRun("lab-runner", ["identify", "emstat@pty:/dev/pts/98765", "--json"]).ending()
        #expect(ending.exitCode == 4)
        #expect(try JSONReader.read(ending.output.utf8)["error"]?["code"] == "not_reachable")
    }

    @Test func `an experiment that exists is not overwritten`() async throws {
        let bench = try await Bench()
        #expect(try await bench.start("cyclic-voltammetry", id: "once").ending().exitCode == 0)
        let before = try bench.files("once").seqs
        let ending = try await bench.start("cyclic-voltammetry", id: "once").ending()
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("once"))
        #expect(try bench.files("once").seqs == before)
    }
}
