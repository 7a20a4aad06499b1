import type { ObjectStores } from '../../object-stores/object-stores.ts'
import type { ObjectUploads } from '../../object-stores/object-uploads.ts'
import type { LocatedObjects } from '../located-objects.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'

interface ObjectCallsDeps {
  readonly stores: ObjectStores
  readonly located: LocatedObjects
  readonly uploads: ObjectUploads
}

type ObjectCalls = CallHandlers<
  'sign-object-read' | 'look-at-objects' | 'begin-object' | 'sign-object-part' | 'publish-objects' | 'discard-objects'
>

/** Of objects of stores, at places that the job has located. */
export function objectCalls({ stores, located, uploads }: ObjectCallsDeps): ObjectCalls {
  return {
    async 'sign-object-read'(asking, call) {
      const context = requireJob(asking, 'reach files')
      located.requireRead(context, call)
      return await stores.sign(context.caller.projectId, call.bucket, call.read)
    },
    async 'look-at-objects'(asking, call) {
      const context = requireJob(asking, 'reach files')
      located.requireBelow(context, call)
      return uploads.look(context.caller.projectId, call)
    },
    async 'begin-object'(asking, call) {
      const context = requireJob(asking, 'write files')
      const { projectId } = context.caller
      located.requireBelow(context, stores.address(projectId, call.location))
      return { upload: await uploads.begin({ jobId: asking.contextId, projectId }, call) }
    },
    async 'sign-object-part'(asking, call) {
      const { projectId } = requireJob(asking, 'write files').caller
      return await uploads.signPart({ jobId: asking.contextId, projectId }, call)
    },
    async 'publish-objects'(asking, call) {
      const context = requireJob(asking, 'write files')
      const { projectId } = context.caller
      located.requireBelow(context, stores.address(projectId, call.location))
      return await uploads.publish({ jobId: asking.contextId, projectId }, call)
    },
    async 'discard-objects'(asking, call) {
      const { projectId } = requireJob(asking, 'write files').caller
      await uploads.discard({ jobId: asking.contextId, projectId }, call.uploads)
      return { discarded: true }
    },
  }
}
