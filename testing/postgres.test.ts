import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { pathExists } from './path-exists.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const started: Postgres[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
})

async function start(): Promise<Postgres> {
  const server = await startPostgres()
  started.push(server)
  return server
}

function clientOf(server: Pick<Postgres, 'host' | 'port' | 'user' | 'password' | 'database'>): pg.Client {
  const { host, port, user, password, database } = server
  const client = new pg.Client({ host, port, user, password, database })
  client.on('error', () => {})
  return client
}

describe('startPostgres', () => {
  it('gives a server that answers queries, and refuses a wrong password', async () => {
    const server = await start()
    const client = clientOf(server)
    await client.connect()
    expect((await client.query('select 6 * 7 as answer')).rows).toEqual([{ answer: 42 }])
    await client.end()
    await expect(clientOf({ ...server, password: 'wrong' }).connect()).rejects.toThrow('password authentication failed')
  })

  it('ends the server and removes its folder on stop(), with a connection still open', async () => {
    const server = await start()
    const client = clientOf(server)
    await client.connect()
    await server.stop()
    expect(await pathExists(server.folder)).toBe(false)
    await expect(clientOf(server).connect()).rejects.toThrow('ECONNREFUSED')
    await client.end().catch(() => {})
  })

  it('runs two servers side by side', async () => {
    const [first, second] = await Promise.all([start(), start()])
    expect(first?.port).not.toBe(second?.port)
    expect(first?.folder).not.toBe(second?.folder)
  })

  it('leaves neither process nor folder when the starting process is killed with SIGKILL', async () => {
    const module = fileURLToPath(new URL('./postgres.ts', import.meta.url))
    const script = `import { startPostgres } from ${JSON.stringify(module)}
      const { guardPid, folder } = await startPostgres()
      console.log(JSON.stringify({ guardPid, folder }))
      setInterval(() => {}, 1000)`
    const starter = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const line = await new Promise<string>((resolve, reject) => {
      starter.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
      starter.once('exit', () => reject(new Error('the starting process ended early')))
    })
    const { guardPid, folder }: { guardPid: number; folder: string } = JSON.parse(line)
    expect(await pathExists(folder)).toBe(true)
    starter.kill('SIGKILL')
    await expect.poll(() => pathExists(folder)).toBe(false)
    await expect.poll(() => isAlive(guardPid)).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
