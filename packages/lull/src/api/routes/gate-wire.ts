import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { demand } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import { currentDocument } from '../../gates/current.ts';
import { tagOf } from '../../gates/documents.ts';
import { paceFor } from '../../gates/pace.ts';
import { timeSigner } from '../../gates/times.ts';
import { formatDuration } from '../../time/duration.ts';
import { answer } from '../answer.ts';
import { confirmGate, gateDocument, gateStream, gateTime } from '../contract/gate-wire.ts';
import { secure } from '../guard.ts';
import type { Routes } from '../parts.ts';

/** What gates ask: their document, the time, and that they are heard. */
export const gateWireRoutes: Routes = (mount, { gates, keeper, feeds }) => {
  mount(gateDocument, async ({ c, actor, params: { service } }) => {
    demandGate(actor, service);
    const document = await currentDocument(gates, keeper, service);
    c.header('cache-control', 'no-cache');
    return answer(
      c,
      gateDocument,
      { ...document },
      {
        etag: tagOf(document),
      },
    );
  });

  mount(gateTime, async ({ c, actor, query: { service, nonce } }) => {
    demandGate(actor, service);
    const timeFor = await timeSigner(gates);
    return answer(c, gateTime, timeFor(service, nonce));
  });

  mount(confirmGate, async ({ c, actor, body }) => {
    demandGate(actor, body.service);
    const { lease, spread } = paceFor(feeds.open());
    const newest = await gates.confirmations.take(body, actor.id, lease);
    return answer(c, confirmGate, {
      lease: formatDuration({ days: 0, ms: lease }),
      spread: formatDuration({ days: 0, ms: spread }),
      epoch: newest?.epoch ?? null,
      serial: newest?.serial ?? null,
    });
  });

  mount(gateStream, async ({ c, actor, params: { service } }) => {
    demandGate(actor, service);
    const out = c.env.outgoing;
    if (!out || !('req' in out)) throw noSocket();
    await feeds.attach(service, { out, key: actor.id }, () => {
      const headers = new Headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      secure(headers, c.get('request'));
      out.writeHead(200, Object.fromEntries(headers));
      out.write('retry: 500\n\n');
    });
    return RESPONSE_ALREADY_SENT;
  });
};

/**
 * Only a key that was made for this: what a gate says is believed, so no person says it by chance.
 *
 * @throws LullError `not-allowed`, `not-found`
 */
function demandGate(actor: Actor, service: string): void {
  if (!actor.scopes?.includes('gate')) {
    throw new LullError(
      'not-allowed',
      `${actor.name} is no gate`,
      `Make a key for one with lull gates add ${service}.`,
      { action: 'gate' },
    );
  }
  demand(actor, 'gate', [service]);
}

function noSocket(): LullError {
  return new LullError('internal', 'There is no connection to stream to', 'Ask over HTTP.');
}
