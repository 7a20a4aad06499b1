import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { type Fields, plain, rowsOf } from '../shown-fields.ts'
import type { Flags, Place, Resource } from './resource.ts'

const PAGE_END = 1_000

/** All of a list, page after page where there are several. */
export async function listResources(place: Place, { list, field }: Resource, flags: Flags = {}): Promise<readonly Fields[]> {
  return rowsOf((await place.server.ask('GET', list(place, flags)))[field])
}

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The one that is meant, by its id or its name. Throws 'not-found', and 'invalid-parameter' where several have the name; of one that is in no list the server's refusal,
 * where whoever asks may not see it, whether it is there or not.
 * @param toAct what is to be done with it says itself what right is missing: then one that may not be seen is given back by what it was called, where that is what a call needs
 */
export async function findResource(
  place: Place,
  resource: Resource,
  wanted: string,
  flags: Flags = {},
  toAct: 'show' | 'act' = 'show',
): Promise<Fields> {
  const { rest, flags: all } = withPrefix(resource, wanted, flags)
  return await findByName(place, resource, rest, all, toAct)
}

/** Undefined: the server does not refuse it, or has nothing to ask. */
async function refusalOfOne(place: Place, { one, look }: Resource, wanted: string, flags: Flags): Promise<ServerRefusal | undefined> {
  const target = (look ?? one)?.(place, wanted, flags)
  if (target === undefined) return undefined
  try {
    await place.server.ask('GET', target)
    return undefined
  } catch (thrown) {
    return thrown instanceof ServerRefusal && thrown.kind === 'forbidden' ? thrown : undefined
  }
}

/** As shop.orders is the table orders of the database shop. */
export function withPrefix({ prefixFlag }: Resource, wanted: string, flags: Flags): { readonly rest: string; readonly flags: Flags } {
  const at = wanted.indexOf('.')
  if (prefixFlag === undefined || at < 1 || flags[prefixFlag] !== undefined) return { rest: wanted, flags }
  return { rest: wanted.slice(at + 1), flags: { ...flags, [prefixFlag]: wanted.slice(0, at) } }
}

async function findByName(place: Place, resource: Resource, wanted: string, flags: Flags, toAct: 'show' | 'act'): Promise<Fields> {
  const { word, id, name, howMade } = resource
  const all = await listResources(place, resource, flags)
  const byId = all.find((each) => each[id] === wanted)
  if (byId !== undefined) return byId
  const [found, ...others] = all.filter((each) => each[name] === wanted)
  if (found === undefined) {
    const refusal = await refusalOfOne(place, resource, wanted, flags)
    if (refusal !== undefined) {
      if (toAct === 'act' && (id === name || IS_ID.test(wanted))) return { [id]: wanted, [name]: wanted }
      throw refusal
    }
    const names = all.slice(0, PAGE_END).map((each) => plain(each[name]))
    throw new CausewayError('not-found', noneNamed(word, wanted), {
      hint:
        names.length === 0
          ? `You see none; one is made by: ${howMade ?? `causeway ${word} create`}`
          : `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 20).join(', ')}`,
    })
  }
  if (others.length === 0) return found
  throw new CausewayError('invalid-parameter', `Several have the name ${wanted}`, {
    hint: `Name one by its id: ${[found, ...others].map((each) => plain(each[id])).join(', ')}`,
  })
}
