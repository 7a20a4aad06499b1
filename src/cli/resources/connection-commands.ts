import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { expectationText } from '../expect/expectation-text.ts'
import { type Fields, isFields, listOf, plain, rowsOf } from '../shown-fields.ts'
import { connectionId, inProject } from './in-project.ts'
import type { Place } from './resource.ts'

interface ChangeFlags extends ProjectFlags {
  readonly dryRun?: boolean
}

interface ResolverFlags extends ChangeFlags {
  readonly suffix?: readonly string[]
  readonly remove?: boolean
}

const DRY_RUN = ['--dry-run', 'change nothing, and say which expectations the change would break or mend'] as const

/** `causeway connection ports|resolver CONNECTION`: without more they show what is set. */
export function addConnectionCommands(group: Command, workingFolder: string): void {
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
          await place.server.ask('DELETE', path)
          if (flags.quiet !== true) console.error(`${name} asks nobody for names`)
        } else if (servers.length === 0) show(flags, await place.server.ask('GET', path), resolverText)
        else show(flags, await place.server.ask('PUT', path + query(flags), { servers, suffixes }), resolverText)
      })
    })
}

const pathOf = async (place: Place, name: string, what: string): Promise<string> =>
  `/causeway/v1/${place.project}/connections/${await connectionId(place, name)}/${what}`

const query = ({ dryRun }: ChangeFlags): string => (dryRun === true ? '?dry_run=true' : '')

function show({ json }: ProjectFlags, answer: Fields, text: (answer: Fields) => string): void {
  if (json === true) console.log(JSON.stringify(answer))
  else console.log(isFields(answer['dry_run']) ? forecastText(answer['dry_run']) : text(answer))
}

const words = (values: readonly unknown[]): string => values.map((value) => plain(value)).join(' ')

const portsText = ({ ports }: Fields): string => words(listOf(ports))

function resolverText({ servers, suffixes }: Fields): string {
  const names = words(listOf(suffixes))
  if (names === '') return 'nobody is asked'
  // Those of a connection that another project lends are not told.
  const asked = words(listOf(servers))
  return `${asked === '' ? 'a server of its own project' : asked} for ${names}`
}

function forecastText({ breaks, mends, hidden_breaks: hidden }: Fields): string {
  const told = [...rowsOf(breaks).map(expectationText), ...rowsOf(mends).map(expectationText)]
  const more = Number(hidden ?? 0) > 0 ? [`BROKEN ${plain(hidden)} more, of queues that you may not see`] : []
  return told.length + more.length === 0 ? 'No expectation would change' : [...told, ...more].join('\n')
}
