import { CausewayError } from '../../../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../../../base/spark-type.ts'
import type { Shape, ShapeField } from '../file-shape.ts'
import type { StoredField, StoredType } from '../table-snapshot.ts'
import { NOT_READ } from './not-read.ts'

/** A file has the types that its columns had when it was written: those that may have become the present ones, and no others, which a cast would change. */
export function checkStoredTypes(columns: readonly StoredField[], fields: readonly ShapeField[], shown: string): void {
  for (const column of columns) {
    const { key, name, type } = column
    const found = key.kind === 'id' ? fields.find(({ id }) => id === key.id) : undefined
    if (found !== undefined) checkType(type, found.shape, name, shown)
  }
}

function checkType(type: StoredType, shape: Shape, column: string, shown: string): void {
  if (type.kind === 'value' && shape.kind === 'value') {
    if (mayBe(type.type, shape.engineType)) return
    throw new CausewayError(
      'not-supported',
      `Column "${column}" is of type ${sparkTypeName(type.type)} in the table, and ${shown} has ${shape.engineType.slice(0, 60)} for it, which is not supported`,
      { hint: NOT_READ },
    )
  }
  if (type.kind === 'struct' && shape.kind === 'struct') checkStoredTypes(type.fields, shape.fields, shown)
  if (type.kind === 'array' && shape.kind === 'array') checkType(type.element, shape.element, column, shown)
  if (type.kind === 'map' && shape.kind === 'map') {
    checkType(type.key, shape.key, column, shown)
    checkType(type.value, shape.value, column, shown)
  }
}

function mayBe(type: SparkType, engineType: string): boolean {
  switch (type.kind) {
    case 'boolean':
      return engineType === 'BOOLEAN'
    case 'int':
      return ['TINYINT', 'SMALLINT', 'INTEGER'].includes(engineType)
    case 'bigint':
      return ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'].includes(engineType)
    case 'float':
      return engineType === 'FLOAT'
    case 'double':
      return ['FLOAT', 'DOUBLE'].includes(engineType)
    case 'date':
      return engineType === 'DATE'
    case 'timestamp':
      return ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'].includes(engineType)
    case 'string':
      return ['VARCHAR', 'UUID'].includes(engineType)
    case 'binary':
      return engineType === 'BLOB'
    case 'decimal': {
      const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(engineType) ?? []
      return Number(precision) <= type.precision && Number(scale) === type.scale
    }
    default:
      return false
  }
}
