import { expect, test } from 'vitest'
import { type GroupPlaces, type GroupTexts, groupPlaces } from './group-places.ts'

const V2 = (root: string, at: string): string => `35 24 0:30 ${root} ${at} rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate`
const V1 = (name: string, root = '/'): string => `41 34 0:36 ${root} /sys/fs/cgroup/${name} rw,nosuid - cgroup cgroup rw,${name}`

/** What systems of each kind show. */
test.each<
  readonly [
    what: string,
    texts: Pick<GroupTexts, 'membership' | 'mounts'> & { readonly controllers?: string | Readonly<Record<string, string>> },
    places: GroupPlaces,
  ]
>([
  [
    'a unit of systemd that was delegated its group',
    {
      membership: '0::/system.slice/causeway.service\n',
      mounts: V2('/', '/sys/fs/cgroup'),
      controllers: 'cpuset cpu io memory pids\n',
    },
    {
      memory: { version: 2, folder: '/sys/fs/cgroup/system.slice/causeway.service' },
      pids: { version: 2, folder: '/sys/fs/cgroup/system.slice/causeway.service' },
      cpu: { version: 2, folder: '/sys/fs/cgroup/system.slice/causeway.service' },
    },
  ],
  [
    'a unit whose group is below the one that was delegated',
    {
      membership: '0::/system.slice/causeway.service/main\n',
      mounts: V2('/', '/sys/fs/cgroup'),
      controllers: { '/sys/fs/cgroup/system.slice/causeway.service': 'memory pids\n' },
    },
    {
      memory: { version: 2, folder: '/sys/fs/cgroup/system.slice/causeway.service' },
      pids: { version: 2, folder: '/sys/fs/cgroup/system.slice/causeway.service' },
    },
  ],
  [
    'a container with a group namespace',
    { membership: '0::/\n', mounts: V2('/', '/sys/fs/cgroup'), controllers: 'memory pids\n' },
    { memory: { version: 2, folder: '/sys/fs/cgroup' }, pids: { version: 2, folder: '/sys/fs/cgroup' } },
  ],
  [
    'a container of version 1 that sees its own group as the top',
    { membership: '4:memory:/docker/ab12\n0::/\n', mounts: V1('memory', '/docker/ab12') },
    { memory: { version: 1, folder: '/sys/fs/cgroup/memory' } },
  ],
  [
    'version 1 beside an empty version 2',
    {
      membership: '8:pids:/\n4:memory:/jobs/one\n2:cpu,cpuacct:/\n0::/\n',
      mounts: `${V1('memory')}\n${V1('pids')}\n40 34 0:35 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n${V2('/', '/sys/fs/cgroup/unified')}`,
      controllers: 'hugetlb\n',
    },
    {
      pids: { version: 1, folder: '/sys/fs/cgroup/pids' },
      memory: { version: 1, folder: '/sys/fs/cgroup/memory/jobs/one' },
      cpu: { version: 1, folder: '/sys/fs/cgroup/cpu,cpuacct' },
    },
  ],
  ['a container that is shown another group than its own', { membership: '4:memory:/a\n', mounts: V1('memory', '/b') }, {}],
  ['a machine without groups', { membership: '', mounts: '22 1 8:1 / / rw - ext4 /dev/sda1 rw' }, {}],
])('where groups of %s are', (_what, { controllers, ...texts }, places) => {
  expect(
    groupPlaces({
      ...texts,
      controllersIn: (folder) => (typeof controllers === 'string' ? controllers : controllers?.[folder]),
      tryParent: true,
    }),
  ).toEqual(places)
})
