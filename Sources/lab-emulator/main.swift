import BuiltInEmulators
import LabRunnerKit

LabEmulator.main(emulators: .builtIn)
