import type { Remedy } from '../../api/explanation.ts'
import { isRecord } from '../../api/fields.ts'

/** `bind:orders`, `port:5432@orders`: as the API takes them, several with commas between them. */
export const joinWishes = (wishes: readonly string[]): string => wishes.join(',')

export const splitWishes = (text: string): readonly string[] =>
  text
    .split(',')
    .map((wish) => wish.trim())
    .filter((wish) => wish !== '')

/** What to suppose to see whether the remedy would be enough; undefined where no supposition says the same. */
export function wishOf({ kind, data }: Pick<Remedy, 'kind' | 'data'>): string | undefined {
  const connection = isRecord(data['connection']) ? data['connection']['name'] : undefined
  if (typeof connection !== 'string') return undefined
  switch (kind) {
    case 'bind-queue':
      return `bind:${connection}`
    case 'unbind-queue':
      return `unbind:${connection}`
    case 'let-port-through':
      return typeof data['port'] === 'number' ? `port:${data['port']}@${connection}` : undefined
    case 'add-route':
      return typeof data['cidr'] === 'string' ? `route:${data['cidr']}@${connection}` : undefined
    default:
      return undefined
  }
}

/** In words: what a list of suppositions shows. */
export function wishText(wish: string): string {
  const [, kind = '', rest = ''] = /^(bind|unbind|host|route|port):(.+)$/.exec(wish) ?? []
  const [what = '', connection] = rest.split('@')
  const of = connection === undefined ? '' : ` of ${connection}`
  switch (kind) {
    case 'bind':
      return `bound to ${what}`
    case 'unbind':
      return `not bound to ${what}`
    case 'host': {
      const [name = '', ip = ''] = what.split('=')
      return `host entry ${name} = ${ip}${of}`
    }
    case 'route':
      return `route ${what}${of}`
    case 'port':
      return `port ${what} let through${connection === undefined ? '' : ` by ${connection}`}`
    default:
      return wish
  }
}
