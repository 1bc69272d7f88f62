import type { Registry } from '../registry.ts';

/** `lull people …`: who may do what. */
export const peopleCommands: Registry = {
  list: {
    summary: 'list everybody, with their roles',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  invite: {
    summary: 'invite somebody by a link that works once',
    load: async () => (await import('./invite.ts')).inviteCommand(),
  },
  invitations: {
    summary: 'list the open invitations',
    load: async () => (await import('./invitations.ts')).invitationsCommand(),
  },
  withdraw: {
    summary: 'withdraw an invitation',
    load: async () => (await import('./withdraw.ts')).withdrawCommand(),
  },
  role: {
    summary: 'set what somebody may do with every service',
    load: async () => (await import('./role.ts')).roleCommand(),
  },
  grant: {
    summary: 'set what somebody may do with one service',
    load: async () => (await import('./grant.ts')).grantCommand(),
  },
  remove: {
    summary: 'remove somebody',
    load: async () => (await import('./remove.ts')).removeCommand(),
  },
  'password-link': {
    summary: 'make a link by which somebody sets a new password',
    load: async () => (await import('./password-link.ts')).passwordLinkCommand(),
  },
};
