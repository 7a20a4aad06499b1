import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'

/** Whether the type is a map or has one in it: maps are not compared. */
export const holdsMap = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'map')
