import type { Authorizer } from '../authorization/authorizer.ts'
import type { Need } from '../authorization/need.ts'
import type { Caller } from '../shared/caller.ts'

type Answer = Need | readonly Need[]
type Rule<M> = M extends (caller: Caller, ...rest: infer A) => Promise<unknown> ? (caller: Caller, ...rest: A) => Answer : never

/** What each method of a service needs. Every one is in it, or it does not compile; 'asks itself': it is not to be guarded from here. */
export type Rules<S> = { readonly [K in keyof S]-?: Rule<S[K]> | 'asks itself' }

/** The service, each method of which asks first. */
export function guarded<S extends object>(service: S, rules: Rules<S>, authorizer: Authorizer): S {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      const rule: unknown = Reflect.get(rules, name)
      if (typeof method !== 'function' || rule === 'asks itself') return method
      if (typeof rule !== 'function') throw new TypeError(`${String(name)} has no rule`)
      return async (caller: Caller, ...rest: readonly unknown[]): Promise<unknown> => {
        // The compiler has compared each rule with its method; only their names are lost here.
        const needs = Reflect.apply(rule, undefined, [caller, ...rest]) as Answer
        for (const need of Array.isArray(needs) ? needs : [needs]) await authorizer.require(caller, need)
        const answer: unknown = Reflect.apply(method, target, [caller, ...rest])
        return await answer
      }
    },
  })
}

/** The service with some methods in the place of its own. */
export function overriding<S extends object>(service: S, own: Partial<S>): S {
  return new Proxy(service, {
    get(target, name): unknown {
      return Reflect.get(Object.hasOwn(own, name) ? own : target, name)
    },
  })
}

interface Paged<T> {
  readonly total: number
  readonly items: readonly T[]
}

/** A page of what the caller is shown. All of them are read for whom it is not everything: the store knows no rights. */
export async function pageOfShown<T>(
  page: { readonly offset?: number | undefined; readonly limit?: number | undefined },
  all: () => Promise<Paged<T>>,
  isShown: (item: T) => boolean,
): Promise<{ readonly total: number; readonly items: readonly T[] }> {
  const shown = (await all()).items.filter(isShown)
  const from = page.offset ?? 0
  return { total: shown.length, items: shown.slice(from, page.limit === undefined ? undefined : from + page.limit) }
}
