import { expect, it } from 'vitest'
import type { SandboxReport } from '../server/compute/sandbox/sandbox.ts'
import { sandboxText } from './sandbox-text.ts'

const FULL: SandboxReport = {
  level: 'full',
  ownNetwork: 'none',
  callFilter: 'in-force',
  processNamespace: 'own',
  fileSystem: 'own',
  user: 'nobody',
  limits: { memory: 'control-group', threads: 'control-group', processor: 'control-group', scratch: 'watched' },
  details: ['TCP denied (ERR_ACCESS_DENIED)', 'a socket denied (EPERM)'],
}

it('is one line where nothing is left to do, without the words of what was tried', () => {
  expect(sandboxText(FULL, 'causeway', false)).toEqual([expect.stringMatching(/^Workers have no network, .* full/)])
})

it('tells what was tried, and who says what helps, where the sandbox is less', () => {
  const [first, tried, ...more] = sandboxText({ ...FULL, level: 'runtime' }, 'node src/cli/launch.mjs', false)
  expect(first).toContain('level runtime')
  expect(first).toContain('node src/cli/launch.mjs doctor')
  expect(tried).toContain('TCP denied')
  expect(more).toEqual([])
})

it('says what root risks as it is measured, and not as it might be', () => {
  expect(sandboxText(FULL, 'causeway', true)[1]).toContain('its workers as nobody')
  expect(sandboxText({ ...FULL, user: 'server' }, 'causeway', true)[1]).toContain('has what root has')
  expect(sandboxText({ ...FULL, level: 'namespaces' }, 'causeway', true)[2]).toContain('has what root has')
})
