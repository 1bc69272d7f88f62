import { isSameClock, ownZone, showClock, showTime, showZone } from '../time/show.ts';
import { useLanguage, useSay } from '../words/words.tsx';

const words = { yours: { en: '{time} your time ({zone})', de: '{time} Ihrer Zeit ({zone})' } };

/**
 * An instant on the clock of a zone, with the zone; and on the reader's own clock where that shows something
 * else.
 *
 * @param at ISO 8601 or UTC milliseconds
 */
export function When({
  at,
  zone = ownZone,
}: {
  readonly at: string | number;
  readonly zone?: string | undefined;
}) {
  const { language } = useLanguage();
  const say = useSay(words);
  const iso = new Date(at).toISOString();
  const isOwn = isSameClock(at, zone, ownZone);
  const time = showTime(at, ownZone, language);
  return (
    <time dateTime={iso} className="when">
      {showTime(at, zone, language)} <span className="zone">{showZone(at, zone, language)}</span>
      {!isOwn && (
        <span className="zone own">{say('yours', { time, zone: showZone(at, ownZone, language) })}</span>
      )}
    </time>
  );
}

/** The time of day alone, with seconds, where the day and the zone stand beside it. */
export function Clock({ at, zone = ownZone }: { readonly at: string | number; readonly zone?: string }) {
  const { language } = useLanguage();
  return (
    <time dateTime={new Date(at).toISOString()} title={showZone(at, zone, language)}>
      {showClock(at, zone, language, { seconds: true })}
    </time>
  );
}
