import LabValues

/// The same random numbers at every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Any finite number: every bit pattern alike, so subnormal and huge ones too.
    mutating func nextFiniteDouble() -> Double {
        while true {
            let number = Double(bitPattern: next())
            if number.isFinite { return number }
        }
    }

    /// A number of the size one meets at the bench.
    mutating func nextBenchDouble() -> Double {
        let mantissa = Double.random(in: -1000...1000, using: &self)
        let decimals = power(ofTenFrom: [0, 1, 3, 6])
        return (mantissa * decimals).rounded() / decimals / power(ofTenFrom: [0, 3, 6, 9])
    }

    private mutating func power(ofTenFrom exponents: [Int]) -> Double {
        Double("1e\(exponents[Int.random(in: exponents.indices, using: &self)])") ?? 1
    }
}

/// The error with which a text is refused, if it is.
func refusal<Value: ParameterValue>(of text: String, as type: Value.Type) -> MalformedValue? {
    do throws(MalformedValue) {
        _ = try Value(userText: text)
        return nil
    } catch {
        return error
    }
}
