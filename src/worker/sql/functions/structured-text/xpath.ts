/** Functions that look into XML texts by a path of XPath 1.0. */

import type { SparkType } from '../../../../base/spark-type.ts'
import { parsePath } from '../../../../base/xpath/path-expression.ts'
import { BIGINT, BOOLEAN, type Bound, DOUBLE, INT, STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { constantText, isNullConstant, type SqlFunction } from '../function-record.ts'

const xpath = (names: string, type: SparkType, made: (xml: Sql, path: Sql) => Sql): SqlFunction =>
  custom(names, 2, 2, ([xml, path], call) => {
    for (const value of [xml, path])
      if (value?.type.kind !== 'string' && value?.type.kind !== 'void')
        throw semanticError(`${call.name} takes strings; ${value?.name} is ${value?.type.kind}`)
    if (xml === undefined || path === undefined || isNullConstant(xml) || isNullConstant(path))
      return { sql: template`CAST(NULL AS ${engineType(type)})`, type }
    checkPath(path, call.name)
    return { sql: made(xml.sql, path.sql), type }
  })

function checkPath(path: Bound, called: string): void {
  const text = constantText(path, `The path of ${called}`)
  if (text === '') return
  try {
    parsePath(text)
  } catch (error) {
    throw semanticError(`The path ${text} of ${called} is not read as XPath 1.0: ${error instanceof Error ? error.message : ''}`)
  }
}

const number = (xml: Sql, path: Sql): Sql => template`CAST(fn_xpath_value(${xml}, ${path}, 'number') AS DOUBLE)`

export const XPATH_FUNCTIONS: readonly SqlFunction[] = [
  xpath('xpath', { kind: 'array', element: STRING }, (xml, path) => template`fn_xpath_nodes(${xml}, ${path})`),
  xpath('xpath_string', STRING, (xml, path) => template`fn_xpath_value(${xml}, ${path}, 'string')`),
  xpath('xpath_boolean', BOOLEAN, (xml, path) => template`CAST(fn_xpath_value(${xml}, ${path}, 'boolean') AS BOOLEAN)`),
  xpath('xpath_double xpath_number', DOUBLE, number),
  xpath('xpath_float', { kind: 'float' }, (xml, path) => template`sp_to_float(${number(xml, path)})`),
  xpath('xpath_int', INT, (xml, path) => template`sp_double_int(${number(xml, path)})`),
  xpath('xpath_long', BIGINT, (xml, path) => template`sp_double_bigint(${number(xml, path)})`),
  xpath('xpath_short', { kind: 'smallint' }, (xml, path) => template`sp_wrap_smallint(sp_double_int(${number(xml, path)}))`),
]
