export type EngineValue = string | null | readonly (string | null)[]

/** Of values that are not NULL: with one that is, a function gives NULL and is not asked. What it throws stops the job, with its message. */
export type Compute = (...values: readonly EngineValue[]) => EngineValue
