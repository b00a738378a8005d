public import LabValues

/// Decides whether a signed command says who sends it, to whom, and for how long. Pure; replay is `SeenIDs`' matter.
public struct SignatureRules: Sendable {
    /// Whose signatures count.
    public var keys: KeyRing
    /// The station this is; nil for one without a name, which no command can be addressed to.
    public var station: String?
    /// How far ahead of ours a sender's clock may be.
    public var skew: Duration

    /// The longest time between `timestamp` and `expires`: PROMISES §7.
    public static let longestLife = Duration.seconds(300)

    /// Rules for one station.
    public init(keys: KeyRing = KeyRing(), station: String? = nil, skew: Duration = .seconds(30)) {
        (self.keys, self.station, self.skew) = (keys, station, skew)
    }

    /// What is wrong with a command that carries a signature; nil when nothing is.
    ///
    /// A `stop` is refused for neither age nor clock. What is cheap is asked first: a flood of forgeries must not
    /// hold up a genuine command behind it.
    public func refusal(of command: Command, at now: Timestamp) -> CommandRefusal? {
        timeRefusal(of: command, at: now) ?? authenticityRefusal(of: command)
    }

    /// What is wrong with its signature and the fields every signed command has, whatever the time.
    func authenticityRefusal(of command: Command) -> CommandRefusal? {
        guard let keyID = command.keyID else { return .unsignedField("key_id") }
        guard let nonce = command.nonce, !nonce.isEmpty else { return .unsignedField("nonce") }
        guard let id = command.id, !id.isEmpty else { return .unsignedField("id") }
        guard command.expires != nil else { return .unsignedField("expires") }
        guard let key = keys[keyID] else { return .unknownKey(keyID) }
        return key.isSignature(of: command) ? nil : .badSignature(keyID: keyID)
    }

    private func timeRefusal(of command: Command, at now: Timestamp) -> CommandRefusal? {
        guard command.name != CommandName.stop else { return nil }
        guard let expires = command.expires else { return .unsignedField("expires") }
        let (life, overflows) = expires.millisecondsSinceEpoch
            .subtractingReportingOverflow(command.timestamp.millisecondsSinceEpoch)
        guard !overflows, life > 0, Duration.milliseconds(life) <= Self.longestLife else {
            return .livesTooLong(milliseconds: life)
        }
        guard command.timestamp <= now + skew else { return .clockSkew(sent: command.timestamp, now: now) }
        return now < expires ? nil : .expired(expires, now: now)
    }
}
