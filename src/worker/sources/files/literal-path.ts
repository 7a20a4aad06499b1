/** The engine takes *, ? and [ in a path for a pattern, which would match other files, too. */
export const literalPath = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]')
