// LabPrograms
