import type { Answer } from '../api/ask.ts';
import { useSay } from '../words/words.tsx';
import { When } from './when.tsx';

type Consequence = Answer<'createDowntime'>['follows'][number];

const words = {
  nothing: { en: 'Nothing else follows.', de: 'Sonst folgt nichts.' },
  atOnce: { en: 'At once', de: 'Sofort' },
  moment: { en: 'Moment', de: 'Zeitpunkt' },
  notice: { en: 'Notice', de: 'Nachricht' },
  gate: { en: 'Gate', de: 'Gate' },
  silence: { en: 'Silence', de: 'Ruhe' },
  step: { en: 'Step', de: 'Schritt' },
  flag: { en: 'To decide', de: 'Zu entscheiden' },
  waiver: { en: 'Set aside', de: 'Außer Kraft' },
} as const;

/**
 * What follows from something that is said, by time: what comes at once first.
 *
 * @param zone of the service
 */
export function Follows({
  follows,
  zone,
}: {
  readonly follows: readonly Consequence[];
  readonly zone: string;
}) {
  const say = useSay(words);
  if (follows.length === 0) return <p className="quiet">{say('nothing')}</p>;
  return (
    <ol className="follows">
      {byTime(follows).map(({ at, ones }) => (
        <li key={at ?? ''}>
          <p className="follows-at">{at === null ? say('atOnce') : <When at={at} zone={zone} />}</p>
          <ul>
            {ones.map(({ kind, text }) => (
              <li key={`${kind} ${text}`}>
                <span className="kind" data-kind={kind}>
                  {say(kind)}
                </span>{' '}
                {text}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function byTime(follows: readonly Consequence[]): { at: string | null; ones: Consequence[] }[] {
  const times = [...new Set(follows.map(({ at }) => at))];
  return times
    .sort((a, b) => (a === null ? -1 : b === null ? 1 : Date.parse(a) - Date.parse(b)))
    .map((at) => ({ at, ones: follows.filter((one) => one.at === at) }));
}
