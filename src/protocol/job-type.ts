import { type Static, Type } from 'typebox'

export const JobType = Type.Union([
  Type.Literal('DDL'),
  Type.Literal('QUERY'),
  Type.Literal('INSERT'),
  Type.Literal('UPDATE'),
  Type.Literal('DELETE'),
  Type.Literal('IMPORT'),
  Type.Literal('EXPORT'),
])
export type JobType = Static<typeof JobType>
