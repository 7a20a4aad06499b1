import { type Static, Type } from 'typebox'

const ReadOf = Type.Object({ read: Type.Integer({ minimum: 0 }), all: Type.Integer({ minimum: 0 }) })

/** A table of files that a job has read: how many of its files, and partitions, were opened, of how many. */
export const TableReading = Type.Object({
  /** database.table, or what stands in its place. */
  table: Type.String({ maxLength: 1024 }),
  files: ReadOf,
  partitions: Type.Optional(ReadOf),
})
export type TableReading = Readonly<Static<typeof TableReading>>
