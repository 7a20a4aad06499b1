import type { StatementPlace } from '../errors.ts'

/** line 1, column 8 */
export const placeText = ({ line, column }: Pick<StatementPlace, 'line' | 'column'>): string => `line ${line}, column ${column}`
