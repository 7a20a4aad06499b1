import { expect, it } from 'vitest'
import { OwnWords } from './own-words.ts'

const SCRIPT = '21d93d5a-39bb-4e53-a173-9fa943415d7f'
const OTHER = '11111111-2222-4333-8444-555555555555'
const submitted = { method: 'POST', target: '/scripts', body: Buffer.from(`{"sql":"SELECT '{{hidden}}'"}`) }

it('takes what a user has said for no secret where what was made with it is told, and nowhere else', () => {
  const own = new OwnWords(['hidden', 'secret'])
  own.made(submitted, { script_id: SCRIPT })
  const told = { script_id: SCRIPT, sql: "SELECT '{{hidden}}'", statements: [{ message: 'There is no hidden' }] }
  expect(JSON.stringify(own.without({ target: '/scripts' }, { scripts: [told] }))).not.toContain('hidden')
  expect(JSON.stringify(own.without({ target: `/scripts/${SCRIPT}/statements?limit=1` }, [{ sql: 'hidden' }]))).not.toContain('hidden')
  expect(own.without({ target: '/scripts' }, { scripts: [told, { script_id: OTHER, sql: 'hidden' }] })).toMatchObject({
    scripts: [{}, { sql: 'hidden' }],
  })
  expect(own.without({ target: '/queues' }, { queues: [{ queue_name: 'hidden' }] })).toEqual({ queues: [{ queue_name: 'hidden' }] })
  // The value of the variable was not said.
  expect(own.without({ target: `/scripts/${SCRIPT}` }, { ...told, sql: "SELECT 'secret'" })).toMatchObject({ sql: "SELECT 'secret'" })
})

it('takes nothing for made by a request that reads, that names it, or that lists it', () => {
  const told = { script_id: SCRIPT, sql: 'hidden' }
  for (const [request, answer] of [
    [{ ...submitted, method: 'GET' }, { script_id: SCRIPT }],
    [{ ...submitted, target: `/scripts/${SCRIPT}` }, { script_id: SCRIPT }],
    [{ ...submitted, body: Buffer.from(`{"id":"${SCRIPT}","name":"hidden"}`) }, { script_id: SCRIPT }],
    [submitted, { scripts: [{ script_id: SCRIPT }] }],
  ] as const) {
    const own = new OwnWords(['hidden'])
    own.made(request, answer)
    expect(own.without({ target: '/scripts' }, told)).toEqual(told)
  }
})
