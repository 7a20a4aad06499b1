import type { BindingHolder } from '../../domain/binding.ts'

export const holderWords = ({ kind, name }: BindingHolder): string => `${kind === 'queue' ? 'queue' : 'elastic resource pool'} ${name}`
