import LabOutbox
import LabValues

extension OutboxLimits {
    /// The limits that the configuration says, with those that always hold in the place of what it leaves out.
    init(_ settings: Settings) throws(SettingFault) {
        self.init()
        if let bytes = try settings.bytes(.outboxMaxBytes) { maxBytes = bytes }
        if let messages = try settings.integer(.outboxMaxMessages) { maxMessages = messages }
        if let time = try settings.duration(.outboxRetention) { retention = time }
        if let policy = try settings.text(.outboxWhenFull).flatMap(OutboxPolicy.init) { whenFull = policy }
        if let hardness = try settings.text(.outboxDurability).flatMap(OutboxDurability.init) { durability = hardness }
    }
}
