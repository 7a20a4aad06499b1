import type { SandboxReport } from '../server/compute/sandbox/sandbox.ts'

/**
 * What a start says of what holds its workers: in one line where nothing is left to do, with what was tried where there is.
 * @param own how commands of this program are called
 */
export function sandboxText({ level, user, details }: SandboxReport, own: string, isRoot: boolean): readonly string[] {
  const asRoot = isRoot
    ? [
        level === 'full' && user === 'nobody'
          ? 'Causeway runs as root, its workers as nobody. To keep it running, give it a user of its own (docs/guides/settings.md#the-user-it-runs-as)'
          : `Causeway runs as root: who takes over a worker by native code has what root has. Give it a user of its own (docs/guides/settings.md#the-user-it-runs-as)`,
      ]
    : []
  if (level === 'full')
    return ['Workers have no network, and see no files but those of their project: their sandbox is full (measured just now)', ...asRoot]
  return [
    `Workers are held by less than the full sandbox (level ${level}): ${own} doctor says what is missing, and what to do`,
    `  ${details.join('; ')}`,
    ...asRoot,
  ]
}
