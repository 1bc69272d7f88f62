import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/use.ts';
import { namesOf, type ServiceEntry, sourcesOf } from '../services/shape.ts';

/** The first steps, in their order. */
export const stepNames = ['service', 'traffic', 'windows', 'gate', 'plan'] as const;
export type StepName = (typeof stepNames)[number];

/** What a step is given. */
export interface StepOf {
  readonly service: ServiceEntry;
  /** Leads to the step after it. */
  readonly onNext: () => void;
}

/**
 * How far the first steps of a service are: what is done is read from the server, what is open from the
 * address.
 */
export function useSteps(): {
  readonly name: string | null;
  readonly service: ServiceEntry | null;
  readonly isDone: Readonly<Record<StepName, boolean>>;
  readonly at: StepName;
  /** Whether it is known yet. */
  readonly isKnown: boolean;
  open(step: StepName | null, name?: string | null): void;
} {
  const [search, setSearch] = useSearchParams();
  const name = search.get('service');
  const { data, error } = useAsk('readService', { params: { name: name ?? '' } }, { enabled: name !== null });
  const { data: gates } = useAsk(
    'listGates',
    { query: name === null ? {} : { service: [name] } },
    { enabled: name !== null, every: 5_000 },
  );
  const { data: downtimes } = useAsk(
    'listDowntimes',
    { query: name === null ? {} : { service: [name], limit: '1' } },
    { enabled: name !== null },
  );
  const service = data?.name === name ? data : null;
  const own = gates?.items.find((one) => one.service === name);
  const isDone = {
    service: service !== null,
    traffic: service !== null && sourcesOf(service.body).length > 0,
    windows: service !== null && namesOf(service.body.windows).length > 0,
    gate: own?.gates.some(({ isLost, isConfirmed }) => !isLost && isConfirmed) ?? false,
    plan:
      service !== null && (downtimes?.items.some(({ services }) => services.includes(service.name)) ?? false),
  };
  const wanted = stepNames.find((one) => one === search.get('step'));
  const first = stepNames.find((one) => !isDone[one]) ?? 'plan';
  return {
    name,
    service,
    isDone,
    at: service === null ? 'service' : (wanted ?? first),
    isKnown: name === null || service !== null || error !== null,
    open: (step, of = name) =>
      setSearch({ ...(of !== null && { service: of }), ...(step !== null && { step }) }),
  };
}
