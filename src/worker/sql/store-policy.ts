/** spark.sql.storeAssignmentPolicy: what an INSERT may cast. LEGACY: whatever CAST takes; STRICT: only what loses nothing. */
export type StorePolicy = 'ANSI' | 'LEGACY' | 'STRICT'
