import ArgumentParser
import LabEngine
import LabInstruments
import LabTransport
import LabValues

/// `lab-runner safe [DRIVER@ADDRESS]`.
struct SafeCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "safe", abstract: "Makes safe what a run left armed, or the instrument that is named.",
        discussion: """
            Without an address: every instrument that a run opened and could not make safe. Exit codes: 0 cell off \
            (confirmed, or acknowledged by a device that offers no check), 4 not reachable, or in use by a run, \
            5 not confirmed off.
            """)

    @Argument(help: ArgumentHelp("For example emstat@serial:/dev/ttyUSB0.", valueName: "driver@address"))
    var address: String?

    @Option(help: "Where state is kept (default: $XDG_STATE_HOME/lab-runner).")
    var state: String?

    @Option(help: ArgumentHelp("How long a wire that is away is waited for (default: 5).", valueName: "seconds"))
    var patience: Double = 5

    func run(in lab: Lab) async -> Int32 {
        do {
            guard (0...3600).contains(patience) else {
                throw CommandFault("--patience \(patience) is not between 0 and 3600 seconds.")
            }
            let place = try StateDirectory(option: state)
            let files = try ArmedFiles(in: place)
            let found = files.all()
            for trouble in found.troubles { lab.console.line("warning: \(trouble)") }
            let named = try address.map { text throws(LinkError) in try InstrumentAddress(text) }
            let notes = found.instruments.filter { named == nil || $0.isAt(named) }
            if let named, notes.isEmpty { return try await makeSafe(named, place, in: lab) }
            var codes: [Int32] = []
            // A note that cannot be read is of an instrument that was open, and nobody knows which one.
            if named == nil, !found.troubles.isEmpty {
                lab.output.line("What was left armed is not all known: a note of it cannot be read.")
                for line in RunSummary.alarm([]) { lab.console.line(line) }
                codes.append(5)
            } else if notes.isEmpty {
                lab.output.line("No instrument was left armed.")
            }
            for note in notes { codes.append(await makeSafe(note, files, place, in: lab)) }
            return codes.max() ?? 0
        } catch {
            return lab.refuse(error)
        }
    }

    /// One that a run left; its note goes when it is safe.
    private func makeSafe(
        _ note: ArmedInstrument, _ files: ArmedFiles, _ place: StateDirectory, in lab: Lab
    ) async -> Int32 {
        let locks: [InstrumentLock]
        do { locks = try lock(note.addresses.map(\.link), place) } catch {
            return notReached(note.words, error, in: lab)
        }
        defer { withExtendedLifetime(locks) {} }
        var work = RescueWork(lab: lab)
        work.patience = Duration(secondsClamped: patience)
        guard let rescued = await work.makeSafe([note]).first else { return 5 }
        if rescued.finding.state != .unconfirmed { files.remove(note.role, in: note.experiment) }
        return tell(rescued.lines, rescued.finding, in: lab)
    }

    /// One that was named, whoever answers there.
    private func makeSafe(_ named: InstrumentAddress, _ place: StateDirectory, in lab: Lab) async throws -> Int32 {
        let planned = try lab.source(for: named)
        let locks: [InstrumentLock]
        do { locks = try lock([named.link], place) } catch { return notReached("\(named)", error, in: lab) }
        defer { withExtendedLifetime(locks) {} }
        let finding = await InstrumentRescue.makeSafe(
            planned.source, knownAs: nil, clock: lab.clock, patience: Duration(secondsClamped: patience))
        let who = finding.identity.map { "\($0.model) \($0.serialNumber) at \(named)" } ?? "\(named)"
        let troubles = finding.state == .unconfirmed ? finding.troubles.map { "  \($0)" } : []
        return tell(["\(who): \(finding.state.words)"] + troubles, finding, in: lab)
    }

    private func lock(_ links: [LinkAddress], _ place: StateDirectory) throws(CommandFault) -> [InstrumentLock] {
        try InstrumentLock.take(links, for: "lab-runner safe", in: place.directory("run"))
    }

    private func notReached(_ who: String, _ fault: CommandFault, in lab: Lab) -> Int32 {
        lab.output.line("\(who): not touched")
        for line in RunFault(fault).lines { lab.console.line(line) }
        return 4
    }

    private func tell(_ lines: [String], _ finding: InstrumentRescue.Finding, in lab: Lab) -> Int32 {
        for line in lines { lab.output.line(line) }
        guard finding.state == .unconfirmed else { return 0 }
        for line in RunSummary.alarm([]) { lab.console.line(line) }
        return finding.identity == nil ? 4 : 5
    }
}

extension ArmedInstrument {
    /// Whether `named` leads to it.
    fileprivate func isAt(_ named: InstrumentAddress?) -> Bool {
        addresses.contains { $0.driver == named?.driver && $0.link == named?.link }
    }
}
