/** Random numbers, and the places of rows that Spark's are computed from. */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, DOUBLE, INT, STRING } from '../../bound/bound.ts'
import type { Sql, Template } from '../../bound/sql.ts'
import { overRows, template, text, volatile } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { type SqlFunction, scalar } from '../function-record.ts'

/** Of the rows of the SELECT behind its WHERE, in the order in which they are read, from 0. */
const PLACE = overRows(text('(row_number() OVER () - 1)'))

/** Without a seed others each time; with one Spark's own, row by row. */
const random = (names: string, printed: string, kind: 'uniform' | 'gaussian', unseeded: () => Template): SqlFunction =>
  custom(names, 0, 1, ([seed]) => {
    if (seed === undefined) return { sql: volatile(unseeded()), type: DOUBLE, name: `${printed}()` }
    const isConstant = seed.uses.length === 0 && !seed.hasAggregate && !seed.hasWindow && seed.sql.kind === 'template'
    if (!isSeed(seed.type) || !isConstant)
      throw semanticError(
        `The seed of ${printed} is an INT or a BIGINT that is written in the statement; ${seed.name} is ${sparkTypeName(seed.type)}`,
      )
    const sql: Sql = template`CAST(fn_random('${kind}', CAST(coalesce(CAST(${seed} AS BIGINT), 0) AS VARCHAR), CAST(${PLACE} AS VARCHAR)) AS DOUBLE)`
    return { sql, type: DOUBLE, name: `${printed}(${seed.name})` }
  })

const isSeed = ({ kind }: SparkType): boolean => kind === 'int' || kind === 'bigint' || kind === 'void'

export const RANDOM_FUNCTIONS: readonly SqlFunction[] = [
  random('rand random', 'rand', 'uniform', () => text('random()')),
  random('randn', 'randn', 'gaussian', () => text('(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))')),
  custom('monotonically_increasing_id', 0, 0, () => ({ sql: PLACE, type: BIGINT })),
  scalar('spark_partition_id', [], INT, 'CAST(0 AS INTEGER)', { print: () => 'SPARK_PARTITION_ID()' }),
  scalar('input_file_name', [], STRING, "''"),
  scalar('input_file_block_start input_file_block_length', [], BIGINT, 'CAST(-1 AS BIGINT)'),
]
