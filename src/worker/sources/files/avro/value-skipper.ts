import type { AvroInput } from './avro-input.ts'
import type { AvroType } from './avro-type.ts'

/** Passes over a value of the type. */
export function valueSkipper(type: AvroType): (input: AvroInput) => void {
  switch (type.kind) {
    case 'null':
      return () => undefined
    case 'boolean':
      return (input) => void input.byte()
    case 'int':
    case 'long':
    case 'enum':
      return (input) => void input.long()
    case 'float':
      return (input) => void input.take(4)
    case 'double':
      return (input) => void input.take(8)
    case 'string':
    case 'bytes':
      return (input) => void input.data()
    case 'fixed':
      return (input) => void input.take(type.size)
    case 'array':
      return skipItems(valueSkipper(type.items))
    case 'map': {
      const value = valueSkipper(type.values)
      return skipItems((input) => {
        input.data()
        value(input)
      })
    }
    case 'record': {
      const fields = type.fields.map((field) => valueSkipper(field.type))
      return (input) => {
        for (const field of fields) field(input)
      }
    }
    case 'union': {
      const branches = type.branches.map(valueSkipper)
      return (input) => {
        const branch = branches[input.count()]
        if (branch === undefined) throw input.damaged()
        branch(input)
      }
    }
  }
}

const skipItems =
  (item: (input: AvroInput) => void) =>
  (input: AvroInput): void => {
    for (let items = input.items(); items > 0; items = input.items()) for (; items > 0; items -= 1) item(input)
  }
