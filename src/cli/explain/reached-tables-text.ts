import { type Fields, plain, rowsOf } from '../shown-fields.ts'

/** The tables that a statement names, for people: a line for each, and of what is refused the step that refuses it. */
export function reachedTablesText({ tables }: Fields): string {
  const lines = rowsOf(tables).flatMap(({ database_name: database, table_name: table, verdict, address, steps }) => {
    const at = address === '' ? '' : ` at ${plain(address)}`
    const head = `${plain(verdict).padEnd(8)} ${plain(database)}.${plain(table)}${at}`
    const failed = verdict === 'refused' ? rowsOf(steps).find(({ outcome }) => outcome === 'failed') : undefined
    return failed === undefined ? [head] : [head, `         ${plain(failed['step'])}: ${plain(failed['seen'])}`]
  })
  return lines.length === 0 ? 'The statement names no table' : lines.join('\n')
}

/** 0: each is reached, or kept here; 3: one is refused; 4: of one it cannot be said. */
export function reachExitCode({ tables }: Fields): number {
  const verdicts = rowsOf(tables).map(({ verdict }) => verdict)
  if (verdicts.includes('refused')) return 3
  return verdicts.every((verdict) => verdict === 'allowed' || verdict === 'local') ? 0 : 4
}
