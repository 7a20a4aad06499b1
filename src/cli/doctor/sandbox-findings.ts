import { existsSync, readFileSync } from 'node:fs'
import type { SandboxReport } from '../../server/compute/sandbox/sandbox.ts'
import { type Finding, fine, weak, wrong } from './finding.ts'
import { limitWords, sandboxWords } from './sandbox-words.ts'

/** What keeps user namespaces from programs that a system does not know, each with the value that does. */
const SETTINGS = [
  ['kernel/apparmor_restrict_unprivileged_userns', '1', 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ['kernel/unprivileged_userns_clone', '0', 'sysctl -w kernel.unprivileged_userns_clone=1'],
  ['user/max_user_namespaces', '0', 'sysctl -w user.max_user_namespaces=15000'],
] as const
const AS_OWN_USER = 'Run the server as a user of its own: docs/guides/settings.md'
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv']
const CONTAINER_OPTIONS = '--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined'

export interface SandboxMeasured {
  readonly report: SandboxReport
  /** Programs of the machine that it takes and that are not there. */
  readonly missingPrograms: readonly string[]
  /** causeway.yaml asks for the highest level. */
  readonly isFullRequired: boolean
}

export function sandboxFindings({ report, missingPrograms, isFullRequired }: SandboxMeasured): readonly Finding[] {
  const { level, user, limits } = report
  const seen = sandboxWords(report)
  const remedies = level === 'full' ? [] : levelRemedies(missingPrograms)
  const found =
    level === 'full'
      ? fine('sandbox', seen)
      : isFullRequired
        ? wrong('sandbox', `${seen}; causeway.yaml asks for full`, ...remedies)
        : weak('sandbox', seen, ...remedies)
  const by = limitWords(limits)
  const isLimited = [limits.memory, limits.threads, limits.processor].every((way) => way === 'control-group')
  const asRoot =
    process.geteuid?.() === 0 && user === 'server'
      ? [
          weak(
            'user of workers',
            'root: the kernel, or the file system of the data folder, cannot show files to another user (mount_setattr)',
            AS_OWN_USER,
          ),
        ]
      : []
  return [found, ...asRoot, isLimited ? fine('limits of workers', by) : weak('limits of workers', by, ...groupRemedies())]
}

function levelRemedies(missingPrograms: readonly string[]): readonly string[] {
  const found = [
    ...(missingPrograms.length === 0
      ? []
      : [`Not found: ${missingPrograms.join(', ')}. apt-get install util-linux coreutils, or what your system calls them`]),
    ...SETTINGS.flatMap(([file, value, remedy]) => (settingOf(file) === value ? [remedy] : [])),
    ...(CONTAINER_MARKS.some((mark) => existsSync(mark)) ? [`Start the container with ${CONTAINER_OPTIONS}`] : []),
  ]
  return found.length === 0 ? ['docs/security.md#when-it-is-less-than-full; the details below tell what was tried'] : found
}

const groupRemedies = (): readonly string[] =>
  process.platform !== 'linux'
    ? ['Only Linux has control groups']
    : [
        'In a unit of systemd: Delegate=yes in its section [Service]',
        'By hand: systemd-run --user --scope -p Delegate=yes causeway start',
        'In a container: a /sys/fs/cgroup that it may write (docker run --cgroupns=private --security-opt writable-cgroups=true)',
      ]

function settingOf(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return undefined
  }
}
