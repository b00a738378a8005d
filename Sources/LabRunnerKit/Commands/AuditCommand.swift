import ArgumentParser
import LabControl
import LabValues

/// `lab-runner audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Checks the record of who asked what of a run.", subcommands: [Verify.self])

    /// `lab-runner audit verify FILE`.
    struct Verify: LabCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finds out whether an audit is as it was written.",
            discussion: """
                What stands in the file alone shows edits within it; that its end was not cut off, or all of it \
                written anew, only a head shows that somebody else holds: those in the run's events, for instance. \
                Exit codes: 0 intact (a last line torn by a crash is told), 1 not, 2 wrong input.
                """)

        @Argument(help: "The audit: audit/EXPERIMENT_ID.jsonl where state is kept.")
        var file: String

        @Option(help: ArgumentHelp("Holds every head in these events against it.", valueName: "events.jsonl"))
        var events: String?

        @Option(help: ArgumentHelp("Holds one head against it.", valueName: "hash"))
        var head: String?

        @Flag(help: "Prints JSON.")
        var json = false

        func run(in lab: Lab) async -> Int32 {
            lab.reporting {
                let account = AuditAccount(try finding(), file: file, isHeldAgainstHeads: events != nil || head != nil)
                if json {
                    lab.output.line(String(decoding: account.json.encoded, as: UTF8.self))
                } else {
                    for line in account.lines { lab.output.line(line) }
                }
                return account.exitCode
            }
        }

        private func finding() throws -> AuditVerifier.Finding {
            guard events == nil || head == nil else { throw CommandFault("Name --events or --head, not both.") }
            if let events { return try AuditVerifier.verify(file, againstEventsIn: events) }
            guard let head else { return try AuditVerifier.verify(file) }
            guard head.count == 64, head.allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase }) else {
                throw CommandFault(
                    "--head \(head.shownBriefly) is no head.",
                    hint: "One has 64 lower-case hexadecimal digits; it stands in events as \(AuditVerifier.headField)."
                )
            }
            return try AuditVerifier.verify(file, against: [head])
        }
    }
}
