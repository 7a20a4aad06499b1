import type { TableSource } from '../../../../protocol/table-definition.ts'

const KINDS: ReadonlySet<TableSource['kind']> = new Set(['jdbc', 'mongo', 'css'])

/** Whether what reads such a table may be asked of its place as a whole. */
export const hasParts = ({ kind }: TableSource): boolean => KINDS.has(kind)
