import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'

/** Whether the type is an interval or has one in it: results have its text, and files have none. */
export const hasInterval = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'interval' || kind === 'calendar-interval')
