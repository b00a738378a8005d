extension NumberedMessage {
    /// The message as one line of UTF-8 JSON, without the line feed.
    public var encoded: [UInt8] {
        switch message.content {
        case .event(let name, let data): encode(event: name, data)
        case .points(let batch): encode(batch)
        }
    }

    private func encode(event name: EventName, _ data: JSONObject) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("type")
            writer.string("experiment_event")
            writer.key("event")
            writer.string(name.rawValue)
            envelope(into: &writer)
            writer.key("data")
            writer.value(.object(data))
        }
        return writer.bytes
    }

    private func encode(_ batch: PointBatch) -> [UInt8] {
        var writer = JSONWriter(capacity: 384 + 96 * batch.points.count)
        writer.object { writer in
            writer.key("type")
            writer.string("echem_data")
            writer.key("technique")
            writer.string(batch.technique.rawValue)
            envelope(into: &writer)
            place(of: batch, into: &writer)
            writer.key("points")
            writer.array { writer in for point in batch.points { point.write(into: &writer) } }
        }
        return writer.bytes
    }

    private func envelope(into json: inout JSONWriter) {
        json.key("timestamp")
        json.string(message.timestamp)
        json.key("experiment_id")
        json.string(experiment.text)
        json.key("seq")
        json.integer(seq)
        json.key("writer")
        json.string(writer.text)
    }

    private func place(of batch: PointBatch, into json: inout JSONWriter) {
        json.key("instrument")
        json.string(batch.instrument.rawValue)
        json.key("step_index")
        json.integer(batch.stepIndex)
        json.key("attempt")
        json.integer(batch.attempt)
        json.key("cycle")
        json.integer(batch.cycle)
        json.key("segment")
        json.integer(batch.segment)
        if let phase = batch.phase {
            json.key("phase")
            json.string(phase.rawValue)
        }
        json.key("t0")
        json.string(batch.t0)
        if batch.isSimulated {
            json.key("simulated")
            json.bool(true)
        }
    }
}

extension EchemPoint {
    /// Writes the reading as `{"t":…,"e":…,"i":…}`.
    func write(into json: inout JSONWriter) {
        json.object { json in
            json.key("t")
            json.number(time?.seconds)
            json.key("e")
            json.number(potential?.volts)
            if let measuredPotential {
                json.key("e_measured")
                json.number(measuredPotential.volts)
            }
            json.key("i")
            json.number(current?.amperes)
            if let range {
                json.key("range_A")
                json.number(range.amperes)
            }
            if !status.isEmpty {
                json.key("status")
                json.array { json in for word in status.words { json.string(word) } }
            }
        }
    }
}
