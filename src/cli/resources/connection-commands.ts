import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { withHint } from '../connect/server-refusal.ts'
import { expectationText } from '../expect/expectation-text.ts'
import { type Fields, isFields, listOf, plain, rowsOf } from '../shown-fields.ts'
import { told } from '../told.ts'
import { type HostEntry, hostEntry } from './host-entry.ts'
import { connectionId, inProject } from './in-project.ts'
import { resolverText } from './resolver-text.ts'
import type { Place } from './resource.ts'

interface ChangeFlags extends ProjectFlags {
  readonly dryRun?: boolean
}

interface ResolverFlags extends ChangeFlags {
  readonly suffix?: readonly string[]
  readonly remove?: boolean
}

interface RoutesFlags extends ChangeFlags {
  readonly remove?: readonly string[]
}

interface HostsFlags extends ProjectFlags {
  readonly remove?: readonly string[]
}

const DRY_RUN = ['--dry-run', 'change nothing, and say which expectations the change would break or mend'] as const

/** `causeway connection hosts|routes|ports|resolver CONNECTION`: without more they show what is set. */
export function addConnectionCommands(group: Command, workingFolder: string): void {
  withProjectOptions(group.command('hosts'))
    .description('say which names its queues know, beside those that it has; without a name, show them')
    .argument('<connection>', 'its name or id')
    .argument('[entries...]', 'as pg-orders=192.168.0.10, in the place of one that has the name')
    .option('--remove <names...>', 'forget these names')
    .action(async (name: string, entries: readonly string[], flags: HostsFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const added = entries.map((entry) => hostEntry('An entry', entry))
        const removed = removedNames(flags)
        const path = `/v2.0/${place.project}/datasource/enhanced-connections/${await connectionId(place, name)}`
        const before = rowsOf((await place.server.ask('GET', path))['hosts'])
        const hosts = changedHosts(before, added, removed)
        if (added.length > 0 || flags.remove !== undefined) await place.server.ask('PUT', path, { hosts })
        show(flags, { hosts }, hostsText, 'There is no host entry: queues know what it leads to by its addresses')
      })
    })
  withProjectOptions(group.command('routes'))
    .description('say which networks a connection reaches beyond its subnet; without a route, show them')
    .argument('<connection>', 'its name or id')
    .argument('[routes...]', 'as far=10.20.0.0/16')
    .option('--remove <names...>', 'take these away, before others are added; what jobs have open through them ends')
    .option('--dry-run', `${DRY_RUN[1]}; of one route`)
    .action(async (name: string, routes: readonly string[], flags: RoutesFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const changes = routeChanges(routes, flags)
        const id = await connectionId(place, name)
        const path = `/v3/${place.project}/datasource/enhanced-connections/${id}/routes`
        const done: string[] = []
        for (const { method, under, body, told } of changes) {
          const answer = await place.server.ask(method, `${path}${under}${query(flags)}`, body).catch((failure: unknown) => {
            throw done.length === 0 ? failure : behind(done, failure, flags)
          })
          if (flags.dryRun === true) return show(flags, answer, routesText)
          done.push(told)
        }
        const found = await place.server.ask('GET', `/v2.0/${place.project}/datasource/enhanced-connections/${id}`)
        show(flags, { routes: found['routes'] }, routesText, 'There is no route: it reaches its subnet alone')
      })
    })
  withProjectOptions(group.command('ports'))
    .description('say which ports go through a connection, all others ending what is open at them; without a port, show them')
    .argument('<connection>', 'its name or id')
    .argument('[ports...]', 'as 5432 or 8000-8010; 1-65535 is every one')
    .option(...DRY_RUN)
    .action(async (name: string, ports: readonly string[], flags: ChangeFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const path = await pathOf(place, name, 'ports')
        if (ports.length === 0) return show(flags, await place.server.ask('GET', path), portsText)
        show(flags, await place.server.ask('PUT', path + query(flags), { ports }), portsText)
      })
    })
  withProjectOptions(group.command('resolver'))
    .description('say which name servers of its network a connection asks, and for which names; without a server, show it')
    .argument('<connection>', 'its name or id')
    .argument('[servers...]', 'as 192.168.0.2 or 192.168.0.2:5353, asked in their order')
    .option('--suffix <suffixes...>', 'for names that end so, as corp.example')
    .option('--remove', 'ask nobody: its host entries alone count')
    .option(...DRY_RUN)
    .action(async (name: string, servers: readonly string[], flags: ResolverFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const { suffix: suffixes = [], remove = false } = flags
        if ((servers.length === 0) !== (suffixes.length === 0) || (remove && (servers.length > 0 || flags.dryRun === true))) {
          throw new CausewayError('invalid-parameter', 'Servers and suffixes belong together, and --remove stands alone', {
            hint: 'causeway connection resolver NAME 192.168.0.2 --suffix corp.example',
          })
        }
        const path = await pathOf(place, name, 'resolver')
        if (remove) {
          told(flags, await place.server.ask('DELETE', path), `${name} asks nobody for names`)
        } else if (servers.length === 0) show(flags, await place.server.ask('GET', path), resolverText)
        else show(flags, await place.server.ask('PUT', path + query(flags), { servers, suffixes }), resolverText)
      })
    })
}

