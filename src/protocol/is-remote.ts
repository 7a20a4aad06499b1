/** Of a place that is reached over the network of the queue, and keeps its rows itself. */
export const isRemote = <S extends { readonly kind: string }>(
  source: S,
): source is Extract<S, { kind: 'jdbc' | 'redis' | 'mongo' | 'css' }> =>
  source.kind === 'jdbc' || source.kind === 'redis' || source.kind === 'mongo' || source.kind === 'css'
