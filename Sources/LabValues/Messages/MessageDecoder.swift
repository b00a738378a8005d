extension NumberedMessage {
    /// Reads one line of an experiment's events or data; an author's event may be nested 126 levels deep.
    ///
    /// - Throws: `MalformedMessage` when it is no JSON or lacks a field.
    public init(line: some Sequence<UInt8>) throws(MalformedMessage) {
        let json: JSONValue
        do { json = try JSONReader.read(line, deepest: 128) } catch { throw .noJSON(error) }
        let fields = MessageFields(json)
        let experiment: ExperimentID
        do { experiment = try ExperimentID(try fields.text("experiment_id")) } catch let fault as MalformedMessage {
            throw fault
        } catch { throw .badField("experiment_id") }
        guard let timestamp = Timestamp(try fields.text("timestamp")) else { throw .badField("timestamp") }
        let content: LabMessage.Content
        switch try fields.text("type") {
        case "experiment_event":
            guard let data = json["data"]?.fields else { throw .badField("data") }
            content = .event(EventName(rawValue: try fields.text("event")), data: data)
        case "echem_data": content = .points(try PointBatch(fields))
        case let type: throw .unknownType(type)
        }
        self.init(
            experiment: experiment, seq: try fields.integer("seq"), writer: WriterID(text: try fields.text("writer")),
            message: LabMessage(timestamp: timestamp, content: content))
    }
}

/// Why a line is no message of ours.
public enum MalformedMessage: Error, Hashable, Sendable {
    case noJSON(MalformedJSON)
    case badField(String)
    case unknownType(String)
}

/// The fields of a message that must be there and must have their type.
struct MessageFields {
    let json: JSONValue
    init(_ json: JSONValue) { self.json = json }

    func text(_ name: String) throws(MalformedMessage) -> String {
        guard let text = json[name]?.text else { throw .badField(name) }
        return text
    }

    func integer(_ name: String) throws(MalformedMessage) -> Int {
        guard let value = json[name]?.int else { throw .badField(name) }
        return value
    }

    /// A number or null; a missing field is nil too.
    func number(_ name: String) throws(MalformedMessage) -> Double? {
        guard let value = json[name], value != .null else { return nil }
        guard let number = value.double else { throw .badField(name) }
        return number
    }
}

extension PointBatch {
    init(_ fields: MessageFields) throws(MalformedMessage) {
        guard let t0 = Timestamp(try fields.text("t0")) else { throw .badField("t0") }
        guard let elements = fields.json["points"]?.elements else { throw .badField("points") }
        var phase: MeasurementPhase?
        if let text = fields.json["phase"]?.text {
            guard let known = MeasurementPhase(rawValue: text) else { throw .badField("phase") }
            phase = known
        }
        self.init(
            technique: TechniqueCode(rawValue: try fields.text("technique")),
            instrument: InstrumentRole(rawValue: try fields.text("instrument")),
            stepIndex: try fields.integer("step_index"), attempt: try fields.integer("attempt"),
            cycle: try fields.integer("cycle"), segment: try fields.integer("segment"), phase: phase, t0: t0,
            isSimulated: fields.json["simulated"]?.bool ?? false, points: [])
        points.reserveCapacity(elements.count)
        for element in elements { points.append(try EchemPoint(MessageFields(element), in: self)) }
    }
}

extension EchemPoint {
    init(_ fields: MessageFields, in batch: PointBatch) throws(MalformedMessage) {
        self.init(
            time: try fields.number("t").map { .seconds($0) }, potential: try fields.number("e").map { .volts($0) },
            current: try fields.number("i").map { .amperes($0) })
        measuredPotential = try fields.number("e_measured").map { .volts($0) }
        range = try fields.number("range_A").map { .amperes($0) }
        cycle = batch.cycle
        segment = batch.segment
        phase = batch.phase
        measuresCurrent = batch.technique != .openCircuit
        if let words = fields.json["status"]?.elements {
            guard let status = PointStatus(words: words.map { $0.text ?? "" }) else { throw .badField("status") }
            self.status = status
        }
    }
}
