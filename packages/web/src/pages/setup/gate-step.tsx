import { useAsk, useChange } from '../../api/use.ts';
import { Refused } from '../../parts/refused.tsx';
import { useSay } from '../../words/words.tsx';
import { Enrol } from '../gates/enrol.tsx';
import { Seen } from '../gates/seen.tsx';
import { expectedGates, withExpected } from '../services/shape.ts';
import type { StepOf } from './steps.ts';
import { words } from './words.ts';

/** The fourth step: a gate's key and snippet, and its first word. */
export function GateStep({ service }: StepOf) {
  const say = useSay(words);
  const { name, body, version } = service;
  const { data } = useAsk('listGates', { query: { service: [name] } }, { every: 5_000 });
  const put = useChange('putService');
  const heard = (data?.items.find((one) => one.service === name)?.gates ?? []).filter(
    ({ isLost }) => !isLost,
  );
  const expected = expectedGates(body);
  const wait = (): void =>
    put.mutate({ params: { name }, body: { ...body, gates: withExpected(body, heard.length) }, version });
  return (
    <div className="setup-form">
      <p className="quiet">{say('gateWhat')}</p>
      {heard.length > 0 && <Seen service={name} instance={null} />}
      {expected > 0 && <p>{expected === 1 ? say('expectedOne') : say('expected', { count: expected })}</p>}
      {heard.length > expected && (
        <p>
          <button type="button" disabled={put.isPending} onClick={wait}>
            {say('expectIt', { count: heard.length })}
          </button>
        </p>
      )}
      <Refused error={put.error} />
      <Enrol service={name} />
    </div>
  );
}
