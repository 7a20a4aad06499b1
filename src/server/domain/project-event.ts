import type { JobProgress } from '../../protocol/job-result.ts'
import type { BindingHolder, BindingState } from './binding.ts'
import type { ConnectionState } from './connection.ts'
import type { Reach } from './expectation.ts'
import type { JobState } from './job.ts'
import type { QueueState } from './queue.ts'
import type { ScriptState } from './script.ts'

/** Something that has happened in a project and stands in the store; `job-progress` is the one that does not, and is never repeated. */
export type ProjectEvent =
  | { readonly kind: 'job'; readonly jobId: string; readonly queueName: string; readonly state: JobState }
  | { readonly kind: 'job-progress'; readonly jobId: string; readonly progress: JobProgress }
  /** `statement`: the one that has begun, or was the last to end; 0 for none. */
  | {
      readonly kind: 'script'
      readonly scriptId: string
      readonly queueName: string
      readonly state: ScriptState
      readonly statement: number
      readonly statementCount: number
    }
  | { readonly kind: 'queue'; readonly queueId: string; readonly queueName: string; readonly state: QueueState }
  /** Also when its host entries were replaced. */
  | { readonly kind: 'connection'; readonly connectionId: string; readonly name: string; readonly state: ConnectionState }
  | {
      readonly kind: 'binding'
      readonly bindingId: string
      readonly connectionId: string
      readonly holder: Pick<BindingHolder, 'kind' | 'name'>
      readonly state: BindingState
      readonly failure: string
    }
  | { readonly kind: 'vpc'; readonly vpcId: string; readonly change: 'created' | 'changed' | 'deleted' | 'subnets' | 'attachment' }
  /** What it was found to be is another than before. */
  | {
      readonly kind: 'expectation'
      readonly expectationId: string
      readonly queueName: string
      readonly address: string
      readonly expected: Reach
      readonly observed: Reach
    }
