/** Characters of an error on its way between processes. */
export const ERROR_LIMITS = { message: 100_000, hint: 10_000, expected: 1000 } as const
