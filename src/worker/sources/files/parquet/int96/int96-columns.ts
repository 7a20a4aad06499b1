import { asStruct, bigOf, DamagedParquet, ELEMENT, FILE, listOf } from '../copies/footer.ts'
import type { ThriftStruct } from '../copies/thrift-compact.ts'

const INT96 = 3n
const REPETITION = { required: 0n, repeated: 2n } as const
const DEPTH_MAX = 200

/** A column of timestamps of the type INT96, or one within a column. */
export interface Int96Column {
  /** Of the column of the file that it is in. */
  readonly name: string
  /** How deep lists, and what may be NULL, are nested around a value. */
  readonly repetitions: number
  readonly definitions: number
}

/** By their numbers among those that hold values. @throws DamagedParquet */
export function int96Columns(footer: ThriftStruct): ReadonlyMap<number, Int96Column> {
  const elements = listOf(footer, FILE.schema).map(asStruct)
  const columns = new Map<number, Int96Column>()
  let at = 1
  let leaf = 0
  const read = (top: string | undefined, repetitions: number, definitions: number, depth: number): void => {
    const element = elements[at]
    if (element === undefined || depth > DEPTH_MAX) throw new DamagedParquet('its columns are not as it says')
    at += 1
    const name = top ?? nameOf(element)
    const repetition = element.fields.has(ELEMENT.repetition) ? bigOf(element, ELEMENT.repetition) : REPETITION.required
    const repeated = repetitions + (repetition === REPETITION.repeated ? 1 : 0)
    const defined = definitions + (repetition === REPETITION.required ? 0 : 1)
    if (element.fields.has(ELEMENT.type)) {
      if (bigOf(element, ELEMENT.type) === INT96) columns.set(leaf, { name, repetitions: repeated, definitions: defined })
      leaf += 1
      return
    }
    for (let left = childrenOf(element); left > 0; left -= 1) read(name, repeated, defined, depth + 1)
  }
  const [root] = elements
  if (root === undefined) throw new DamagedParquet('it has no columns')
  for (let left = childrenOf(root); left > 0; left -= 1) read(undefined, 0, 0, 0)
  return columns
}

const childrenOf = (element: ThriftStruct): number => (element.fields.has(ELEMENT.children) ? Number(bigOf(element, ELEMENT.children)) : 0)

function nameOf({ fields }: ThriftStruct): string {
  const name = fields.get(ELEMENT.name)
  if (name?.kind === 'binary') return name.bytes.toString()
  throw new DamagedParquet('a column has no name')
}
