import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianLibraries } from '../../testing/debian-program.ts'
import { type Client, program } from './place.ts'
import { NAMES } from './rows.ts'

/**
 * Redis's own client, which is told every key beforehand: it sends the commands that it finds in a file and reads their replies, as fast as they come.
 * @param programs of findRedis
 */
export async function hmgetPipe(programs: string, port: number, rows: number): Promise<Client> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  const file = join(folder, 'commands')
  const out = createWriteStream(file)
  const fields = NAMES.filter((name) => name !== 'id').join(' ')
  for (let id = 0; id < rows; id += 1) if (!out.write(`HMGET measured:${id} ${fields}\r\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
  const cli = join(programs, 'usr/bin/redis-cli')
  return {
    name: 'redis-cli --pipe: HMGET of keys that are known',
    read: program('sh', ['-c', 'exec "$0" -p "$1" --pipe < "$2"', cli, String(port), file], await debianLibraries(programs)),
    end: () => rm(folder, { recursive: true }),
  }
}
