import LabInstruments

// Words of every conversation: a line, a question, a script, and finding the device idle (page §3–§5).

extension EmStatDriver {
    /// After an error reply the device is deaf for up to 100 ms.
    static let deafTime = Duration.milliseconds(150)

    /// The next line; also when bytes never cease, `deadline` is kept.
    func nextLine(until deadline: LabInstant) async throws(LinkError) -> LineReader.Line {
        guard clock.now < deadline else { return .silence }
        return try await reader.next(until: deadline)
    }

    func send(_ text: String) async throws(LinkError) { try await link.send(Array(text.utf8)) }

    /// Waits out the deaf time and forgets what came meanwhile.
    func settle() async throws {
        try await clock.sleep(for: Self.deafTime)
        try await reader.drain(quiet: .milliseconds(20), until: clock.now + .milliseconds(200), clock: clock)
    }

    func silent(_ waited: Duration) -> LinkError { .silent(address: "\(link.address)", waited: waited) }

    /// Asks a command of one letter and returns what follows its echo.
    func ask(_ command: Character, within limit: Duration = .seconds(1)) async throws -> ArraySlice<UInt8> {
        try await send("\(command)\n")
        let deadline = clock.now + limit
        var heard: ArraySlice<UInt8>?
        while true {
            switch try await nextLine(until: deadline) {
            case .silence:
                guard let heard else { throw silent(limit) }
                throw WrongInstrument(expected: Self.family, answer: printable(heard))
            case .text(let line) where line.first == command.asciiValue:
                guard line.dropFirst().first == UInt8(ascii: "!") else { return line.dropFirst() }
                let report = try DeviceReport(line.dropFirst(2), in: line)
                try await settle()
                throw EmStatError.commandRefused(command: "\(command)", report)
            case .text(let line) where line.first != UInt8(ascii: "Z"): heard = line
            case .text, .empty, .tooLong: break
            }
        }
    }

    /// Runs a short script to its end.
    ///
    /// - Returns: the packages it sent.
    func runToEnd(
        _ script: MethodScript, within limit: Duration = .seconds(3)
    ) async throws -> [[PackageVariable]] {
        try await link.send(script.bytes)
        let deadline = clock.now + limit
        try await awaitAcceptance(of: script, until: deadline, waited: limit)
        var packages: [[PackageVariable]] = []
        while true {
            switch try await nextLine(until: deadline) {
            case .silence: throw silent(limit)
            case .empty: return packages
            case .tooLong: throw MalformedReply(.tooLong, in: [])
            case .text(let line):
                switch try ReplyLine(line) {
                case .failure(let report):
                    try await settle()
                    throw EmStatError.scriptFailed(report, scriptLine: report.line.flatMap(script.line))
                case .package: packages.append(try PackageParser.variables(of: line))
                default: break
                }
            }
        }
    }

    /// Reads up to the `e` that says a script was taken. A late answer to `Z` may stand before it.
    func awaitAcceptance(of script: MethodScript, until deadline: LabInstant, waited: Duration) async throws {
        while true {
            switch try await nextLine(until: deadline) {
            case .silence: throw silent(waited)
            case .tooLong: throw MalformedReply(.tooLong, in: [])
            case .empty: break
            case .text(let line):
                switch try ReplyLine(line) {
                case .answer(UInt8(ascii: "e"), let rest) where rest.isEmpty: return
                case .refusal(UInt8(ascii: "e"), let report):
                    try await settle()
                    throw EmStatError.scriptRefused(report, scriptLine: report.line.flatMap(script.line))
                case .answer(UInt8(ascii: "Z"), _), .refusal(UInt8(ascii: "Z"), _): break
                default: throw MalformedReply(.outOfPlace, in: line)
                }
            }
        }
    }
}