/** A failure behind changes that were made: of those a program reads where it reads the failure. */
function behind(done: readonly string[], failure: unknown, { json }: RoutesFlags): unknown {
  const told = `Done before what failed: ${done.join(', ')}`
  if (json === true && failure instanceof CausewayError) return withHint(failure, [told, failure.hint ?? ''].join('\n').trimEnd())
  console.error(told)
  return failure
}

const pathOf = async (place: Place, name: string, what: string): Promise<string> =>
  `/causeway/v1/${place.project}/connections/${await connectionId(place, name)}/${what}`

const query = ({ dryRun }: ChangeFlags): string => (dryRun === true ? '?dry_run=true' : '')

/** @param none what is said beside the output where there is nothing */
function show({ json, quiet }: ProjectFlags, answer: Fields, text: (answer: Fields) => string, none = ''): void {
  if (json === true) {
    console.log(JSON.stringify(answer))
    return
  }
  const shown = isFields(answer['dry_run']) ? forecastText(answer['dry_run']) : text(answer)
  if (shown !== '') console.log(shown)
  else if (quiet !== true) console.error(none)
}

/** Names are the same in any case. 'not-found' for one that is to be forgotten and is not there. */
function changedHosts(before: readonly Fields[], added: readonly HostEntry[], removed: readonly string[]): readonly HostEntry[] {
  const entries = before.map(({ name, ip }) => ({ name: String(name), ip: String(ip) }))
  const isOf = (name: string) => (entry: HostEntry) => entry.name.toLowerCase() === name.toLowerCase()
  const unknown = removed.find((name) => !entries.some(isOf(name)))
  if (unknown !== undefined)
    throw new CausewayError('not-found', `No host entry has the name ${unknown}`, {
      hint: 'Without more the command shows those that there are',
    })
  const gone = [...removed, ...added.map(({ name }) => name)]
  return [...entries.filter((entry) => !gone.some((name) => isOf(name)(entry))), ...added]
}

/** All words behind --remove are its own: what is to be added there would be taken for a name. */
function removedNames({ remove = [] }: { readonly remove?: readonly string[] }): readonly string[] {
  const added = remove.find((name) => name.includes('='))
  if (added === undefined) return remove
  throw new CausewayError('invalid-parameter', `--remove takes names, and all words behind it: ${added} is none`, {
    hint: 'Write what is to be added before --remove',
  })
}

interface RouteChange {
  readonly method: 'POST' | 'DELETE'
  readonly under: string
  readonly body?: Fields
  /** What was done, where a later one fails. */
  readonly told: string
}

/** In their order: each is a call of its own. */
function routeChanges(routes: readonly string[], flags: RoutesFlags): readonly RouteChange[] {
  const changes: readonly RouteChange[] = [
    ...removedNames(flags).map((name) => ({
      method: 'DELETE' as const,
      under: `/${encodeURIComponent(name)}`,
      told: `${name} is taken away`,
    })),
    ...routes.map((route) => ({ method: 'POST' as const, under: '', body: routeOf(route), told: `${route} is added` })),
  ]
  if (flags.dryRun === true && changes.length !== 1) {
    throw new CausewayError('invalid-parameter', '--dry-run is of one route', { hint: 'Give one that is added, or one with --remove' })
  }
  return changes
}

function routeOf(text: string): Fields {
  const [name = '', cidr = '', ...more] = text.split('=')
  if (name !== '' && cidr !== '' && more.length === 0) return { name, cidr }
  throw new CausewayError('invalid-parameter', `A route is none: ${text}`, { hint: 'Write it as NAME=NETWORK, as far=10.20.0.0/16' })
}

const routesText = ({ routes }: Fields): string =>
  rowsOf(routes)
    .map(({ name, cidr }) => `${plain(name)}=${plain(cidr)}`)
    .join('\n')

const hostsText = ({ hosts }: Fields): string =>
  rowsOf(hosts)
    .map(({ name, ip }) => `${plain(name)}=${plain(ip)}`)
    .join('\n')

const portsText = ({ ports }: Fields): string =>
  listOf(ports)
    .map((port) => plain(port))
    .join(' ')

function forecastText({ breaks, mends, hidden_breaks: hidden }: Fields): string {
  const told = [...rowsOf(breaks).map(expectationText), ...rowsOf(mends).map(expectationText)]
  const more = Number(hidden ?? 0) > 0 ? [`BROKEN ${plain(hidden)} more, of queues that you may not see`] : []
  return told.length + more.length === 0 ? 'No expectation would change' : [...told, ...more].join('\n')
}
