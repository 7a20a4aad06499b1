/** The table that an import's statement reads, and the one that tries a log-in: no catalog has it. */
export const IMPORTED = { database: 'causeway_import', name: 'files' } as const
