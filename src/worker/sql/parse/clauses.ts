/** Words that BY follows. */
export const BEFORE_BY: ReadonlySet<string> = new Set(['GROUP', 'ORDER', 'SORT', 'CLUSTER', 'DISTRIBUTE', 'PARTITION'])

/** What a query may go on with behind an expression or a table. */
export const CLAUSES: readonly string[] = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'JOIN',
  'INNER',
  'CROSS',
  'LATERAL',
  'UNION',
  'EXCEPT',
  'INTERSECT',
]
