import type { Tag } from './tag.ts'

export const FLINK_TEMPLATE_TYPES = ['flink_sql_job', 'flink_opensource_sql_job'] as const

/** Flink SQL that users keep under a name. */
export interface FlinkTemplate {
  readonly projectId: string
  /** Of the project, from 1, never given twice. */
  readonly number: number
  /** Unique in the project; the case is kept, and two names that differ in it are two. */
  readonly name: string
  readonly description: string
  readonly sql: string
  readonly type: (typeof FLINK_TEMPLATE_TYPES)[number]
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly updatedAt: number
}
