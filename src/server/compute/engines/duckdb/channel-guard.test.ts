import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const guard = JSON.stringify(new URL('./channel-guard.ts', import.meta.url).href)

function run(program: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, ['--input-type=module', '-e', `const { openChannelGuard } = await import(${guard}); ${program}`], {
    encoding: 'utf8',
  })
}

test('any other uncaught exception ends the process, as without a guard', () => {
  const { status, stderr } = run("openChannelGuard(); setTimeout(() => { throw new Error('a fault of ours') })")
  expect(status).toBe(1)
  expect(stderr).toContain('a fault of ours')
})

test('any other uncaught exception goes to the listeners, where there are some', () => {
  const { status, stdout } = run(
    "openChannelGuard(); process.on('uncaughtException', (error) => console.log('heard', error.message)); setTimeout(() => { throw new Error('it') })",
  )
  expect(status).toBe(0)
  expect(stdout).toBe('heard it\n')
})

test('a guard that is closed leaves nothing behind, and two need two ends', () => {
  const { status, stdout } = run(
    'const [a, b] = [openChannelGuard(), openChannelGuard()]; const say = () => console.log(process.hasUncaughtExceptionCaptureCallback());' +
      ' say(); a[Symbol.dispose](); a[Symbol.dispose](); say(); b[Symbol.dispose](); say()',
  )
  expect(status).toBe(0)
  expect(stdout).toBe('true\ntrue\nfalse\n')
})
