import LabValues
import Synchronization

extension CommandInbox {
    /// Counts a refusal; answers and tells it unless too many came in this second. Who is here is always answered: a
    /// client that waits for a reply keeps its place.
    func refuse(
        _ command: Command?, from origin: CommandOrigin, _ refusal: CommandRefusal, _ route: ReplyRoute,
        isCounted: Bool = false
    ) {
        if !isCounted { state.withLock { $0.counts.refused += 1 } }
        let isTold = isTold(refusal.code, origin.source)
        if isTold { observe(.refused(command, from: origin, refusal)) }
        guard isTold || origin.channel == .local else { return }
        // Who sent rubbish to everybody is no partner for a conversation.
        if origin.channel == .local || command?.id != nil { send(refusal, to: command, origin, route) }
    }

    /// Answers a stop that other stops have overtaken: it is accepted, and over.
    func supersede(_ command: Command, from origin: CommandOrigin, _ route: ReplyRoute) {
        guard isTold("superseded", origin.source) || origin.channel == .local else { return }
        let (place, word) = (allowedPlace(of: command, from: origin), runState())
        route.send(reply(to: command, .accepted, reason: nil, state: word), place)
        route.send(reply(to: command, .failed, reason: "superseded", state: word), place)
    }

    /// Whether a refusal is told by itself; what is not is summed up when its second is over.
    private func isTold(_ reason: String, _ source: String) -> Bool {
        let now = clock.now
        let (earlier, isTold, due) = state.withLock { state -> (RefusalSummary?, Bool, LabInstant?) in
            var meter = state.meters[source] ?? RefusalMeter()
            let earlier = meter.summary(of: source, at: now)
            let wasSilent = meter.due != nil
            let isTold = meter.answers(reason, at: now)
            state.meters[source] = meter
            return (earlier, isTold, wasSilent ? nil : meter.due)
        }
        if let earlier { observe(.refusals(earlier)) }
        if let due { _ = clock.setAlarm(at: due) { [weak self] in self?.sumUp(source) } }
        return isTold
    }

    private func sumUp(_ source: String) {
        let now = clock.now
        let summary = state.withLock { $0.meters[source]?.summary(of: source, at: now) }
        if let summary { observe(.refusals(summary)) }
    }
}

extension InboxCounts {
    mutating func count(_ verdict: CommandTriage.Verdict) {
        switch verdict {
        case .admitted, .superseded: admitted += 1
        case .repeated: repeated += 1
        case .refused: refused += 1
        case .ignored: ignored += 1
        }
    }
}

extension Command {
    /// What can be read of a command that is none, so that its sender recognises the refusal.
    init?(salvaging line: [UInt8]) {
        // No JSON, no names: the refusal says so already.
        guard let json = try? JSONReader.read(line) else { return nil }
        self.init(json["command"]?.shortText() ?? "", timestamp: Timestamp(millisecondsSinceEpoch: 0))
        id = json["id"]?.shortText()
        replyTo = json["reply_to"]?.shortText(InboxRules.longestReplyTo)
    }
}

extension MalformedMessage {
    /// What is wrong, as the end of a sentence.
    var sentence: String {
        switch self {
        case .noJSON(let fault): "\(fault)".prefix(200).trimmingEnd
        case .badField(let name): "the field “\(name)” is missing or wrong"
        case .unknownType(let type): "its type is “\(type.prefix(64))”"
        }
    }
}

extension Substring {
    fileprivate var trimmingEnd: String { String(last == "." ? dropLast() : self) }
}
