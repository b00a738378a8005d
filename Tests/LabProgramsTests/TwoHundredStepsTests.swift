import LabPrograms
import Testing

/// As long as a program written by hand may get: 200 lines that the compiler must read in a moment.
private struct TwoHundredSteps: ExperimentProgram {
    static let summary = "two hundred steps"

    var steps: some Steps {
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(20), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(21), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(22), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(23), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(24), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(25), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(26), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(27), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(28), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(29), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(30), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(31), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(32), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(33), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(34), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(35), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(36), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(37), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(38), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(39), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(40), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(41), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(42), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(43), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(44), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(45), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(46), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(47), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(48), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(49), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(50), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(51), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(52), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(53), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(54), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(55), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(56), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(57), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(58), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(59), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(60), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(61), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(62), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(63), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(64), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(65), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(66), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(67), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(68), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(69), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(70), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(71), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(72), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(73), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(74), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(75), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(76), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(77), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(78), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(79), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(80), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(81), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(82), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(83), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(84), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(85), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(86), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(87), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(88), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(89), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(90), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(91), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(92), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(93), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(94), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(95), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(96), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(97), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(98), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(99), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(100), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(101), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(102), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(103), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(104), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(105), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(106), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(107), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(108), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(109), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(110), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(111), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.5), vertex2: .volts(0.5), at: .millivoltsPerSecond(112), cycles: 2)
        Rest(.seconds(3))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.6), vertex2: .volts(0.5), at: .millivoltsPerSecond(113), cycles: 2)
        Rest(.seconds(4))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.7), vertex2: .volts(0.5), at: .millivoltsPerSecond(114), cycles: 2)
        Rest(.seconds(5))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.8), vertex2: .volts(0.5), at: .millivoltsPerSecond(115), cycles: 2)
        Rest(.seconds(6))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.1), vertex2: .volts(0.5), at: .millivoltsPerSecond(116), cycles: 2)
        Rest(.seconds(7))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.2), vertex2: .volts(0.5), at: .millivoltsPerSecond(117), cycles: 2)
        Rest(.seconds(1))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.3), vertex2: .volts(0.5), at: .millivoltsPerSecond(118), cycles: 2)
        Rest(.seconds(2))
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(-0.4), vertex2: .volts(0.5), at: .millivoltsPerSecond(119), cycles: 2)
    }
}

@Test func `a program of two hundred lines compiles and unrolls`() throws {
    let recipe = Recipe(TwoHundredSteps())
    #expect(recipe.items.count == 200)
    #expect(recipe.items[199].path == "CV#100")
    #expect(try recipe.check(against: .oneCell).estimate.steps == 200)
}
