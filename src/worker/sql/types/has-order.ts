import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'

/** Whether Spark knows which of two values is the greater, or that they are one: not of maps and of intervals that have months, days and times, nor of what has one in it. */
export const hasOrder = (type: SparkType): boolean => !someType(type, ({ kind }) => kind === 'map' || kind === 'calendar-interval')
