import LabValues

/// Who asked for the pause that is coming or goes on, and since when it lasts. Pure.
struct PauseRecord: Sendable {
    /// Who asked first; nil when a limit did.
    private(set) var asker: CommandSource?
    /// Whether all who asked are known: else the cell is off in this pause.
    private(set) var isAuthenticated = true
    /// Why it interrupted what was held in it, where that is not the asker's reason.
    var whyInterrupted: String?
    /// When it was reached.
    var began: LabInstant?
    /// Ends a pause that lasts too long.
    var alarm: AlarmID?

    /// Somebody asks for a pause, or sharpens one.
    mutating func ask(_ source: CommandSource) {
        asker = asker ?? source
        if !source.isAuthenticated { isAuthenticated = false }
    }

    /// Who and why, for its event.
    ///
    /// - Parameter latched: the limit that wants an acknowledgement.
    func facts(latched: LimitName?) -> JSONObject {
        let limit = latched.map { "limit:\($0.rawValue)" }
        return JSONObject([
            ("source", .string(asker?.name ?? "limit")), ("issuer", .string(asker?.issuer)),
            ("reason", .string(asker?.remark ?? asker?.reason ?? limit)), ("limit", .string(latched?.rawValue)),
        ])
    }

    /// Why a run stops that this pause interrupted in a step that must not be interrupted.
    var reason: String { whyInterrupted ?? asker?.reason ?? "command" }
}
