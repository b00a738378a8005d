import BuiltInDrivers
import BuiltInEmulators
import BuiltInPrograms
import LabRunnerKit

await LabRunner.main(drivers: .builtIn, programs: .builtIn, emulators: .builtIn)
