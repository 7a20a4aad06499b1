import { type Static, Type } from 'typebox'

/** What of a statement the rules of its queue may be about, as it is written: what a view holds does not count. */
export const Inspection = Type.Object({
  /** COUNT(DISTINCT …) */
  distinctCounts: Type.Integer({ minimum: 0 }),
  /** NOT IN (SELECT …) */
  notInQueries: Type.Integer({ minimum: 0 }),
  joins: Type.Integer({ minimum: 0 }),
  /** UNION ALL */
  unions: Type.Integer({ minimum: 0 }),
  /** Queries within queries, the deepest. */
  nesting: Type.Integer({ minimum: 0 }),
  /** Tables side by side that no condition brings together. */
  products: Type.Integer({ minimum: 0 }),
})
export type Inspection = Readonly<Static<typeof Inspection>>

/** A limit that a rule, the job's conf or a property of the queue sets a statement while it runs. */
export const StatementLimit = Type.Object({
  /** whole-tables: those with partitions that are read without a condition on these; bytes: read; memory: bytes by which its worker has grown since it began; scratch: bytes of the disk. */
  what: Type.Union([
    Type.Literal('files'),
    Type.Literal('partitions'),
    Type.Literal('whole-tables'),
    Type.Literal('rows'),
    Type.Literal('bytes'),
    Type.Literal('memory'),
    Type.Literal('scratch'),
  ]),
  limit: Type.Integer({ minimum: 0 }),
  /** What sets it, as the message of a refusal names it. */
  by: Type.String({ maxLength: 200 }),
  /** It is told with the job, and refuses nothing: of files, partitions and whole tables. */
  isHint: Type.Optional(Type.Boolean()),
})
export type StatementLimit = Readonly<Static<typeof StatementLimit>>
