import { Type } from 'typebox'
import type { Tag } from '../domain/tag.ts'
import { storedJson } from './rows.ts'

export const tagsFromJson: (text: string) => readonly Tag[] = storedJson(
  'list of tags',
  Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
)
export const textsFromJson: (text: string) => readonly string[] = storedJson('list of texts', Type.Array(Type.String()))
export const textRecordFromJson: (text: string) => Readonly<Record<string, string>> = storedJson(
  'set of options',
  Type.Record(Type.String(), Type.String()),
)
