/** Addresses as the whole program spells them, by the name that this room has always had for them. */
export * from '../../base/addresses/ip-address.ts'
