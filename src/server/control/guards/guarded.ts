import type { Authorizer } from '../authorization/authorizer.ts'
import type { Need } from '../authorization/need.ts'
import type { Caller } from '../shared/caller.ts'

type Answer = Need | readonly Need[]
type Rule<M> = M extends (caller: Caller, ...rest: infer A) => Promise<unknown> ? (caller: Caller, ...rest: A) => Answer : never

/** What each method of a service needs. Every one is in it, or it does not compile; 'asks itself': it is not to be guarded from here. */
export type Rules<S> = { readonly [K in keyof S]-?: Rule<S[K]> | 'asks itself' }

/** The service, each method of which asks first. Made once: a call of it costs no more than what it asks. */
export function guarded<S extends object>(service: S, rules: Rules<S>, authorizer: Authorizer): S {
  const asking: Partial<S> = {}
  for (const [name, rule] of Object.entries<unknown>(rules)) {
    const method: unknown = Reflect.get(service, name)
    if (typeof method !== 'function' || rule === 'asks itself') continue
    if (typeof rule !== 'function') throw new TypeError(`${name} has no rule`)
    const run = (caller: Caller, rest: readonly unknown[]): unknown => Reflect.apply(method, service, [caller, ...rest])
    Reflect.set(asking, name, (caller: Caller, ...rest: readonly unknown[]): unknown => {
      try {
        // The compiler has compared each rule with its method; only their names are lost here.
        const asked = requireAll(authorizer, caller, Reflect.apply(rule, undefined, [caller, ...rest]) as Answer)
        return asked === undefined ? run(caller, rest) : asked.then(() => run(caller, rest))
      } catch (refused) {
        return Promise.reject(refused)
      }
    })
  }
  return { ...service, ...asking }
}

/** Undefined where everything is known to be allowed. */
function requireAll(authorizer: Authorizer, caller: Caller, needs: Answer): Promise<void> | undefined {
  if (!isList(needs)) return authorizer.require(caller, needs)
  for (const [at, need] of needs.entries()) {
    const asked = authorizer.require(caller, need)
    if (asked !== undefined) return asked.then(() => requireAll(authorizer, caller, needs.slice(at + 1)))
  }
  return undefined
}

const isList = (needs: Answer): needs is readonly Need[] => Array.isArray(needs)

/** The service with some methods in the place of its own. */
export const overriding = <S extends object>(service: S, own: Partial<S>): S => ({ ...service, ...own })
