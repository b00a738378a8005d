import Glibc
import LabEngine
import LabTransport
import LabValues

/// The transcripts of a run, one for each instrument: FILE, or FILE.ROLE when there are several.
struct Recordings {
    private let transcripts: [InstrumentRole: (path: String, transcript: Transcript)]
    private let clock: any LabClock

    /// Begins the transcripts, or none of them.
    ///
    /// - Parameter file: nil when nothing is to be written down.
    /// - Throws: `TranscriptError` when one exists already or cannot be made.
    init(_ file: String?, of roles: [InstrumentRole], clock: any LabClock) throws(TranscriptError) {
        var begun: [InstrumentRole: (path: String, transcript: Transcript)] = [:]
        self.clock = clock
        do throws(TranscriptError) {
            for role in file == nil ? [] : roles {
                let path = (file ?? "") + (roles.count > 1 ? ".\(role)" : "")
                begun[role] = (path, try Transcript(path: path, clock: clock))
            }
        } catch {
            for (path, _) in begun.values { unlink(path) }
            throw error
        }
        transcripts = begun
    }

    /// The same instrument, its wire written down; also after it was opened anew.
    func recorded(_ source: InstrumentSource) -> InstrumentSource {
        guard let transcript = transcripts[source.role]?.transcript else { return source }
        var recorded = source
        recorded.open = { [clock] in RecordingLink(try await source.open(), into: transcript, clock: clock) }
        return recorded
    }

    /// Removes transcripts that nothing was written into.
    func discard() { for (path, _) in transcripts.values { unlink(path) } }

    /// Waits a moment for the disk; the paths of transcripts that are not complete.
    func finish() -> [String] { transcripts.values.filter { !$0.transcript.flush() }.map(\.path).sorted() }
}
