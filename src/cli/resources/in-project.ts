import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import type { ProjectFlags } from '../connect/server-options.ts'
import { findResource } from './find-resource.ts'
import type { Place } from './resource.ts'
import { connections } from './resources.ts'

/** Does the work at the server and in the project that the flags name; its exit code is the command's. */
export async function inProject(workingFolder: string, flags: ProjectFlags, work: (place: Place) => Promise<void>): Promise<void> {
  const run = async (server: ServerClient): Promise<void> =>
    await work({ server, project: encodeURIComponent(await server.projectId(flags.project)) })
  process.exitCode = await runServerCommand(flags, workingFolder, run, 'user')
}

/** @param name or its id. Encoded, for a path. */
export async function connectionId(place: Place, name: string): Promise<string> {
  return encodeURIComponent(String((await findResource(place, connections, name, {}, 'act'))['id']))
}
