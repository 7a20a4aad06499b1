import type { Question } from '../../api/explanation.ts'
import { joinWishes, splitWishes } from '../../components/explanation/what-if.ts'

export type DoctorView = 'explain' | 'matrix' | 'expectations'

/** What of the page stands in its address. */
export interface DoctorPlace {
  readonly view: DoctorView
  readonly queue: string
  readonly address: string
  readonly wishes: readonly string[]
  /** Of the matrix. */
  readonly find: string
  readonly onlyRefused: boolean
}

export function readDoctorPlace({
  view,
  queue = '',
  address = '',
  what_if: wishes = '',
  find = '',
  refused,
}: Readonly<Record<string, string>>): DoctorPlace {
  return {
    view: view === 'matrix' || view === 'expectations' ? view : 'explain',
    queue,
    address,
    wishes: splitWishes(wishes),
    find,
    onlyRefused: refused === 'only',
  }
}

export function writeDoctorPlace(change: Partial<DoctorPlace>): Readonly<Record<string, string | undefined>> {
  const orNone = (text: string | undefined): string | undefined => (text === '' ? undefined : text)
  return {
    ...('view' in change ? { view: change.view === 'explain' ? undefined : change.view } : {}),
    ...('queue' in change ? { queue: orNone(change.queue) } : {}),
    ...('address' in change ? { address: orNone(change.address) } : {}),
    ...('wishes' in change ? { what_if: orNone(joinWishes(change.wishes ?? [])) } : {}),
    ...('find' in change ? { find: orNone(change.find) } : {}),
    ...('onlyRefused' in change ? { refused: change.onlyRefused === true ? 'only' : undefined } : {}),
  }
}

/** Undefined until a queue and an address are there. */
export const questionOf = ({ queue, address }: Pick<DoctorPlace, 'queue' | 'address'>, wishes: readonly string[]): Question | undefined =>
  queue === '' || address === '' ? undefined : { queue, address, whatIf: wishes.length === 0 ? undefined : joinWishes(wishes) }
