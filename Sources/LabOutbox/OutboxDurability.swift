/// How hard a commit is: whether it survives a power cut, or only the end of the process.
public enum OutboxDurability: String, Sendable, CaseIterable {
    /// Every commit is synchronised with the disk.
    case full
    /// The disk decides when; a power cut may take the last commits.
    case normal
}
