import { Type } from 'typebox'

export const PROJECT = { project_id: Type.String({ minLength: 1 }) }
export const ProjectPath = Type.Object(PROJECT)

const PAGE_MAX = 2000
/** Paging of the VPC API: at most `limit` items after the one whose id is `marker`. */
export const PAGE = {
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: PAGE_MAX })),
  marker: Type.Optional(Type.String()),
}

/** UTC without a zone, to the second, as VPC writes times. */
export const vpcTime = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 19)

/** The entries that are neither absent nor empty. */
export function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  const entry: Partial<Record<K, string>> = {}
  if (value !== undefined && value !== '') entry[key] = value
  return entry
}
