import type { Reach, ReachCell } from '../../api/reach.ts'

/** Queues down, addresses across. */
export interface Matrix {
  readonly addresses: readonly string[]
  readonly rows: readonly { readonly queue: string; readonly cells: readonly (ReachCell | undefined)[] }[]
}

export interface MatrixFilter {
  /** Part of a queue's name or of an address. */
  readonly find: string
  readonly onlyRefused: boolean
}

/** Of a queue or an address that is found, all of it; the preset queue, which reaches nothing, is left out. */
export function matrixOf({ queues, addresses, cells }: Reach, { find, onlyRefused }: MatrixFilter): Matrix {
  const wanted = find.trim().toLowerCase()
  const byKey = new Map(cells.map((cell) => [keyOf(cell.queue, cell.address), cell]))
  const networked = queues.filter((queue) => !cells.some((cell) => cell.queue === queue && cell.rule === 1 && cell.verdict === 'refused'))
  const has = (text: string): boolean => text.toLowerCase().includes(wanted)
  const found = networked.filter(has)
  const foundAddresses = addresses.filter(has)
  const isRefused = (queue: string, address: string): boolean => byKey.get(keyOf(queue, address))?.verdict === 'refused'
  const shownAddresses = (foundAddresses.length > 0 ? foundAddresses : addresses).filter(
    (address) => !onlyRefused || networked.some((queue) => isRefused(queue, address)),
  )
  const shownQueues = (found.length > 0 || (wanted !== '' && foundAddresses.length === 0) ? found : networked).filter(
    (queue) => !onlyRefused || shownAddresses.some((address) => isRefused(queue, address)),
  )
  return {
    addresses: shownAddresses,
    rows: shownQueues.map((queue) => ({ queue, cells: shownAddresses.map((address) => byKey.get(keyOf(queue, address))) })),
  }
}

const keyOf = (queue: string, address: string): string => `${queue}\n${address}`
