/// One current range of the device.
struct CurrentRange: Equatable {
    /// The index the wire uses.
    let index: UInt8

    /// The largest current a script may ask this range for, in amperes.
    let maximum: Double

    /// One step of the converter, in amperes.
    let resolution: Double

    /// |I| below which a reading is marked as underload, in amperes.
    let underload: Double

    /// |I| from which a reading carries an overload warning, in amperes.
    let warning: Double

    /// |I| at which the converter ends, in amperes; such a reading is an overload.
    let overload: Double

    /// An EmStat Pico range. The measurable maximum is 60 % of the nominal one.
    ///
    /// - Source: captures: 5.5999756 pA a step at 60 nA, warning from 80 %, underload below about 2 % of the maximum.
    static func pico(_ index: UInt8, maximum: Double) -> CurrentRange {
        CurrentRange(
            index: index, maximum: maximum, resolution: maximum * (5.5999756e-12 / 60e-9), underload: 0.02 * maximum,
            warning: 0.8 * maximum, overload: maximum)
    }

    /// An EmStat4 range. Overload at 2.92, warning at 2.46 and underload at 0.123 times the nominal current.
    ///
    /// The resolution, 0.0092 % of the nominal current, is not verified.
    static func emStat4(_ index: UInt8, nominal: Double) -> CurrentRange {
        CurrentRange(
            index: index, maximum: nominal, resolution: 9.2e-5 * nominal, underload: 0.123 * nominal,
            warning: 2.46 * nominal, overload: 2.92 * nominal)
    }

    /// What the converter makes of a current.
    func convert(_ current: Double) -> (current: Double, status: MeasurementMetadata.Status) {
        guard current.isFinite else { return (.nan, .overload) }
        let clipped = max(-overload, min(overload, current))
        let code = (clipped / resolution).rounded()
        let status: MeasurementMetadata.Status =
            if current.magnitude > overload {
                .overload
            } else if current.magnitude >= warning {
                .overloadWarning
            } else if current.magnitude < underload {
                .underload
            } else {
                []
            }
        return (code * resolution, status)
    }
}
