import type { Authorizer } from '../authorization/authorizer.ts'
import { type Need, namesOf } from '../authorization/need.ts'
import type { Caller } from '../shared/caller.ts'

type Answer = Need | readonly Need[]
type Rule<M> = M extends (caller: Caller, ...rest: infer A) => Promise<unknown> ? (caller: Caller, ...rest: A) => Answer : never

/** What each method of a service needs. Every one is in it, or it does not compile; 'asks itself': it is not to be guarded from here. */
export type Rules<S> = { readonly [K in keyof S]-?: Rule<S[K]> | 'asks itself' }

/**
 * The service, each method of which asks first. Made once: a call of it costs no more than what it asks.
 *
 * @param looks the methods that only read, and what of them is named by what they need: done again where a name was given to another thing meanwhile
 * @param peeks the methods that only read, what is named by an id that is no other thing's later, and that begin no transaction: nothing asks again for them
 */
export function guarded<S extends object>(
  service: S,
  rules: Rules<S>,
  authorizer: Pick<Authorizer, 'acting' | 'looking' | 'peeking'>,
  looks: readonly (keyof S & string)[] = [],
  peeks: readonly (keyof S & string)[] = [],
): S {
  const looking: readonly string[] = looks
  const peeking: readonly string[] = peeks
  const asking: Partial<S> = {}
  for (const [name, rule] of Object.entries<unknown>(rules)) {
    const method: unknown = Reflect.get(service, name)
    if (typeof method !== 'function' || rule === 'asks itself') continue
    if (typeof rule !== 'function') throw new TypeError(`${name} has no rule`)
    const isLook = looking.includes(name)
    const isPeek = peeking.includes(name)
    Reflect.set(asking, name, (caller: Caller, ...rest: readonly unknown[]): unknown => {
      try {
        // The compiler has compared each rule with its method; only their names are lost here.
        const answer = Reflect.apply(rule, undefined, [caller, ...rest]) as Answer
        const needs = isList(answer) ? answer : [answer]
        const work = (): Promise<unknown> => Reflect.apply(method, service, [caller, ...rest])
        if (isPeek) return authorizer.peeking(caller, needs, work)
        const act = (): Promise<unknown> => authorizer.acting(caller, needs, work)
        return isLook
          ? authorizer.looking(
              needs.flatMap(({ on }) => (on === undefined ? [] : namesOf(on))),
              act,
            )
          : act()
      } catch (refused) {
        return Promise.reject(refused)
      }
    })
  }
  return { ...service, ...asking }
}

const isList = (needs: Answer): needs is readonly Need[] => Array.isArray(needs)

/** The service with some methods in the place of its own. */
export const overriding = <S extends object>(service: S, own: Partial<S>): S => ({ ...service, ...own })
