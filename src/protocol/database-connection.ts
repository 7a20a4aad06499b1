import { type Static, Type } from 'typebox'

/** A schema of a remote database that appears as a database here. */
export const DatabaseConnection = Type.Object({
  url: Type.String({ minLength: 1, maxLength: 4096 }),
  /** A schema of PostgreSQL, a database of MySQL; with the capitals that it has there. */
  schema: Type.String({ minLength: 1, maxLength: 128 }),
  /** Name of the stored datasource authentication. */
  authName: Type.Optional(Type.String({ maxLength: 128 })),
  /** Those of each of its tables; names in lower case. */
  options: Type.Record(Type.String(), Type.String({ maxLength: 4096 })),
})
export type DatabaseConnection = Readonly<Static<typeof DatabaseConnection>>
