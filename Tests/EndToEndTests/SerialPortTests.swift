#if SerialPort
import Foundation
import LabValues
import Testing

/// The way through libserialport, on an emulator's pseudo-terminal that passes for a serial port.
@Suite(.enabled(if: PtySerialShim.isPossible, "needs a C compiler"))
struct SerialPortTests {
    private let shim: PtySerialShim

    init() throws { shim = try PtySerialShim() }

    private func identify(_ bench: Bench, _ address: String, preloaded: Bool = true) async throws -> ProgramRun.Ending {
        try await ProgramRun(
            "lab-runner", ["identify", "emstat@\(address)"], in: bench.directory,
            environment: preloaded ? shim.environment : [:]
        ).ending()
    }

    @Test func `the device at a serial port says who it is, also through a link and with options`() async throws {
        let bench = try await Bench()
        let link = bench.directory.appending(path: "potentiostat")
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: bench.path)
        for address in [
            "serial:\(bench.path)", "serial:\(link.path)?baud=115200&dtr=on", "serial:\(bench.path)?flow=rtscts",
        ] {
            let ending = try await identify(bench, address)
            #expect(ending.exitCode == 0, "\(ending.errors)")
            #expect(ending.output.contains("SIMPICO0001"))
        }
    }

    @Test func `a CV comes through libserialport without losing a point`() async throws {
        let bench = try await Bench()
        let run = try bench.start("cyclic-voltammetry", at: "serial:\(bench.path)", environment: shim.environment)
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["outcome"] == "completed")
        #expect(report["safe"]?["cell"] == "confirmed")
        let files = try bench.files()
        #expect(files.points.count > 1000)
        #expect(files.event(.stepStarted).first?["points"]?.int == files.points.count)
        #expect(try bench.state()["cell"] == "off")
    }

    @Test(arguments: [("", B230400, false), ("?baud=115200&flow=xonxoff", B115200, true)])
    func `the line is set as the driver wants it, or as the address says`(
        options: String, baud: Int32, xonxoff: Bool
    ) async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start(
            "cyclic-voltammetry", at: "serial:\(bench.path)\(options)", environment: shim.environment)
        try await bench.waitUntilMeasuring()
        var settings = try bench.lineSettings()
        let speeds = (cfgetispeed(&settings), cfgetospeed(&settings))
        #expect(speeds == (speed_t(baud), speed_t(baud)))
        #expect((settings.c_iflag & tcflag_t(IXON) != 0) == xonxoff)
        #expect(settings.c_lflag & tcflag_t(ICANON | ECHO) == 0)
        #expect(settings.c_cflag & tcflag_t(CSIZE) == tcflag_t(CS8))
        run.send(SIGINT)
        #expect(await run.ending().exitCode == 3)
    }

    @Test func `a port in use names who has it, and is left alone`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry", at: "serial:\(bench.path)", environment: shim.environment)
        try await bench.waitUntilMeasuring()
        let second = try await identify(bench, "serial:\(bench.path)")
        #expect(second.exitCode == 4)
        #expect(second.errors.contains("is in use by lab-runner (pid \(run.processIdentifier))"), "\(second.errors)")
        run.send(SIGINT)
        let ending = await run.ending()
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(try JSONReader.read(ending.output.utf8)["reason"] == "signal")
    }

    @Test func `a device that vanishes in mid-scan is a lost link`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry", at: "serial:\(bench.path)", environment: shim.environment)
        try await bench.waitUntilMeasuring()
        bench.killEmulator()
        let ending = await run.ending()
        #expect([1, 5].contains(ending.exitCode), "\(ending.errors)")
        #expect(try JSONReader.read(ending.output.utf8)["reason"] == "link_lost")
        #expect(try bench.files().event(.linkLost).count == 1)
    }

    @Test func `a pseudo-terminal that does not pass for a port is told how to be opened`() async throws {
        let bench = try await Bench()
        let ending = try await identify(bench, "serial:\(bench.path)", preloaded: false)
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("a pseudo-terminal is opened as pty:\(bench.path)"))
    }

    @Test(arguments: [
        ("serial:/dev/ttyUSB77", 4, "There is nothing at serial:/dev/ttyUSB77"),
        ("serial:/dev/null", 4, "serial:/dev/null is no terminal"),
        ("serial:usb=fefe:0001", 4, "No port is the device serial:usb=fefe:0001"),
        ("serial:ttyUSB0", 2, "a port is a path"),
        ("serial:/dev/ttyUSB77?speed=9", 2, "options of serial: are baud"),
        ("tcp:lab-pc", 2, "tcp:HOST:PORT"),
        ("usb:1", 2, "the links are serial:, pty:, tcp:, sim: and replay:"),
    ])
    func `a wrong address is one sentence, and the exit code says whether to type or to plug`(
        address: String, code: Int32, sentence: String
    ) async throws {
        let ending = try await ProgramRun("lab-runner", ["identify", "emstat@\(address)"]).ending()
        #expect(ending.exitCode == code)
        #expect(ending.errors.contains(sentence), "\(ending.errors)")
    }

    @Test func `ports are listed without opening one`() async throws {
        let ending = try await ProgramRun("lab-runner", ["ports"]).ending()
        #expect(ending.exitCode == 0)
        #expect(!ending.output.isEmpty)
        let json = try await ProgramRun("lab-runner", ["ports", "--json"]).ending()
        #expect(json.exitCode == 0)
        #expect(try JSONReader.read(json.output.utf8).elements != nil)
    }
}

extension Bench {
    /// The emulator's terminal.
    fileprivate var path: String { String(address.dropFirst("pty:".count)) }

    /// How the terminal is set now.
    fileprivate func lineSettings() throws -> termios {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        defer { close(descriptor) }
        var settings = termios()
        try #require(tcgetattr(descriptor, &settings) == 0)
        return settings
    }
}
#endif
