import { type Expression, type SqlBool, sql } from 'kysely'
import { Type } from 'typebox'
import type { Tag } from '../../domain/tag.ts'
import { repeatedJson, storedJson } from './rows.ts'

export const tagsFromJson: (text: string) => readonly Tag[] = repeatedJson(
  'list of tags',
  Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
)
export const textsFromJson: (text: string) => readonly string[] = storedJson('list of texts', Type.Array(Type.String()))
export const textRecordFromJson: (text: string) => Readonly<Record<string, string>> = storedJson(
  'set of options',
  Type.Record(Type.String(), Type.String()),
)

const tagText = ({ key, value }: Tag): string => JSON.stringify({ key, value })

/** As tagsFromJson reads them, and as hasTag looks for one. */
export const tagsToJson = (tags: readonly Tag[]): string => `[${tags.map(tagText).join(',')}]`

/** Whether a row has the tag: as text, for a quote within a name or a value is never written bare. */
export const hasTag = (tag: Tag): Expression<SqlBool> => sql<SqlBool>`instr(${sql.ref('tags')}, ${tagText(tag)}) > 0`
