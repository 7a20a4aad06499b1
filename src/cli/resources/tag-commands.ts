import { type Command, Option } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { plain, rowsOf } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { told } from '../told.ts'
import type { Place } from './resource.ts'

/** As the API names what has tags. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['queue', 'dli_queue'],
  ['pool', 'dli_elastic_resource_pool'],
  ['connection', 'dli_enhanced_datasource_connection'],
  ['database', 'dli_database'],
  ['table', 'dli_table'],
  ['package', 'dli_package_resource'],
])

interface TagFlags extends ProjectFlags {
  readonly of: string
}

/** `causeway tag list|add|remove NAME … --of queue`. */
export function addTagCommands(program: Command, workingFolder: string): void {
  const group = program.command('tag').description('tags of queues, pools, connections, databases, tables (database.table) and packages')
  const add = (usage: string, description: string): Command =>
    withProjectOptions(group.command(usage).description(description)).addOption(
      new Option('--of <kind>', 'what it is').choices([...TYPES.keys()]).default('queue'),
    )
  const run = async (name: string, flags: TagFlags, work: (place: Place, path: string) => Promise<void>): Promise<void> => {
    process.exitCode = await runServerCommand(
      flags,
      workingFolder,
      async (server) => {
        const project = encodeURIComponent(await server.projectId(flags.project))
        await work({ server, project }, `/v3/${project}/${TYPES.get(flags.of) ?? ''}/${encodeURIComponent(name)}/tags`)
      },
      'user',
    )
  }
  add('list <name>', 'its tags').action((name: string, flags: TagFlags) =>
    run(name, flags, async ({ server }, path) => {
      const answer = await server.ask('GET', path)
      const rows = rowsOf(answer['tags']).map(({ key, value }) => [plain(key), plain(value)])
      if (flags.json === true) console.log(JSON.stringify(answer))
      else if (rows.length > 0) console.log(alignedRows(['key', 'value'], rows))
      else if (flags.quiet !== true) console.error('There is no tag')
    }),
  )
  add('add <name> <tags...>', 'KEY=VALUE each; a key that is there gets the new value').action(
    (name: string, tags: readonly string[], flags: TagFlags) =>
      run(name, flags, async ({ server }, path) => {
        const answer = await server.ask('POST', `${path}/create`, { tags: tags.map(tagOf) })
        told(flags, answer, `${plain(name)} has ${tags.length === 1 ? 'the tag' : 'the tags'} ${plain(tags.join(', '))}`)
      }),
  )
  add('remove <name> <keys...>', 'by their keys').action((name: string, keys: readonly string[], flags: TagFlags) =>
    run(name, flags, async ({ server }, path) => {
      const answer = await server.ask('POST', `${path}/delete`, { tags: keys.map((key) => ({ key, value: '' })) })
      told(flags, answer, `${plain(name)} has no tag ${plain(keys.join(', '))}`)
    }),
  )
}

function tagOf(text: string): { readonly key: string; readonly value: string } {
  const at = text.indexOf('=')
  if (at > 0) return { key: text.slice(0, at), value: text.slice(at + 1) }
  throw new CausewayError('invalid-parameter', `${text} is no tag`, { hint: 'Write it as KEY=VALUE' })
}
