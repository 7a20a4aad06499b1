import type { ScriptRecord } from '../../domain/script.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toRead } from '../authorization/need.ts'
import { noScript, type Scripts } from '../scripts/scripts.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'

/** As of jobs: everybody sees the own ones. Those of others are seen by readers of the project, and cancelled by writers and by who may cancel on the queue. */
export function guardedScripts(scripts: Scripts, authorizer: Authorizer): Scripts {
  const seesAll = toRead('see the scripts of others')
  async function requireSeen(caller: Caller, id: string, script: Pick<ScriptRecord, 'ownerId'>): Promise<void> {
    // As of one that is not there.
    if (!isOwnedBy(script, caller) && !(await authorizer.allows(caller, seesAll))) throw noScript(id)
  }
  return {
    // The intake asks what each statement needs.
    submit: (caller, input) => scripts.submit(caller, input),
    async get(caller, id) {
      const found = await scripts.get(caller, id)
      await requireSeen(caller, id, found.script)
      return found
    },
    async progress(caller, id) {
      const found = await scripts.progress(caller, id)
      await requireSeen(caller, id, found.script)
      return found
    },
    async list(caller, selection, page) {
      if (await authorizer.allows(caller, seesAll)) return await scripts.list(caller, selection, page)
      return await scripts.list(caller, { ...selection, ownerId: caller.userId }, page)
    },
    async cancel(caller, id) {
      const { script } = await scripts.progress(caller, id)
      const { queueName } = script
      if (isOwnedBy(script, caller)) return await scripts.cancel(caller, id)
      const need = { level: 'write', on: { kind: 'queue', name: queueName }, privileges: ['CANCEL_JOB'] } as const
      if (!(await authorizer.allows(caller, { ...need, what: '' }))) await requireSeen(caller, id, script)
      const needs = [{ ...need, what: `cancel scripts of others on the queue ${queueName}` }]
      await authorizer.acting(caller, needs, () => scripts.cancel(caller, id))
    },
  }
}
