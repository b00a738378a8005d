import LabInstruments

extension EmStatDriver {
    public func hold() async throws { try await exchange("h", makesHeld: true) }

    public func resumeMeasurement() async throws { try await exchange("H", makesHeld: false) }

    /// Sends `h` or `H` and waits for its echo in the stream.
    private func exchange(_ command: String, makesHeld: Bool) async throws {
        guard let current = run, current.isSent, current.stop == nil, current.echo == nil else {
            throw EmStatError.nothingToHold
        }
        guard current.isHeld != makesHeld else { return }
        let limit = EmStatModel.longestIteration(current.technique.realised) + .seconds(2)
        let alarm = clock.setAlarm(at: clock.now + limit) {
            self.onOwnThread { $0.endEcho(of: current.id, throwing: EmStatError.holdUnanswered) }
        }
        defer { clock.cancelAlarm(alarm) }
        try await withCheckedThrowingContinuation { continuation in
            run?.echo = continuation
            onOwnThread { driver in
                do { try await driver.send(command + "\n") } catch { driver.endEcho(of: current.id, throwing: error) }
            }
        }
    }

    /// The device echoed a hold or a resume.
    func noteEcho(isHeld: Bool) {
        run?.isHeld = isHeld
        run?.echo?.resume()
        run?.echo = nil
    }

    /// Nothing will be echoed any more.
    func endEcho(throwing error: any Error) {
        run?.echo?.resume(throwing: error)
        run?.echo = nil
    }

    private func endEcho(of id: Int, throwing error: any Error) {
        if run?.id == id { endEcho(throwing: error) }
    }
}
