import type { RemoteTypeRow } from './remote-type.ts'

/** PostgreSQL's own types, with the numbers that they and their arrays have in every database. */
const TYPES: readonly (readonly [name: string, number: number, array: number])[] = [
  ['bool', 16, 1000],
  ['bytea', 17, 1001],
  ['int8', 20, 1016],
  ['int2', 21, 1005],
  ['int4', 23, 1007],
  ['text', 25, 1009],
  ['oid', 26, 1028],
  ['json', 114, 199],
  ['float4', 700, 1021],
  ['float8', 701, 1022],
  ['bpchar', 1042, 1014],
  ['varchar', 1043, 1015],
  ['date', 1082, 1182],
  ['time', 1083, 1183],
  ['timestamp', 1114, 1115],
  ['timestamptz', 1184, 1185],
  ['timetz', 1266, 1270],
  ['bit', 1560, 1561],
  ['numeric', 1700, 1231],
  ['uuid', 2950, 2951],
  ['jsonb', 3802, 3807],
]
/** None, the database's own, "C" and "POSIX": texts that are equal there have the same bytes. */
const DETERMINISTIC_COLLATIONS: ReadonlySet<number> = new Set([0, 100, 950, 951])

type KnownType = Omit<RemoteTypeRow, 'modifier'>

const SCHEMA = 'pg_catalog'
const single = (type: string): KnownType => ({ type, type_schema: SCHEMA, deterministic: true, element: null, element_schema: null })
const KNOWN: ReadonlyMap<number, KnownType> = new Map(
  TYPES.flatMap(([name, number, array]) => [
    [number, single(name)],
    [array, { ...single(`_${name}`), element: name, element_schema: SCHEMA }],
  ]),
)

/** What a type's number says. Undefined: of a type or a collation that another database may not have, or whose number nobody has written down here. */
export const builtInType = (number: number, collation: number): KnownType | undefined =>
  DETERMINISTIC_COLLATIONS.has(collation) ? KNOWN.get(number) : undefined
