import { Type } from 'typebox'
import { storedJson } from './rows.ts'

const Tag = Type.Object({ key: Type.String(), value: Type.String() })
/** A tag of a queue, connection or job. */
export interface StoredTag {
  readonly key: string
  readonly value: string
}

export const tagsFromJson: (text: string) => readonly StoredTag[] = storedJson('list of tags', Type.Array(Tag))
export const textsFromJson: (text: string) => readonly string[] = storedJson('list of texts', Type.Array(Type.String()))
export const textRecordFromJson: (text: string) => Readonly<Record<string, string>> = storedJson(
  'set of options',
  Type.Record(Type.String(), Type.String()),
)
