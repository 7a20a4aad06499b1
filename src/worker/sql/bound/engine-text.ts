declare const printed: unique symbol

/**
 * Text for the engine that the renderer has printed, of a tree. Nothing else makes any (scripts/engine-text.ts): what is put together of it by hand is a string, which no plan takes.
 */
export type EngineText = string & { readonly [printed]: true }
