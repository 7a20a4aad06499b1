import { quoteName } from '../../engine/quote.ts'
import { partitionEdges, rangeConditions, type SplitBy } from '../shared/jdbc/partition-ranges.ts'
import type { PostgresComparable } from './dialect.ts'
import type { WrittenTable } from './read-source.ts'
import type { RemoteTable } from './remote-table.ts'

/** Conditions by which several connections read what has no blocks of its own, as its options say; none: one reads it. */
export function splitConditions({ columns, sqlName }: RemoteTable, options: WrittenTable['options'], countMax: number): readonly string[] {
  const { partitionColumn, lowerBound, upperBound, numPartitions } = options
  if (partitionColumn === undefined || lowerBound === undefined || upperBound === undefined || numPartitions === undefined) return []
  // What a query reads cannot be held while sessions join.
  if (sqlName === undefined) return []
  const wanted = partitionColumn.replaceAll(/^["`]|["`]$/g, '').toLowerCase()
  const found = columns.find(({ name }) => name.toLowerCase() === wanted)
  const split = found === undefined ? undefined : SPLITS[found.type.comparable.type]
  const count = Math.min(numPartitions, countMax)
  const edges = split === undefined || count < 2 ? [] : partitionEdges(split.by, { lower: lowerBound, upper: upperBound, count })
  if (found === undefined || split === undefined || edges.length === 0) return []
  return rangeConditions(quoteName(found.name), edges, split.literal)
}

interface Split {
  readonly by: SplitBy
  readonly literal: (edge: string) => string
}

const NUMBERS: Split = { by: 'number', literal: (edge) => (edge.startsWith('-') ? `(${edge})` : edge) }

/** By the column itself: an index finds the ranges. */
const SPLITS: Readonly<Partial<Record<PostgresComparable, Split>>> = {
  number: NUMBERS,
  double: NUMBERS,
  date: { by: 'date', literal: (edge) => `'${edge}'::date` },
  timestamp: { by: 'timestamp', literal: (edge) => `'${edge}'::timestamp` },
  instant: { by: 'timestamp', literal: (edge) => `'${edge}+00'::timestamptz` },
}
