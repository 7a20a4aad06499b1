/** What rules there are, by the vendor's ids; dynamic_0003 and running_0001 are of our own. */
export const DEFENCE_TYPES = [
  'static_0001',
  'static_0002',
  'static_0003',
  'static_0004',
  'static_0005',
  'static_0006',
  'static_0007',
  'dynamic_0001',
  'dynamic_0002',
  'dynamic_0003',
  'running_0001',
  'running_0002',
  'running_0003',
  'running_0004',
] as const
export type DefenceType = (typeof DEFENCE_TYPES)[number]
