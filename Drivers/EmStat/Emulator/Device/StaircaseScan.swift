/// A staircase as the converter can make it, counted in steps of the converter.
struct StaircaseScan: Equatable {
    /// Where it begins.
    let begin: Int
    /// Where each leg ends, in volts.
    let targets: [Double]
    let scans: Int
    /// Seconds at each potential, such that the scan rate is as asked.
    let interval: Double
    private let stride: Int
    private let resolution: Double

    /// A scan along `path` (volts), in steps of about `step` volts at `rate` volts per second.
    init(path: [Double], scans: Int, step: Double, rate: Double, resolution: Double) throws(ScriptErrorCode) {
        guard let first = path.first, step.magnitude <= 20, rate.magnitude >= 1e-9 else { throw .badArgument }
        stride = Int((step.magnitude / resolution).rounded())
        guard stride >= 1 else { throw .stepBelowResolution }
        begin = Int((first / resolution).rounded())
        targets = Array(path.dropFirst())
        self.scans = scans
        self.resolution = resolution
        interval = Double(stride) * resolution / rate.magnitude
    }

    /// How many points a leg has from where the scan stands, and by how many converter steps they lie apart.
    ///
    /// Counting from where the scan really stands keeps it from drifting: every scan ends where the first began.
    func leg(from steps: Int, to target: Double) -> (count: Int, stride: Int) {
        let distance = target - Double(steps) * resolution
        let count = Int((distance.magnitude / (Double(stride) * resolution)).rounded())
        return (count, distance < 0 ? -stride : stride)
    }
}
