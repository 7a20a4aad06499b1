/**
 * What the api is made of, the largest of it one by one: who starts a server loads these before api.ts, with a turn for others between two, for all of it at once takes a twentieth of a second of
 * processor time.
 */
export const apiPieces: readonly (() => Promise<unknown>)[] = [
  () => import('fastify'),
  () => import('./operation.ts'),
  () => import('./dli/enhanced-connections.ts'),
  () => import('./dli/queues.ts'),
  () => import('./dli/jobs.ts'),
  () => import('./dli/tables.ts'),
  () => import('./causeway/explain.ts'),
  () => import('./open-api/document.ts'),
  () => import('./operations.ts'),
]
