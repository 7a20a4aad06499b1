/** The table that an import's statement reads: no catalog has it. */
export const IMPORTED = { database: 'causeway_import', name: 'files' } as const
