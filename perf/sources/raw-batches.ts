import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Client } from './place.ts'

const VERSION = '4.10.1'
const NAME = `pymongo ${VERSION}: find_raw_batches`

/** Reads once for each line that it gets. */
const PROGRAM = `import sys, pymongo
measured = pymongo.MongoClient("127.0.0.1", int(sys.argv[1]))["shop"]["measured"]
for line in sys.stdin:
    read = 0
    for batch in measured.find_raw_batches():
        read += len(batch)
    print(read, flush=True)
`

/** MongoDB's own driver, the one that hands on batches as they come; a program that is there before it is asked. */
export async function rawBatches(port: number): Promise<Client> {
  const folder = await packageFolder()
  if (folder === undefined) return { name: NAME, read: undefined }
  const child = spawn('python3', ['-c', PROGRAM, String(port)], {
    env: { ...process.env, PYTHONPATH: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    name: NAME,
    async read() {
      child.stdin.write('read\n')
      const { value, done } = await answers.next()
      if (done === true || Number(value) === 0) throw new Error(`${NAME} has read nothing`)
    },
    async end() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** Brought once, and not installed. */
async function packageFolder(): Promise<string | undefined> {
  const folder = join(homedir(), '.cache', 'causeway', `pymongo-${VERSION}`)
  const isThere = (): Promise<boolean> =>
    access(join(folder, 'pymongo')).then(
      () => true,
      () => false,
    )
  if (await isThere()) return folder
  await mkdir(folder, { recursive: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, `pymongo==${VERSION}`]
  await promisify(execFile)('python3', pip).catch(() => undefined)
  return (await isThere()) ? folder : undefined
}
