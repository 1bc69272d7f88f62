import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../peers/process.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
}

const folder = mkdtempSync(join(tmpdir(), 'lull-traces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A real OTLP receiver, as far as JSON over HTTP goes. */
async function receiver() {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const parts = await request.toArray();
    if (request.url === '/v1/traces')
      spans.push(...spansOf(JSON.parse(Buffer.concat(parts).toString()) as Traces));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, spans, close: () => server.close() };
}

/** What of an OTLP request in JSON is looked at. */
interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly scope: { name: string }; readonly spans: readonly Span[] }[];
  }[];
}

function spansOf({ resourceSpans }: Traces): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')!.value.stringValue;
    const ours = scopeSpans.filter(({ scope }) => scope.name === 'lull').flatMap(({ spans }) => spans);
    return ours.map((span) => ({ ...span, service }));
  });
}

describe('traces', () => {
  it('hold each request with its transactions, and are part of the caller’s trace', async () => {
    const { url, spans, close } = await receiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const server = startLullServer({ port: await freePort(), folder, env });
    const ready = await server.ready;
    const key = await becomeOwner(ready);
    const [trace, parent] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const answer = await fetch(`${ready.url}/api/v1/services/shop`, {
      method: 'PUT',
      body: JSON.stringify({ zone: 'UTC' }),
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'if-none-match': '*',
        traceparent: `00-${trace}-${parent}-01`,
      },
    });
    expect(answer.status).toBe(200);
    // What is not sent yet is sent when it stops.
    expect(await server.stop()).toMatchObject({ code: 0 });
    close();
    const request = spans.find(({ traceId, parentSpanId }) => traceId === trace && parentSpanId === parent);
    expect(request).toMatchObject({ name: 'PUT /api/v1/services/:name', service: 'lull' });
    expect(spans).toContainEqual(
      expect.objectContaining({ name: 'store.transaction', traceId: trace, parentSpanId: request!.spanId }),
    );
  });
});
