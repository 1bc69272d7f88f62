import { createPublicKey, verify as verifySignature } from 'node:crypto';
import {
  type GateDocument,
  pinned,
  type StateDocument,
  stateAt,
  type Trust,
  takeDocument,
} from '@lull/gate/protocol';
import { runGates } from '../../src/gates/run-gates.ts';
import { runTimers } from '../../src/keeper/run-timers.ts';
import type { Store } from '../../src/store/contract.ts';
import { type Caller, startServer, type TestServer } from '../api/support/server.ts';

/** A server whose timers run, and its gates' side. */
export interface GateServer extends TestServer {
  /** A key of a gate of this service. */
  gate(service?: string): Promise<Caller>;
  /** What a gate of this service is enrolled with. */
  trust(service?: string): Promise<Trust>;
}

/** Starts it; whoever starts it stops it before the store is closed. */
export async function gateServer(store: Store): Promise<GateServer> {
  const server = await startServer(store);
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = [runTimers(server.keeper, { signal }), runGates(server.gates, server.keeper, { signal })];
  return {
    ...server,
    gate: (service = 'shop') => server.caller({ scopes: ['gate'], services: [service] }),
    async trust(service = 'shop') {
      const { current } = await server.gates.chest.ring(store.db, await store.now());
      return pinned(service, current!.public);
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      await server.stop();
    },
  };
}

/** As node verifies. */
export function verify(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
  return verifySignature(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}

/** The document as a gate takes it. */
export async function taken(
  trust: Trust,
  document: StateDocument,
): Promise<{ document: GateDocument; trust: Trust }> {
  return takeDocument(trust, document, Date.now(), verify);
}

/** What a gate that was just told does now. */
export function stateOf(document: GateDocument, now = Date.now()) {
  return stateAt(document, now, now);
}

/** What a gate says that holds this document. */
export function confirmation(document: GateDocument, fields: object = {}) {
  const { state, downtime } = stateOf(document);
  return {
    service: document.service,
    instance: 'web-1',
    version: '0.1.0',
    kind: 'node',
    epoch: document.epoch,
    serial: document.serial,
    state,
    downtime,
    override: null,
    inFlight: 0,
    clockOffset: 0,
    run: 'a',
    report: 0,
    isLeaving: false,
    minutes: [],
    warnings: [],
    ...fields,
  };
}
