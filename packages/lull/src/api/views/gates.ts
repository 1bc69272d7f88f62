import type { GateList } from '../../gates/list-gates.ts';
import type { Standing } from '../../gates/standing.ts';
import type { Answered } from '../contract/endpoint.ts';
import type { listGates } from '../contract/gates.ts';
import { told } from './times.ts';

type View = Answered<typeof listGates>;

const nameShared =
  'name-shared: Several processes bear this name, so nobody knows what each does. Give each one of its own.';

/** The gates, as answers have them. */
export function gatesOf({ services, keys, now }: GateList): View {
  return { items: services.map((standing) => serviceOf(standing, now)), keys: [...keys] };
}

function serviceOf(standing: Standing, now: number): View['items'][number] {
  const { service, document, state, instances, expected, confirmed, missing } = standing;
  return {
    service,
    state: state?.state ?? null,
    downtime: state?.downtime ?? null,
    expected,
    confirmed: confirmed.size,
    missing: [...missing],
    document: document && {
      epoch: document.epoch,
      serial: document.serial,
      issuedAt: document.issuedAt,
    },
    gates: instances.map((one) => ({
      name: one.instance,
      kind: one.kind,
      version: one.version,
      state: one.state,
      downtime: one.downtime,
      override: one.override,
      isConfirmed: confirmed.has(one.instance),
      inFlight: one.inFlight,
      clockOffset: one.clockOffset,
      warnings: [...one.warnings, ...((one.sharedUntil ?? 0) > now ? [nameShared] : [])],
      heardAt: told(one.heardAt),
      isLost: one.leaseUntil <= now,
    })),
  };
}
