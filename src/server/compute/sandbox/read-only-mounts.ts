import { realPath } from '../../../base/real-path.ts'

/** The programs that it takes. */
export interface MountTools {
  readonly sh: string
  readonly mount: string
  /** A shell leaves words of its own in the environment. */
  readonly env: string
}

/**
 * Runs in a mount namespace of its own, before what could undo it is given up. First everything becomes read-only, and devices are none any more; then the folders
 * that are to be written are laid over themselves and opened again. What fails is left as it is, for a probe looks at what came of it. A disk that is mounted
 * later is as the machine has it.
 */
const SCRIPT = `
mount=$1
env=$2
shift 2
exec 9>/dev/null
is_writable() {
  at=$1
  shift
  for folder; do
    [ "$folder" = -- ] && return 1
    case $at in "$folder"|"$folder"/*) return 0;; esac
  done
  return 1
}
while read -r _ at _; do
  is_writable "$at" "$@" && continue
  case $at in
    /dev|/dev/*) "$mount" -n -o remount,bind,ro,nodev "$at" >&9 2>&9;;
    *) "$mount" -n -o remount,bind,ro "$at" >&9 2>&9;;
  esac
done </proc/self/mounts
while [ "$1" != -- ]; do
  "$mount" -n --rbind "$1" "$1" >&9 2>&9 && "$mount" -n -o remount,bind,rw "$1" >&9 2>&9
  shift
done
shift
exec 9>&-
exec "$env" -u PWD -u OLDPWD -u SHLVL -u _ "$@"
`

/** What comes before a command in a mount namespace, so that it finds everything read-only but these folders. They must be there. */
export const readOnlyBut = (tools: MountTools, writable: readonly string[]): readonly string[] => [
  tools.sh,
  '-c',
  SCRIPT,
  'causeway-mounts',
  tools.mount,
  tools.env,
  // As the kernel names them among its mounts.
  ...writable.map(realPath),
  '--',
]
