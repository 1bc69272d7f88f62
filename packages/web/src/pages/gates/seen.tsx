import { useAsk } from '../../api/use.ts';
import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

/** How often is looked while a first word is waited for, ms. */
const lookEvery = 2_000;

/**
 * Whether a gate of the service is heard: live, from its first word on.
 *
 * @param instance its name; null for any
 */
export function Seen({ service, instance }: { readonly service: string; readonly instance: string | null }) {
  const say = useSay(words);
  const { data } = useAsk('listGates', { query: { service: [service] } }, { every: lookEvery });
  const heard = (data?.items.find((one) => one.service === service)?.gates ?? []).filter(
    ({ name, isLost }) => !isLost && (instance === null || name === instance),
  );
  const gate = heard.find(({ isConfirmed }) => isConfirmed) ?? heard[0];
  return (
    <p className="seen" role="status" data-seen={gate?.isConfirmed === true}>
      {!gate && say('waiting')}
      {gate && !gate.isConfirmed && say('seenOther', { gate: gate.name })}
      {gate?.isConfirmed && say('seen', { gate: gate.name, state: say(doing(gate.state)) })}
    </p>
  );
}

/** The word for what a gate does; `open` stands for what a newer gate may say. */
export function doing(state: string): keyof typeof words {
  const key = `is-${state}`;
  return key in words ? (key as keyof typeof words) : 'is-open';
}
