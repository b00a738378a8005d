extension Int {
    /// The sum, or the largest integer where it would be larger.
    func clampedPlus(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The product of two that are not negative, or the largest integer where it would be larger.
    func clampedTimes(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
