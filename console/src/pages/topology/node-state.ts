import type { BindingShown, VpcShown } from '../../api/topology.ts'
import type { NodeState } from './graph.ts'

export const OK = (word: string, why = ''): NodeState => ({ level: 'ok', word, why })
export const PROBLEM = (word: string, why: string): NodeState => ({ level: 'problem', word, why })
export const IDLE = (word: string, why = ''): NodeState => ({ level: 'idle', word, why })
export const WAITING = (word: string, why = ''): NodeState => ({ level: 'waiting', word, why })

export function bindingState({ status, message }: BindingShown): NodeState {
  switch (status) {
    case 'active':
      return OK('active')
    case 'creating':
      return WAITING('being made')
    case 'failed':
      return PROBLEM('failed', message)
    case 'down':
      return PROBLEM('down', message)
  }
}

export function attachmentState({ attachment, status, message, name }: VpcShown, isUsed: boolean): NodeState {
  if (attachment === 'none') {
    return isUsed
      ? PROBLEM('not attached', `VPC ${name} has no attachment (rule 9): nothing in it can be dialled`)
      : IDLE('not attached', 'Nothing in it can be dialled before it has an attachment (rule 9)')
  }
  if (status === 'down') return PROBLEM('down', message)
  if (status === 'up') return OK('up')
  return isUsed ? WAITING('not known yet') : IDLE('not used', 'Nothing is bound that leads to it')
}
