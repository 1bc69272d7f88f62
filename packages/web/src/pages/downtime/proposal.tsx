import { When } from '../../parts/when.tsx';
import { lengthOf, showLength } from '../../time/show.ts';
import { shared } from '../../words/shared.ts';
import { useSay } from '../../words/words.tsx';
import { useCalled } from './called.ts';
import type { Downtime } from './stage.ts';
import { words } from './words.ts';

/**
 * A change that waits for a second person: what it would make of the downtime, what asks for them, what it
 * sets aside.
 *
 * @param isOwn whether whoever looks proposed it, and so may not be that second person
 */
export function Proposal({
  proposal: { plan, by, why, at, asks, waives },
  downtime,
  isOwn,
}: {
  readonly proposal: NonNullable<Downtime['proposal']>;
  readonly downtime: Downtime;
  readonly isOwn: boolean;
}) {
  const say = useSay(words);
  const common = useSay(shared);
  const called = useCalled(downtime.names);
  return (
    <section className="sheet attention" aria-labelledby="proposal">
      <h2 id="proposal">{say('proposed')}</h2>
      <p>
        {say('proposedBy', { who: called(by) })}
        {why !== null && `: ${why}`} <span className="quiet">{<When at={at} zone={downtime.zone} />}</span>
      </p>
      <p>
        {say('wouldBe')} <strong>{plan.title}</strong>, {plan.services.join(', ')}, {common(plan.mode)},{' '}
        {plan.start !== null && <When at={plan.start} zone={downtime.zone} />}{' '}
        {say('for', { length: showLength(lengthOf(plan.takes)) })}
      </p>
      <Listed title={say('asks')} items={asks} />
      <Listed title={say('waives')} items={waives.map(({ message }) => message)} />
      {isOwn && <p>{say('own')}</p>}
    </section>
  );
}

function Listed({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {items.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}
