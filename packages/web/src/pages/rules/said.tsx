import { useLanguage, useSay } from '../../words/words.tsx';
import { type Body, type Kind, servicesOf } from './kinds.ts';
import { lasts, lengthIn, sayLength } from './rule/length.ts';
import { saySpan } from './rule/say.ts';
import { words } from './words.ts';

const risks = { low: 'riskLow', high: 'riskHigh', downtime: 'riskDowntime' } as const;
const leasts = { low: 'leastLow', high: 'leastHigh', downtime: 'leastDowntime' } as const;

/** What a window or freeze is, in words: when, and what it allows or keeps away. */
export function Said({ kind, body }: { readonly kind: Kind; readonly body: Body }) {
  const say = useSay(words);
  const { language } = useLanguage();
  const span = saySpan(body, language);
  const length = (text: unknown) => {
    const read = lengthIn(String(text));
    return read === null ? String(text) : sayLength(read, language);
  };
  const facts: string[] = [];
  if (kind === 'window') {
    const risk = risks[body.risk as keyof typeof risks] ?? risks.downtime;
    facts.push(`${say('allows')} ${say(risk)}`);
    if (lasts(body.notice)) facts.push(say('noticeOf', { length: length(body.notice) }));
    if (lasts(body.cutoff)) facts.push(say('cutoffOf', { length: length(body.cutoff) }));
  } else {
    const { leastRisk } = (body.scope ?? {}) as { leastRisk?: keyof typeof leasts };
    facts.push(`${say('freezesRisk')} ${say(leasts[leastRisk ?? 'low'] ?? leasts.low)}`);
  }
  const remark = kind === 'window' ? body.comment : body.reason;
  return (
    <div className="said">
      {span !== null && (
        <p className="said-when">
          {capital(span)} <span className="zone">{String(body.zone)}</span>
        </p>
      )}
      <p>{facts.join(' · ')}</p>
      {typeof remark === 'string' && remark !== '' && <p className="quiet">{remark}</p>}
    </div>
  );
}

/** The services that a freeze holds for, in words. */
export function useHoldsFor(): (body: Body) => string {
  const say = useSay(words);
  return (body) => servicesOf(body)?.join(', ') ?? say('everyService');
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
