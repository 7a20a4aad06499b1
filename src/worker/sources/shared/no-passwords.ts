/** An option that would hold a user or a password. */
export const NO_PASSWORDS = {
  kind: 'refused',
  because: 'tables keep no passwords',
  hint: "Store user and password as a datasource authentication and name that in the option 'passwdauth'",
} as const
