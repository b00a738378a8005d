import ArgumentParser
import Glibc
import LabEmulation

/// The arguments of `lab-emulator`, and what it does with them.
struct LabEmulatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab-emulator",
        abstract: "Plays an instrument with a simulated cell on a pseudo-terminal, until it is told to stop (SIGTERM).",
        discussion: """
            A FAULT is KIND[@POINT]: it comes once POINT points have been sent since the start (1 when not said, 0 is \
            before the first), and once only unless it lasts. KIND is one of:

            """ + FaultKind.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

    @Argument(help: "The driver whose instrument to play, such as emstat.")
    var driver: String

    @Option(help: "Which model of it; each emulator has a default.")
    var model: String?

    @Option(help: "The simulated cell: resistor:10k, rc:100,20u, randles:100,1k,20u or redox.")
    var cell = "redox"

    @Option(help: "A symbolic link to make to the terminal.")
    var link: String?

    @Option(help: "A JSON file to keep up to date with what the instrument is doing.")
    var state: String?

    @Option(help: "Device seconds per real second, or max.")
    var speed = "1"

    @Option(help: ArgumentHelp("Something to go wrong; may be repeated.", valueName: "kind[@point]"))
    var fault: [String] = []

    /// Serves until SIGTERM or SIGINT.
    func serve(_ emulators: [any InstrumentEmulator.Type]) throws {
        let order = try order(from: emulators)
        let signals = Self.blockSignals()
        let window = try state.map { path throws(EmulatorError) in try EmulatorState(file: path) } ?? EmulatorState()
        let emulator = try order.make(window)
        let host = try PtyHost(link: link)
        let thread = emulator.start(on: host)
        print("ready \(host.address)")
        fflush(nil)
        Self.wait(for: signals)
        host.close()
        thread.join(timeout: .seconds(1))
        window.close()
    }

    /// What was asked for, checked as far as nothing has to be opened for it.
    func order(from emulators: [any InstrumentEmulator.Type]) throws -> EmulatorOrder {
        guard let type = emulators.first(where: { $0.name == driver }) else {
            throw LabEmulatorMistake.unknownEmulator(driver, existing: emulators.map { $0.name })
        }
        guard let speed = EmulatorSpeed(speed) else { throw LabEmulatorMistake.badSpeed(speed) }
        let model = model ?? type.models.first ?? ""
        guard type.models.contains(model) else {
            throw EmulatorError.unknownModel(model, of: type.name, existing: type.models)
        }
        return EmulatorOrder(
            type: type, model: model, cell: try CellDescription(cell), speed: speed, faults: try FaultPlan(fault))
    }

    /// Keeps the stop signals for `sigwait`, in every thread started from here on.
    private static func blockSignals() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        return signals
    }

    private static func wait(for signals: sigset_t) {
        var signals = signals
        var received: Int32 = 0
        sigwait(&signals, &received)
    }
}
