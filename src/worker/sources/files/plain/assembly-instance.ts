/** As the standard says; the types of Node do not name it. */
interface Assembly {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => { readonly exports: unknown }
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Assembly }).WebAssembly

const compiled = new Map<string, object>()

/** What the module exports that the text is, with a memory of its own; it is compiled once. `outside`: what it asks for. */
export function assemblyInstance(text: string, outside: object): unknown {
  let module = compiled.get(text)
  if (module === undefined) {
    module = new Module(Buffer.from(text, 'base64'))
    compiled.set(text, module)
  }
  return new Instance(module, { outside }).exports
}
