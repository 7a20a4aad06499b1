import type { BindingView } from './network-view.ts'

type HostEntries = BindingView['hosts']

/** The index of each list of host entries that was asked about: a connection may have 20,000, and every dial asks. */
const indexes = new WeakMap<HostEntries, ReadonlyMap<string, HostEntries[number]>>()

/** The entry of a name: the first one counts, as in /etc/hosts. Upper and lower case are the same for ASCII letters only: the Kelvin sign is no k. */
export const hostEntry = (hosts: HostEntries, name: string): HostEntries[number] | undefined => indexFor(hosts).get(lowerCase(name))

/** The names of the entries, each once, in lower case. */
export const hostNames = (hosts: HostEntries): Iterable<string> => indexFor(hosts).keys()

function indexFor(hosts: HostEntries): ReadonlyMap<string, HostEntries[number]> {
  const index = indexes.get(hosts) ?? indexOf(hosts)
  indexes.set(hosts, index)
  return index
}

/** Upper and lower case are the same for ASCII letters only. */
export const isSameName = (one: string, other: string): boolean => lowerCase(one) === lowerCase(other)

const indexOf = (hosts: HostEntries): ReadonlyMap<string, HostEntries[number]> =>
  new Map(hosts.toReversed().map((entry) => [lowerCase(entry.name), entry]))

export const lowerCase = (name: string): string => (UPPER_CASE.test(name) ? name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : name)

/** Each dial asks for several names, and hardly one has capitals: to look costs less than to replace nothing. */
const UPPER_CASE = /[A-Z]/
