/** What the engine makes of aggregates that another place has computed. */
import type { SparkType } from '../../../../base/spark-type.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'

/** As the engine's own sum would be: that of integers has 128 bits. */
export const asPartSum = (sum: Sql, of: SparkType): Sql => (of.kind === 'decimal' ? sum : template`CAST(${sum} AS HUGEINT)`)

/** Of integers. Where doubles hold all of their sums exactly this is Spark's own average; beyond, Spark's depends on the order of its rows, and this is what it comes near. */
export const asPartAverage = (sum: Sql, count: Sql): Sql => template`(CAST(${sum} AS DOUBLE) / nullif(${count}, 0))`
