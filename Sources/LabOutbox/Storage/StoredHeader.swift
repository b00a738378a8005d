import LabValues

/// What a file says about itself.
struct StoredHeader: Sendable, Hashable {
    var experiment: ExperimentID
    /// The process that began it.
    var writer: String
    /// When, in milliseconds since 1970.
    var begun: Int64
    /// When its last run let go of it; nil while one runs, or when it was killed.
    var ended: Int64?
    var lastSeq = 0
    /// Messages kept.
    var rows = 0
    /// What they weigh.
    var bytes = 0
}
