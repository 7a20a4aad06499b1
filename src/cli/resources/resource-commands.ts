import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { plain } from '../shown-fields.ts'
import { told } from '../told.ts'
import { addConnectionCommands } from './connection-commands.ts'
import { inProject } from './in-project.ts'
import type { Flags, Place, Resource } from './resource.ts'
import { connections, pools, queues, RESOURCES } from './resources.ts'
import { addPoolCommands, addQueueCommands } from './size-commands.ts'

/** `causeway queue|pool|connection|vpc|subnet|credential|bucket|database|table|view list|show|create|delete`, and what is a connection's, a pool's and a queue's alone. */
export function addResourceCommands(program: Command, workingFolder: string): void {
  for (const resource of RESOURCES) {
    const group = program.command(resource.word).description(resource.description)
    addCommandsOf(group, resource, workingFolder)
    if (resource === connections) addConnectionCommands(group, workingFolder)
    if (resource === pools) addPoolCommands(group, workingFolder)
    if (resource === queues) addQueueCommands(group, workingFolder)
  }
}

function addCommandsOf(group: Command, resource: Resource, workingFolder: string): void {
  const { word, create } = resource
  const add = (
    usage: string,
    description: string,
    options: readonly (readonly [string, string])[],
    work: (place: Place, args: readonly string[], flags: Flags) => Promise<void>,
  ): void => {
    const command = withProjectOptions(group.command(usage).description(description))
    for (const [flag, meaning] of options) command.option(flag, meaning)
    command.action(async () => {
      const flags: ProjectFlags & Flags = command.opts()
      await inProject(workingFolder, flags, async (place) => await work(place, command.args, flags))
    })
  }
  const listOptions = resource.listOptions ?? []
  const { prefixFlag } = resource
  add(prefixFlag === undefined ? 'list' : `list [${prefixFlag}]`, 'list all', listOptions, async (place, [prefix], flags) =>
    (await import('./show-resource.ts')).showList(place, resource, prefix === undefined ? flags : withFlag(flags, prefixFlag, prefix)),
  )
  add('show <name>', 'everything about one, by its name or id', listOptions, async (place, [name = ''], flags) =>
    (await import('./show-resource.ts')).showOne(place, resource, name, flags),
  )
  if (create !== undefined) {
    add(`create ${create.args}`, 'make one', create.options, async (place, args, flags) =>
      (await import('./show-resource.ts')).showMade(word, args[0] ?? '', await create.make(place, args, flags), flags),
    )
  }
  const { remove } = resource
  if (remove === undefined) return
  add(
    'delete <name>',
    'delete one, by its name or id',
    [...listOptions, ...(resource.removeOptions ?? [])],
    async (place, [name = ''], flags) => {
      const { findResource, withPrefix } = await import('./find-resource.ts')
      const found = await findResource(place, resource, name, flags, 'act')
      const needed = await resource.neededBy?.(place, found)
      const answer = await place.server.ask('DELETE', remove(place, found, withPrefix(resource, name, flags).flags))
      told(flags, answer, [`The ${word} ${plain(name)} is deleted`, ...(needed === undefined ? [] : [`  ${needed}`])].join('\n'))
    },
  )
}

/** Of what may be said by a word as well as by a flag. */
function withFlag(flags: Flags, flag: string | undefined, value: string): Flags {
  if (flag === undefined || flags[flag] === undefined) return flag === undefined ? flags : { ...flags, [flag]: value }
  throw new CausewayError('invalid-parameter', `A ${flag} is named twice: ${value}, and with --${flag}`, { hint: 'Leave one out' })
}
