import LabInstruments

/// What the driver knows of the measurement that runs.
struct RunningMeasurement {
    /// Why it is to stop.
    enum StopCause {
        /// The caller's task was cancelled.
        case cancelled
        /// The receiver of points threw this.
        case thrown(any Error)
        /// `makeSafe` wants the wire.
        case safety

        /// What `measure` throws once the device is idle.
        var error: any Error {
            switch self {
            case .cancelled: CancellationError()
            case .thrown(let error): error
            case .safety: EmStatError.interrupted
            }
        }
    }

    /// Tells it from the one before.
    let id: Int
    let technique: CheckedTechnique
    /// Whether the device has its script.
    var isSent = false
    /// Whether the device holds it.
    var isHeld = false
    var stop: StopCause?
    /// Who waits for the echo of a hold or a resume.
    var echo: CheckedContinuation<Void, any Error>?
    /// To be forgotten at its end.
    var alarms: [AlarmID] = []

    /// How long the device may take to its end mark after it was told to stop.
    var patience: Duration { technique.stopLatency + .seconds(2) }
}
