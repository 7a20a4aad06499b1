/** Of what one job tells of how it went, apart from the schemas: a worker starts without their library. */
export const JOB_NOTE_LIMITS = { tableReadings: 100, madeHere: 100, hints: 20, sources: 20, reasonLength: 1000 } as const
