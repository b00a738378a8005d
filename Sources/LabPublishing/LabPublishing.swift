// LabPublishing
