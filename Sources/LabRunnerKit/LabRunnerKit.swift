// LabRunnerKit
