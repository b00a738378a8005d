public import LabValues

extension Measurement {
    /// Which way the current of a peak flows.
    public enum PeakKind: Sendable, Hashable {
        /// Oxidation: the current is highest.
        case anodic
        /// Reduction: the current is lowest.
        case cathodic
    }

    /// The highest peak of a scan: a point beyond all its neighbours within 2 % of the points (at least 3) on either
    /// side, not at the end of a scan and not where the potential turns round; nil when there is none.
    ///
    /// No baseline is subtracted: the current is the one measured.
    ///
    /// - Parameter cycle: one cycle, from 1; all of them when nil.
    public func peak(_ kind: PeakKind, inCycle cycle: Int? = nil) -> EchemPoint? {
        let complete = (cycle.map { points(ofCycle: $0) } ?? points).filter { $0.current != nil && $0.potential != nil }
        let sign: Double = kind == .anodic ? 1 : -1
        let heights = complete.map { sign * ($0.current?.amperes ?? 0) }
        let potentials = complete.map { $0.potential?.volts ?? 0 }
        let reach = max(3, complete.count / 50)
        guard complete.count > 2 * reach else { return nil }
        var best: Int?
        for place in reach..<(complete.count - reach) where best.map({ heights[place] > heights[$0] }) ?? true {
            let span = (place - reach)...(place + reach)
            if isMonotonic(potentials[span]), isSummit(place, of: heights[span]) { best = place }
        }
        return best.map { complete[$0] }
    }
}

private func isMonotonic(_ potentials: ArraySlice<Double>) -> Bool {
    let pairs = zip(potentials, potentials.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
}

private func isSummit(_ place: Int, of heights: ArraySlice<Double>) -> Bool {
    let height = heights[place]
    guard let first = heights.first, let last = heights.last else { return false }
    return heights.allSatisfy { $0 <= height } && first < height && last < height
}
