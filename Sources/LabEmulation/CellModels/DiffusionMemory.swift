import Glibc

/// Σ Δg_m/√(t − t_m) over every past step, in constant time and memory.
///
/// The kernel is written as a sum of exponentials: the trapezoid rule in *u* of
/// 1/√t = (1/√π) ∫ e^{u/2} e^{−t·e^u} du. With a spacing of ½ its error is 2|Γ(½ + 4πi)|/√π ≈ 1e-8. The part of the
/// integral left of the slowest rate is one more term that does not decay. Good from 1 µs to 1e6 s.
struct DiffusionMemory: Sendable {
    private static let spacing = 0.5
    private static let slowest = log(1e-10)
    private static let count = 1 + Int((log(1e8) - slowest) / spacing)

    private static let rates = (0..<count).map { exp(slowest + spacing * Double($0)) }
    private static let weights = rates.map { spacing * ($0 / Double.pi).squareRoot() }
    private static let undecayingWeight = weights[0] / (exp(spacing / 2) - 1)

    private var amplitudes = [Double](repeating: 0, count: Self.count)
    private var undecaying = 0.0
    private var decay = [Double](repeating: 1, count: Self.count)
    private var decayInterval = 0.0

    /// Σ Δg_m/√(t − t_m), in s^−½; meaningful once some time has passed since the last step.
    private(set) var sum = 0.0

    /// The surface concentration jumps by `delta` now.
    mutating func step(by delta: Double) {
        for index in amplitudes.indices { amplitudes[index] += delta }
        undecaying += delta
    }

    /// Time passes without a jump.
    mutating func pass(_ seconds: Double) {
        if seconds != decayInterval {
            decayInterval = seconds
            decay = Self.rates.map { exp(-$0 * seconds) }
        }
        var total = undecaying * Self.undecayingWeight
        let weights = Self.weights
        for index in amplitudes.indices {
            amplitudes[index] *= decay[index]
            total += amplitudes[index] * weights[index]
        }
        sum = total
    }

    /// The solution is uniform again.
    mutating func forget() {
        for index in amplitudes.indices { amplitudes[index] = 0 }
        undecaying = 0
        sum = 0
    }
}
