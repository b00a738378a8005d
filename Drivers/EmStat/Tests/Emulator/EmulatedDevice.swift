import EmStatEmulator
import LabEmulation
import Testing

/// An emulated EmStat at full speed on a wire inside this process, and the host's end of it.
final class EmulatedDevice {
    let channel = InProcessChannel()
    let state = EmulatorState()
    private let thread: EmulatorThread
    private var unread: [UInt8] = []

    init(
        _ model: String = "pico", cell: String = "resistor:10k", speed: EmulatorSpeed = .max, faults: String? = nil
    ) throws {
        let plan = try faults.map { text throws(FaultPlanError) in try FaultPlan(joined: text) } ?? FaultPlan()
        let emulator = try EmStatEmulator(
            model: model, cell: CellDescription(cell), speed: speed, state: state, faults: plan)
        thread = emulator.start(on: channel)
    }

    deinit {
        channel.close()
        thread.join(timeout: .seconds(5))
    }

    /// Sends lines, each with its line end.
    func send(_ lines: String...) {
        #expect(channel.hostWrite(Array(lines.map { $0 + "\n" }.joined().utf8)))
    }

    /// Sends a script with the command before it and the empty line behind it.
    func run(_ script: String, with command: String = "e") {
        send(command, script, "")
    }

    /// The next line, or `nil` when none comes.
    func line(within timeout: Duration = .seconds(5)) -> String? {
        let deadline = ContinuousClock.now + timeout
        while true {
            if let end = unread.firstIndex(of: 10) {
                defer { unread.removeFirst(end + 1) }
                return String(decoding: unread[..<end], as: UTF8.self)
            }
            guard case .bytes(let bytes) = channel.hostRead(timeout: max(.zero, deadline - .now)) else { return nil }
            unread += bytes
        }
    }

    /// Every line up to and with the empty one or an error of the script itself.
    func output() -> [String] {
        var lines: [String] = []
        while let line = line() {
            lines.append(line)
            if line.isEmpty || line.hasPrefix("!") || line.hasPrefix("e!") || line.hasPrefix("l!") { break }
        }
        return lines
    }

    /// Whether the device answers a question in the end, after whatever errors and deafness lie before.
    func answers(_ question: String, with answer: String) -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            send("", question)
            while let line = line(within: .milliseconds(200)) { if line == answer { return true } }
        }
        return false
    }

    /// Waits out the deafness after an error, asking until the device answers again.
    func listenAgain() {
        repeat { send("") } while line(within: .milliseconds(20)) != ""
        while line(within: .milliseconds(30)) != nil {}
    }
}
