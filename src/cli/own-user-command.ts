/** Makes the user that a server runs as: with a group of its own, whatever the system does by default. */
export const OWN_USER_COMMAND = 'useradd --system --user-group causeway'
