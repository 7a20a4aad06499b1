/** Every page of the console, in the order of its navigation: `path` is also the folder of it in pages/. */
export const PAGES = [
  { path: 'topology', label: 'Topology' },
  { path: 'doctor', label: 'Doctor' },
  { path: 'sql', label: 'SQL' },
  { path: 'jobs', label: 'Jobs' },
  { path: 'catalog', label: 'Catalog' },
  { path: 'queues', label: 'Queues and pools' },
  { path: 'connections', label: 'Connections' },
  { path: 'credentials', label: 'Credentials' },
  { path: 'users', label: 'Users and keys' },
  { path: 'project', label: 'Project' },
  { path: 'audit', label: 'Audit' },
  { path: 'settings', label: 'Settings' },
] as const
