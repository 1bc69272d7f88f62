import type { Names } from '../../access/names.ts';
import type { Downtime, Plan, Proposal, Waiver } from '../../downtime/contract.ts';
import { reminderAt, turnBackAt } from '../../downtime/moments.ts';
import { hasBegun, isEnd, openFlags } from '../../downtime/states.ts';
import type { Instant } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import type { Change, Consequence, Follower } from '../contract.ts';

/** What follows from the downtime itself: its moments by time, who has to agree, and what was set aside. */
export const moments: Follower = {
  name: 'moments',
  foresee: (change) => [...decisions(change), ...momentsToCome(change)],
};

function decisions({ before, after, names }: Change): Consequence[] {
  const known = new Set(before?.waivers.map(keyOf));
  const waived = after.waivers.filter((waiver) => !known.has(keyOf(waiver)));
  const flagged = openFlags(after).filter(({ at }) => !before?.flags.some((flag) => flag.at === at));
  return [
    ...waived.map(
      (waiver): Consequence => ({
        kind: 'waiver',
        at: null,
        text: `is set aside by ${deciders(waiver, names)}: ${waiver.message}`,
        data: { rule: waiver.rule, name: waiver.name, why: waiver.why, by: waiver.by },
      }),
    ),
    ...flagged.map(
      (flag): Consequence => ({
        kind: 'flag',
        at: null,
        text: `the owner has to decide: ${flag.message}`,
        data: { rule: flag.rule, name: flag.name },
      }),
    ),
    ...(after.proposal && after.proposal !== before?.proposal ? [approval(after.proposal, names)] : []),
  ];
}

function approval({ by, asks }: Proposal, names: Names): Consequence {
  return {
    kind: 'moment',
    at: null,
    text: `waits for another person than ${called(by, names)} to approve: ${asks.join('; ')}`,
    data: { moment: 'approval', asks, by },
  };
}

function deciders({ by, secondPerson }: Waiver, names: Names): string {
  return [by, secondPerson]
    .filter((id) => id !== null)
    .map((id) => called(id, names))
    .join(' and ');
}

function called(id: string, names: Names): string {
  return names.get(id) ?? 'somebody no longer known';
}

function momentsToCome({ after, now }: Change): Consequence[] {
  if (isEnd(after.state)) return [over(after)];
  const { plan, expectedEnd } = after.proposal ? { ...after, plan: after.proposal.plan } : after;
  if (plan.start === null) return [];
  const end = hasBegun(after.state) ? expectedEnd! : plan.start + plan.takes;
  const backs = turnBackAt({ ...after, plan, expectedEnd: end })!;
  const services = plan.services.join(', ');
  const many = plan.services.length > 1;
  const closes =
    plan.mode === 'at-risk'
      ? `work on ${services} begins`
      : `${services} ${many ? 'close' : 'closes'} (${plan.mode})`;
  const all: (readonly [string, Instant, string])[] = [
    ['warning', plan.start - plan.warnBefore, 'go/no-go opens'],
    ['start', plan.start, closes],
    ...(plan.rollback > 0 && after.turningBack === null
      ? [['turn-back', backs, 'latest moment to turn back'] as const]
      : []),
    ['end', end, 'is over, as people are told'],
    ...(hasBegun(after.state)
      ? [['reminder', reminderAt(after), 'whoever does the work is asked whether they are there'] as const]
      : []),
  ];
  const late = plan.rollback >= plan.takes ? [noWayBackInTime(plan)] : [];
  const coming = all
    .filter(([, at]) => at >= now)
    .map(([moment, at, text]): Consequence => ({ kind: 'moment', at, text, data: { moment } }));
  return [...late, ...coming];
}

/** It may be meant, so it isn't refused: people wait longer than they were told if the work fails. */
function noWayBackInTime({ takes, rollback }: Plan): Consequence {
  const lengths = `the way back takes ${spokenLength(rollback)} of ${spokenLength(takes)}`;
  const todo = 'let it take longer, or make the way back shorter';
  const text = `turning back is never in time, for ${lengths}: ${todo}`;
  return { kind: 'moment', at: null, text, data: { moment: 'turn-back-late' } };
}

function over({ state, plan }: Downtime): Consequence {
  const services = plan.services.join(', ');
  const many = plan.services.length > 1;
  const stays = `nothing closes: ${services} ${many ? 'stay' : 'stays'} open`;
  const text = state === 'cancelled' ? stays : `${services} ${many ? 'are' : 'is'} open`;
  return { kind: 'moment', at: null, text, data: { moment: 'over' } };
}

const keyOf = ({ rule, name, at }: Waiver): string => JSON.stringify([rule, name, at]);
