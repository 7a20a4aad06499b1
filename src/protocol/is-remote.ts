import { isStoreKind, type StoreKind } from './record-stores.ts'

/** Of a place that is reached over the network of the queue, and keeps its rows itself. */
export const isRemote = <S extends { readonly kind: string }>(source: S): source is Extract<S, { kind: 'jdbc' | StoreKind }> =>
  source.kind === 'jdbc' || isStoreKind(source.kind)
