import { CausewayError } from '../../../../../base/errors.ts'
import { type Action, type AddedFile, fileKey, type Metadata, type Protocol } from './actions.ts'

/** Of those that are put together before a version is read, too. */
const FILES_MAX = 300_000

/** What the actions of a log, from the oldest to the newest, make of the table. */
export class LogState {
  protocol: Protocol | undefined
  metadata: Metadata | undefined
  readonly files = new Map<string, AddedFile>()

  apply(action: Action, shown: string): void {
    switch (action.kind) {
      case 'protocol':
        this.protocol = action.protocol
        return
      case 'metadata':
        this.metadata = action.metadata
        return
      case 'add':
        this.files.set(fileKey(action.file.path, action.file.deletionVector), action.file)
        if (this.files.size > FILES_MAX)
          throw new CausewayError('limit-exceeded', `${shown}: the table has more than ${FILES_MAX} files`, {
            hint: 'Have small files put together by what writes the table (OPTIMIZE).',
          })
        return
      case 'remove':
        this.files.delete(action.key)
        return
      case 'sidecar':
      case 'commit-info':
      case 'other':
    }
  }
}
