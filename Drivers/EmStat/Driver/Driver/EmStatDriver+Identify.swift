import LabInstruments

// Page §4: find the device idle whatever it was doing, then ask who it is.

extension EmStatDriver {
    /// For messages.
    static let family = "EmStat Pico or EmStat4"

    private enum AbortReply {
        case isIdle, wasRunning, none(heard: ArraySlice<UInt8>?)
    }

    /// Ends whatever runs on the device and leaves it idle and the wire quiet.
    ///
    /// - Parameter patience: how long a running script may be silent before its end mark.
    func synchronise(patience: Duration) async throws {
        let start = clock.now
        try await reader.drain(quiet: .milliseconds(50), until: clock.now + .milliseconds(200), clock: clock)
        // The empty line ends half a command that somebody else left behind.
        try await send("\n")
        try await send("Z\n")
        var reply = try await awaitAbortReply()
        if case .none = reply {
            // A held script may ignore the abort.
            try await send("H\n")
            try await awaitResumption()
            try await send("Z\n")
            let first = reply
            reply = try await awaitAbortReply()
            if case (.none(heard: nil), .none) = (reply, first) { reply = first }
        }
        switch reply {
        case .isIdle: try await settle()
        case .wasRunning: try await readToEnd(patience)
        case .none(heard: let line?): throw WrongInstrument(expected: Self.family, answer: printable(line))
        case .none(heard: nil): throw silent(clock.now - start)
        }
    }

    private func awaitAbortReply() async throws -> AbortReply {
        let deadline = clock.now + .seconds(1)
        var heard: ArraySlice<UInt8>?
        while true {
            switch try await nextLine(until: deadline) {
            case .silence: return .none(heard: heard)
            case .empty, .tooLong: break
            case .text(let line):
                // Garbage may stand before the reply, data of the running script too.
                if line.first == UInt8(ascii: "Z"), line.count == 1 { return .wasRunning }
                if line.starts(with: Array("Z!".utf8)) { return .isIdle }
                heard = line
            }
        }
    }

    private func awaitResumption() async throws {
        let deadline = clock.now + .milliseconds(500)
        while true {
            switch try await nextLine(until: deadline) {
            case .silence: return
            case .text(let line) where line.first == UInt8(ascii: "H"):
                if line.count > 1 { try await clock.sleep(for: Self.deafTime) }
                return
            case .text, .empty, .tooLong: break
            }
        }
    }

    /// Reads the rest of a script that was told to stop; bounded, also when it sends for ever.
    private func readToEnd(_ patience: Duration) async throws {
        let start = clock.now
        let end = start + patience * 12
        while true {
            switch try await nextLine(until: min(end, clock.now + patience)) {
            case .silence: throw EmStatError.goesOn(waited: clock.now - start)
            case .empty:
                try await reader.drain(quiet: .milliseconds(20), until: clock.now + .milliseconds(200), clock: clock)
                return
            case .text(let line) where line.first == UInt8(ascii: "!"): return try await settle()
            case .text, .tooLong: break
            }
        }
    }

    /// Who answers, found out without an error reply and the deaf time behind it when the device is idle, as it
    /// usually is: `i` is answered by an idle device only. Anything unexpected is nil, and the full way is taken.
    func greet() async throws -> InstrumentIdentity? {
        try await send("\n")
        try await send("t\n")
        let limit = clock.now + Self.promptness
        var answer: ArraySlice<UInt8>?
        while answer == nil, case let line = try await nextLine(until: limit), line != .silence {
            if case .text(let text) = line, text.first == UInt8(ascii: "t") { answer = text.dropFirst() }
        }
        guard let answer, let firmware = FirmwareVersion(answer),
            case .text(let release) = try await nextLine(until: limit), release.last == UInt8(ascii: "*")
        else { return try await misunderstood() }
        let model = try knownModel(firmware)
        try await send("i\n")
        guard case .text(let reply) = try await nextLine(until: clock.now + Self.promptness),
            reply.first == UInt8(ascii: "i"), reply.count > 1, reply.dropFirst().first != UInt8(ascii: "!")
        else { return try await misunderstood() }
        return try await connect(model, firmware.text + " " + printable(release), serial: reply.dropFirst())
    }

    /// How soon an idle device answers.
    private static let promptness = Duration.milliseconds(300)

    /// What was heard may have been an error, after which the device is deaf for a while.
    private func misunderstood() async throws -> InstrumentIdentity? {
        try await settle()
        return nil
    }

    /// Firmware, serial number and language version of the idle device.
    func askWhoAnswers() async throws -> InstrumentIdentity {
        let answer = try await askTwice("t")
        var release = ""
        if case .text(let line) = try await nextLine(until: clock.now + .milliseconds(300)) {
            release = " " + printable(line)
        }
        guard let firmware = FirmwareVersion(answer) else {
            throw WrongInstrument(expected: Self.family, answer: "t" + printable(answer))
        }
        let model = try knownModel(firmware)
        return try await connect(model, firmware.text + release, serial: try await askTwice("i"))
    }

    private func knownModel(_ firmware: FirmwareVersion) throws -> EmStatModel {
        if firmware.isBootloader { throw EmStatError.bootloader }
        guard let model = firmware.model else {
            throw WrongInstrument(expected: Self.family, answer: firmware.text)
        }
        return model
    }

    private func connect(
        _ model: EmStatModel, _ firmware: String, serial: ArraySlice<UInt8>
    ) async throws -> InstrumentIdentity {
        let language = try await askLanguage()
        let identity = InstrumentIdentity(
            manufacturer: "PalmSens", model: model.title, serialNumber: printable(serial), firmware: firmware + language
        )
        connected = (model, identity)
        return identity
    }

    /// A question may fall into the time in which the device is deaf after an error, or be lost on the wire: it is
    /// asked once more before the device counts as silent.
    private func askTwice(_ question: Character) async throws -> ArraySlice<UInt8> {
        do { return try await ask(question) } catch LinkError.silent { return try await ask(question) }
    }

    /// Old firmware does not know the question.
    private func askLanguage() async throws -> String {
        do {
            return ", MethodSCRIPT " + printable(try await askTwice("v"))
        } catch EmStatError.commandRefused {
            return ""
        }
    }
}
