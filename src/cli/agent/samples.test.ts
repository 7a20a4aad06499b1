import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const sample = (name: string): string => join(root, 'docs', 'samples', name)
const unit = readFileSync(sample('causeway-agent.service'), 'utf8')
const canVerify = spawnSync('systemd-analyze', ['--version']).status === 0
if (!canVerify) console.log('SKIPPED: the unit file of the agent is not verified, for there is no systemd-analyze')

let folder = ''
let agent = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-samples-'))
  agent = join(folder, 'causeway-agent.mjs')
  execFileSync(process.execPath, [join(root, 'scripts', 'agent-file.ts'), agent])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function stateFolder(name: string): string {
  const state = join(folder, name)
  mkdirSync(state, { mode: 0o700 })
  return state
}

/** Without a token it has nobody to be: it says so, and ends in the way that is not started again. */
const NOT_ENROLLED = { status: 3, stderr: expect.stringContaining('Enrol it with --token') }

describe('the samples of the agent', () => {
  it('the unit file starts the one file as it says, and does not start again what is not enrolled', () => {
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? []
    expect(command).toMatch(/^\/usr\/bin\/node \/opt\/causeway\/causeway-agent\.mjs agent /)
    const here = command.replace('/usr/bin/node', process.execPath).replace('/opt/causeway/causeway-agent.mjs', agent)
    const env = { PATH: process.env['PATH'], STATE_DIRECTORY: stateFolder('unit') }
    expect(spawnSync('sh', ['-c', `exec ${here}`], { encoding: 'utf8', env })).toMatchObject(NOT_ENROLLED)
    expect(unit).toMatch(/^RestartPreventExitStatus=3$/m)
  })

  it.skipIf(!canVerify)('the unit file is one that systemd takes', () => {
    const copy = join(folder, 'causeway-agent.service')
    copyFileSync(sample('causeway-agent.service'), copy)
    const { stderr, stdout } = spawnSync('systemd-analyze', ['verify', copy], { encoding: 'utf8' })
    const said = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line.includes('causeway-agent.service') && !line.includes('is not executable'))
    expect(said).toEqual([])
  })

  it('the container’s entry starts the one file as it says', () => {
    const container = readFileSync(sample('agent.Containerfile'), 'utf8')
    const [, entry = '[]'] = /^ENTRYPOINT (\[.*\])$/m.exec(container) ?? []
    const words: readonly unknown[] = JSON.parse(entry)
    expect(words.slice(0, 2)).toEqual(['node', '/causeway-agent.mjs'])
    const args = words.slice(2).map((word) => (word === '/state' ? stateFolder('container') : String(word)))
    const env = { PATH: process.env['PATH'], CAUSEWAY_AGENT_ALLOW: '10.1.0.0/16:5432' }
    expect(spawnSync(process.execPath, [agent, ...args], { encoding: 'utf8', env })).toMatchObject(NOT_ENROLLED)
  })
})
