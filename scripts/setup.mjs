/**
 * Makes node_modules match package-lock.json, and does nothing when it does already. Every npm command of the README runs it first, so it must work on
 * whatever Node a newcomer has; the command itself then runs on the Node that node_modules brings.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.causeway-setup')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.log('Setting up: npm ci (once; about half a minute)')
  // As a script of npm, npm_execpath is the npm that runs us: the same one installs, whatever its name on this machine.
  const npm = process.env['npm_execpath']
  const [command, args] = npm === undefined ? ['npm', ['ci']] : [process.execPath, [npm, 'ci']]
  const done = spawnSync(command, [...args, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (done.status !== 0) {
    console.error(
      'The set-up failed: `npm ci` did not finish. Its own message is above; check the network and the free disk space, then run the command again.',
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
