import { CausewayError } from '../../../base/errors.ts'

/** What a worker wanted more of than it may have, and how much that is. */
export type Exceeded =
  | { readonly kind: 'memory'; readonly bytes: number }
  | { readonly kind: 'threads'; readonly threads: number }
  /** What is temporary of it on the disk. */
  | { readonly kind: 'scratch'; readonly bytes: number }
  /** The disk of the data folder itself was about to be full, and nobody had more on it that is temporary. */
  | { readonly kind: 'disk' }

const LESS_AT_ONCE = 'Let the statement read, sort, join or keep less at once'

/** @param queue the name of the worker's queue; undefined: it has none yet, or never will */
export function exceededError(exceeded: Exceeded, queue: string | undefined): CausewayError {
  const [who, whose] = queue === undefined ? ['A worker', 'it may have'] : ['The job', `queue ${queue} gives to one`]
  const kind = queue === undefined ? 'unavailable' : 'limit-exceeded'
  switch (exceeded.kind) {
    case 'memory':
      return new CausewayError(kind, `${who} needed more than the ${sizeText(exceeded.bytes)} of memory that ${whose}, so it was ended`, {
        hint: `${LESS_AT_ONCE}, or run it on a queue with more CUs`,
      })
    case 'threads':
      return new CausewayError(kind, `${who} needed more than the ${exceeded.threads} threads that ${whose}, so it was ended`, {
        hint: 'No statement needs so many; the server’s log may tell more',
      })
    case 'scratch':
      return new CausewayError(
        kind,
        `${who} needed more than the ${sizeText(exceeded.bytes)} of disk that ${whose} for what does not fit into memory, so it was ended`,
        { hint: `${LESS_AT_ONCE}; scratchGib in causeway.yaml allows more` },
      )
    case 'disk':
      return new CausewayError(
        kind,
        `The disk of the server was about to be full, and what ${who.toLowerCase()} kept there meanwhile was most of it`,
        {
          hint: `${LESS_AT_ONCE}, or give the disk of the data folder more room`,
        },
      )
  }
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** 1.5 GiB */
function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${Number(value.toFixed(1))} ${UNITS[unit]}`
}
