import type { RefusalKind } from '../protocol/index.ts';

/**
 * What a refusal says, in one language. `{name}` is the service's; of `{length}` ("35 minutes") and `{in}`
 * ("in 35 minutes") a language takes the one that it can build a sentence with.
 */
export interface Words extends Readonly<Record<RefusalKind, Told>> {
  readonly expected: string;
  /** `{time}` is a date with its zone. */
  readonly at: string;
  readonly soon: string;
  readonly late: string;
  readonly unknown: string;
  /** To whoever sent something: it isn't kept anywhere. */
  readonly unsent: string;
  readonly back: string;
  readonly again: string;
  readonly more: string;
}

export interface Told {
  readonly heading: string;
  readonly message: string;
}

const en: Words = {
  closed: {
    heading: 'Down for maintenance',
    message: '{name} is closed while we work on it.',
  },
  'read-only': {
    heading: 'Read-only for the moment',
    message: 'While we work on {name}, everything can be read, and nothing can be changed.',
  },
  partial: {
    heading: 'This part is down for maintenance',
    message: 'The rest of {name} works as usual.',
  },
  opening: {
    heading: 'We are coming back',
    message: '{name} opens step by step, so that it is not overrun. It will be your turn soon.',
  },
  expected: 'Back in about {length}.',
  at: 'Expected: {time}.',
  soon: 'Back in less than a minute.',
  late: 'It takes longer than expected. We are still working on it.',
  unknown: 'It is not known yet how long this takes.',
  unsent: 'What you sent was not processed. Please go back and send it again later.',
  back: 'It is back.',
  again: 'Try again',
  more: 'More about it',
};

const de: Words = {
  closed: {
    heading: 'Wartungsarbeiten',
    message: '{name} ist geschlossen, solange wir daran arbeiten.',
  },
  'read-only': {
    heading: 'Im Moment nur lesbar',
    message: 'Solange wir an {name} arbeiten, kann alles gelesen, aber nichts geändert werden.',
  },
  partial: {
    heading: 'Wartungsarbeiten in diesem Bereich',
    message: 'Alles andere von {name} ist wie gewohnt erreichbar.',
  },
  opening: {
    heading: 'Wir kommen zurück',
    message: '{name} öffnet schrittweise, damit der Andrang nicht zu groß wird. Gleich geht es weiter.',
  },
  expected: 'Voraussichtlich {in} zurück.',
  at: 'Erwartet: {time}.',
  soon: 'In weniger als einer Minute zurück.',
  late: 'Es dauert länger als erwartet. Wir arbeiten noch daran.',
  unknown: 'Wie lange es dauert, ist noch nicht bekannt.',
  unsent: 'Was gesendet wurde, wurde nicht verarbeitet. Bitte zurückgehen und später noch einmal senden.',
  back: 'Es geht weiter.',
  again: 'Erneut versuchen',
  more: 'Mehr dazu',
};

/** The languages that a gate speaks by itself. */
export const ownWords: Readonly<Record<string, Words>> = { en, de };

/**
 * Words of a further language, as they stand in a JSON file of the shape of `Words`.
 *
 * @throws RangeError naming the first text that is missing
 * @example readWords(JSON.parse(readFileSync('fr.json', 'utf8'))).again // 'Réessayer'
 */
export function readWords(value: unknown): Words {
  return filled(en, value, '') as unknown as Words;
}

function filled(shape: object, value: unknown, at: string): object {
  const given = Object(value) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape).map(([name, example]) => {
      if (typeof example === 'object') return [name, filled(example, given[name], `${at}${name}.`)];
      const text = given[name];
      if (typeof text === 'string' && text !== '') return [name, text];
      throw new RangeError(`The words of a refusal lack "${at}${name}".`);
    }),
  );
}
