import type { Answer } from '../../api/ask.ts';
import type { Say, Text, Texts } from '../../words/words.tsx';

/** One entry of the audit trail. */
export type Entry = Answer<'listAudit'>['items'][number];

/** What entries say, by their action; `{who}` did it to `{what}`. Others are told by their action's name. */
const sentences = {
  'person.grant': {
    en: '{who} granted {what} the role {role} for {services}',
    de: '{who} gab {what} die Rolle {role} für {services}',
  },
  'person.revoke': {
    en: '{who} took back what {what} was granted for {services}',
    de: '{who} nahm {what} die Rechte für {services}',
  },
  'person.role': { en: '{who} gave {what} the role {role}', de: '{who} gab {what} die Rolle {role}' },
  'person.remove': { en: '{who} removed {what}', de: '{who} entfernte {what}' },
  'person.invite': { en: '{who} invited {email} as {role}', de: '{who} lud {email} als {role} ein' },
  'person.join': { en: '{who} joined', de: '{who} kam dazu' },
  'person.welcome': { en: '{what} was let in', de: '{what} wurde eingelassen' },
  'person.password': { en: '{who} set a password', de: '{who} setzte ein Passwort' },
  'person.password-link': {
    en: '{who} made a password link for {what}',
    de: '{who} machte einen Passwort-Link für {what}',
  },
  'link.owner': {
    en: 'A link for the first owner was made',
    de: 'Ein Link für den ersten Besitzer wurde gemacht',
  },
  'link.withdraw': { en: '{who} withdrew an invitation', de: '{who} zog eine Einladung zurück' },
  'session.begin': { en: '{who} signed in', de: '{who} meldete sich an' },
  'session.end': { en: '{who} signed out', de: '{who} meldete sich ab' },
  'session.refused': {
    en: 'A sign-in as {what} was refused',
    de: 'Eine Anmeldung als {what} wurde abgelehnt',
  },
  'key.create': { en: '{who} made a key: {what}', de: '{who} machte einen Schlüssel: {what}' },
  'key.revoke': { en: '{who} revoked a key: {what}', de: '{who} widerrief einen Schlüssel: {what}' },
  'organisation.added': { en: '{who} set the organisation', de: '{who} legte die Organisation fest' },
  'organisation.changed': { en: '{who} changed the organisation', de: '{who} änderte die Organisation' },
  'team.added': { en: '{who} added the team {what}', de: '{who} legte das Team {what} an' },
  'team.changed': { en: '{who} changed the team {what}', de: '{who} änderte das Team {what}' },
  'team.removed': { en: '{who} removed the team {what}', de: '{who} entfernte das Team {what}' },
  'service.added': { en: '{who} added the service {what}', de: '{who} legte den Dienst {what} an' },
  'service.changed': { en: '{who} changed the service {what}', de: '{who} änderte den Dienst {what}' },
  'service.removed': { en: '{who} removed the service {what}', de: '{who} entfernte den Dienst {what}' },
  'window.added': { en: '{who} added the window {what}', de: '{who} legte das Fenster {what} an' },
  'window.changed': { en: '{who} changed the window {what}', de: '{who} änderte das Fenster {what}' },
  'window.removed': { en: '{who} removed the window {what}', de: '{who} entfernte das Fenster {what}' },
  'freeze.added': { en: '{who} declared the freeze {what}', de: '{who} verhängte die Sperre {what}' },
  'freeze.changed': { en: '{who} changed the freeze {what}', de: '{who} änderte die Sperre {what}' },
  'freeze.removed': { en: '{who} lifted the freeze {what}', de: '{who} hob die Sperre {what} auf' },
  'downtime.draft': { en: '{who} drafted “{what}”', de: '{who} entwarf „{what}“' },
  'downtime.edit': { en: '{who} edited “{what}”', de: '{who} bearbeitete „{what}“' },
  'downtime.schedule': { en: '{who} scheduled “{what}”', de: '{who} setzte „{what}“ an' },
  'downtime.approve': { en: '{who} approved “{what}”', de: '{who} stimmte „{what}“ zu' },
  'downtime.reject': { en: '{who} rejected “{what}”', de: '{who} lehnte „{what}“ ab' },
  'downtime.reschedule': { en: '{who} moved “{what}”', de: '{who} verlegte „{what}“' },
  'downtime.extend': { en: '{who} extended “{what}”', de: '{who} verlängerte „{what}“' },
  'downtime.cancel': { en: '{who} cancelled “{what}”', de: '{who} sagte „{what}“ ab' },
  'downtime.abort': { en: '{who} aborted “{what}”', de: '{who} brach „{what}“ ab' },
  'downtime.finish': { en: '{who} finished “{what}”', de: '{who} beendete „{what}“' },
  'subscriber.add': { en: '{who} added a subscriber', de: '{who} fügte einen Abonnenten hinzu' },
  'subscriber.set': { en: '{who} changed a subscriber', de: '{who} änderte einen Abonnenten' },
  'subscriber.remove': { en: '{who} removed a subscriber', de: '{who} entfernte einen Abonnenten' },
  'subscriber.erase': { en: '{who} erased an address', de: '{who} löschte eine Adresse' },
  'subscriber.import': { en: '{who} imported subscribers', de: '{who} importierte Abonnenten' },
  'subscriber.export': { en: '{who} exported subscribers', de: '{who} exportierte Abonnenten' },
  'channel.try': { en: '{who} tried the channel {what}', de: '{who} probierte den Kanal {what}' },
  'notice.retry': {
    en: '{who} tried failed notices again',
    de: '{who} versuchte gescheiterte Mitteilungen erneut',
  },
  'agent.add': { en: '{who} added the agent {what}', de: '{who} nahm den Agenten {what} auf' },
  'agent.rotate': {
    en: '{who} gave the agent {what} another key',
    de: '{who} gab dem Agenten {what} einen anderen Schlüssel',
  },
  'agent.remove': { en: '{who} removed the agent {what}', de: '{who} entfernte den Agenten {what}' },
  'backup.read': { en: '{who} took a backup', de: '{who} zog eine Sicherung' },
  other: { en: '{who}: {action} {what}', de: '{who}: {action} {what}' },
} as const satisfies Texts;

/** The actions that have a sentence of their own. */
export const actionNames = Object.keys(sentences).filter((name) => name !== 'other');

/** Every sentence, for `useSay`. */
export const texts: Readonly<Record<string, Text>> = sentences;

/**
 * What an entry says, in words.
 *
 * @param say of `texts`
 * @param who what whoever did it is called
 */
export function sentenceOf(entry: Entry, say: Say<typeof texts>, who: string): string {
  const { action, subject, subjectName, services } = entry;
  const data = (typeof entry.data === 'object' && entry.data ? entry.data : {}) as Record<string, unknown>;
  const text = (key: string): string => (data[key] == null ? '–' : String(data[key]));
  return say(action in sentences ? action : 'other', {
    who,
    action,
    what: subjectName ?? (typeof data.name === 'string' ? data.name : subject),
    role: text('role'),
    email: text('email'),
    services: services.join(', ') || '–',
  });
}
