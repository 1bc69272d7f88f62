import type { Answer } from '../../api/ask.ts';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import { eventWords } from './event-words.ts';

type Event = Answer<'listDowntimeEvents'>['items'][number];

/**
 * One thing that happened: what, by whom, why, and when.
 *
 * @param zone of the service
 */
export function EventLine({ event, zone }: { readonly event: Event; readonly zone: string }) {
  const say = useSay(eventWords);
  const called = useCalled(event.names);
  const { kind, by, why, at } = event;
  return (
    <>
      <strong>{kind in eventWords ? say(kind as keyof typeof eventWords) : kind}</strong>{' '}
      <Details event={event} zone={zone} /> {say('by', { who: called(by) })}
      {why !== null && <span>: {why}</span>}{' '}
      <span className="quiet">
        <When at={at} zone={zone} />
      </span>
    </>
  );
}

/** What it made of the downtime, where the word alone leaves that open. */
function Details({ event: { kind, data }, zone }: { readonly event: Event; readonly zone: string }) {
  const time = { 'downtime.extended': data.end, 'downtime.resumed': data.end }[kind] ?? data.start;
  const isTimed = /\.(proposed|scheduled|revised|extended|resumed)$/.test(kind);
  if (isTimed && typeof time === 'string') {
    return (
      <>
        → <When at={time} zone={zone} />
      </>
    );
  }
  const texts = [
    data.step,
    data.silencer,
    data.agent,
    data.gate,
    ...messagesIn(data.flags),
    ...[data.alerts ?? []].flat(),
    ...(kind === 'notice.failed' ? [`${data.count} ${data.notice}, ${data.channel}`] : []),
  ].filter((one) => typeof one === 'string');
  return <>{texts.join(', ')}</>;
}

function messagesIn(flags: unknown): unknown[] {
  return Array.isArray(flags) ? flags.map((one: { message?: unknown } | null) => one?.message) : [];
}
